// Identity: which records are one person. Suggestions are decided by people; every merge can be taken apart again.
import { z } from 'zod'
import { cursor, instant, limit, nothing, route } from '../route.js'

const id = z.string().min(1).max(100)
const one = z.object({ id })

const evidence = z.object({
  kind: z.enum(['person', 'rule', 'likeness']),
  key: z.string().optional(),
  probability: z.number().optional(),
  fields: z.array(z.object({ field: z.string(), level: z.string() })).optional(),
})

export const mergeView = z.object({
  id,
  keep: id,
  gone: id,
  evidence,
  by: z.string(),
  at: instant,
  state: z.enum(['begun', 'done', 'undoing', 'undone']),
  undoneBy: z.string().optional(),
  undoneAt: instant.optional(),
})
export type MergeView = z.infer<typeof mergeView>

/** As much of a record as is needed to tell whether two are one person. */
export const recordView = z.object({
  id,
  number: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  line1: z.string().optional(),
  city: z.string().optional(),
  postalCode: z.string().optional(),
  createdAt: instant,
})
export type RecordView = z.infer<typeof recordView>

export const suggestionView = z.object({
  id,
  /** The record that would live on; absent when it is gone from the database. */
  keep: recordView.optional(),
  gone: recordView.optional(),
  evidence,
  probability: z.number(),
  /** At or above the threshold that the rules set. */
  likely: z.boolean(),
  state: z.enum(['open', 'merged', 'dismissed']),
  at: instant,
})
export type SuggestionView = z.infer<typeof suggestionView>

const conflict = z.object({
  field: z.string(),
  values: z.array(z.object({ value: z.unknown(), customerId: id })),
})
export const pairView = suggestionView
  .pick({ keep: true, gone: true, evidence: true, probability: true })
  .extend({ merges: z.boolean() })
export type PairView = z.infer<typeof pairView>
/** The most probable of them; `total` counts all. */
const pairs = z.object({ total: z.number().int(), first: z.array(pairView) })

export const survivorRule = z.enum(['survivor', 'verified', 'oldest', 'newest', 'longest', 'most-common'])
export const keyField = z.enum(['email', 'phone'])
export const rulesView = z.object({
  /** In the order of priority. */
  keys: z.array(z.object({ field: keyField, mostRecords: z.number().int(), merges: z.boolean() })),
  /** Values that say nothing. */
  blocked: z.array(z.string()),
  likeness: z.object({ likelyFrom: z.number(), hideBelow: z.number() }),
  /** Which value is shown where merged records disagree. */
  survivors: z.object({
    name: survivorRule,
    email: survivorRule,
    phone: survivorRule,
    locale: survivorRule,
    address: survivorRule,
  }),
})
export type RulesView = z.infer<typeof rulesView>

/** Checked by the server against its own schema, which names the field that is wrong. */
const rules = z.record(z.string(), z.unknown())
const versioned = z.object({ version: z.number().int(), rules: rulesView })
const merged = z.object({ merge: mergeView.nullable() })

export const dryRunView = z.object({
  id: z.string(),
  version: z.number().int(),
  added: pairs,
  dropped: pairs,
  wouldMerge: pairs,
  /** Ids of merges that stay until somebody takes them apart. */
  noLongerMade: z.array(z.string()),
  shownOtherwise: z.array(z.object({ customerId: id, fields: z.array(z.string()) })),
})
export type DryRunView = z.infer<typeof dryRunView>

export const identityContract = {
  suggestions: route({
    method: 'get',
    path: '/identity/suggestions',
    policy: 'customers.read',
    summary:
      'Pairs of records that may be one person, most probable first, with how right such suggestions were so far.',
    query: z.object({
      state: z.enum(['open', 'merged', 'dismissed']).default('open'),
      skip: z.coerce.number().int().min(0).max(100_000).default(0),
      limit: limit(100, 30),
    }),
    response: z.object({
      items: z.array(suggestionView),
      total: z.number().int(),
      measured: z.object({
        decided: z.number().int(),
        precision: z.number().nullable(),
        recall: z.number().nullable(),
      }),
    }),
  }),
  look: route({
    method: 'post',
    path: '/identity/suggestions/look',
    policy: 'customers.merge',
    summary: 'Look for pairs now, as is done once a day; the list is renewed when that has ended.',
    body: z.object({}),
    response: nothing,
  }),
  accept: route({
    method: 'post',
    path: '/identity/suggestions/:id/merge',
    policy: 'customers.merge',
    summary: 'The two are one person. `keep` chooses which record lives on.',
    params: one,
    body: z.object({ keep: id.optional() }),
    response: merged,
  }),
  dismiss: route({
    method: 'post',
    path: '/identity/suggestions/:id/dismiss',
    policy: 'customers.merge',
    summary: 'The two are different people; they are not suggested again.',
    params: one,
    body: z.object({}),
    response: z.object({}),
  }),
  merges: route({
    method: 'get',
    path: '/identity/merges',
    policy: 'customers.read',
    summary: 'Merges, newest first, undone ones included; of everybody, or those that a person is made of or was.',
    query: z.object({ customer: id.optional(), limit: limit(200, 50) }),
    /** `records`: those that the merges name. */
    response: z.object({ items: z.array(mergeView), records: z.array(recordView) }),
  }),
  merge: route({
    method: 'post',
    path: '/identity/merges',
    policy: 'customers.merge',
    summary: 'Make two records one person. Answers with null when they are one already.',
    body: z.object({ keep: id, gone: id }),
    response: merged,
  }),
  unmerge: route({
    method: 'post',
    path: '/identity/merges/:id/undo',
    policy: 'customers.merge',
    summary:
      'Take a merge apart: both records are as if they had never been one. Answers with null when it is undone already.',
    params: one,
    body: z.object({}),
    response: merged,
  }),
  conflicts: route({
    method: 'get',
    path: '/identity/conflicts',
    policy: 'customers.read',
    summary: 'Merged people whose records disagree, with every value; the one that is shown comes first.',
    query: z.object({ limit: limit(100, 30) }),
    response: z.object({ items: z.array(z.object({ person: recordView, conflicts: z.array(conflict) })) }),
  }),
  timeline: route({
    method: 'get',
    path: '/customers/:id/timeline',
    policy: 'customers.read',
    summary: 'Everything that happened to a person over all channels and merged records, newest first.',
    params: one,
    query: z.object({ cursor, limit: limit(200, 50) }),
    response: z.object({
      items: z.array(
        z.object({
          id,
          type: z.string(),
          customerId: id,
          conversationId: z.string().optional(),
          data: z.record(z.string(), z.unknown()),
          at: instant,
        }),
      ),
      next: z.string().nullable(),
    }),
  }),
  rules: route({
    method: 'get',
    path: '/identity/rules',
    policy: 'customers.read',
    summary: 'The keys, thresholds and survivorship rules in force.',
    response: versioned,
  }),
  tryRules: route({
    method: 'post',
    path: '/identity/rules/dry-run',
    policy: 'customers.merge',
    summary: 'What other rules would make of the records as they are. Changes nothing.',
    body: z.object({ rules }),
    response: dryRunView,
  }),
  setRules: route({
    method: 'put',
    path: '/identity/rules',
    policy: 'customers.merge',
    summary: 'Change the rules; `seen` is the id of a dry run of the same rules.',
    body: z.object({ rules, version: z.number().int().min(0), seen: z.string().min(1).max(100) }),
    response: versioned,
  }),
}
