// Segments: rules over the customer record, who is in each, who came and went, and audiences that agreed to be handed over.
import { z } from 'zod'
import { cursor, instant, limit, localizedText, route } from '../route.js'

const id = z.string().min(1).max(100)
const one = z.object({ id })
/** Checked by the server against its own schema, which names the field that is wrong. */
const rule = z.record(z.string(), z.unknown())
const counts = { customers: z.number().int(), entered: z.number().int(), left: z.number().int() }
export const purpose = z.enum(['marketing', 'personalization', 'profiling', 'analytics'])

const segment = z.object({ id, name: localizedText, rule })

/** As much of a customer as a list of members shows. */
export const memberView = z.object({
  id,
  number: z.string().optional(),
  name: z.string().optional(),
  locale: z.string().optional(),
})
export type MemberView = z.infer<typeof memberView>

export const handOverView = z.object({
  id,
  segment: id,
  purpose,
  to: z.enum(['webhook', 'file']),
  /** `waiting`: for its turn, or for its next try. */
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  by: z.string(),
  requestedAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  tries: z.number().int(),
  exported: z.number().int(),
  withoutConsent: z.number().int(),
  /** Why the last try did not go well. */
  failure: z.string().nullable(),
})

export const segmentsContract = {
  list: route({
    method: 'get',
    path: '/segments',
    policy: 'segments.read',
    summary: 'All segments with their rules and how many are in each.',
    response: z.object({ items: z.array(segment.extend({ members: z.number().int() })) }),
  }),
  preview: route({
    method: 'post',
    path: '/segments/preview',
    policy: 'segments.edit',
    summary: 'How many a rule would hold, who would enter and leave, and the first of them. Changes nothing.',
    body: segment.extend({ limit: z.number().int().min(0).max(100).default(10) }),
    response: z.object({ ...counts, members: z.number().int(), first: z.array(memberView) }),
  }),
  create: route({
    method: 'post',
    path: '/segments',
    policy: 'segments.edit',
    summary: 'Add a segment and put everybody where they belong. Refused with `conflict` when the id is taken.',
    body: segment,
    response: z.object({ id, ...counts }),
  }),
  edit: route({
    method: 'put',
    path: '/segments/:id',
    policy: 'segments.edit',
    summary: 'Give a segment another name or rule; members enter and leave by it at once.',
    params: one,
    body: segment.omit({ id: true }),
    response: z.object({ id, ...counts }),
  }),
  remove: route({
    method: 'delete',
    path: '/segments/:id',
    policy: 'segments.edit',
    summary: 'Remove a segment and its memberships. Who entered and left when stays on record.',
    params: one,
    response: z.object({}),
  }),
  members: route({
    method: 'get',
    path: '/segments/:id/members',
    policy: 'customers.read',
    summary: 'Who is in a segment and since when, in the order of ids.',
    params: one,
    query: z.object({ after: id.optional(), limit: limit(200, 50) }),
    response: z.object({ items: z.array(memberView.extend({ since: instant })), next: z.string().nullable() }),
  }),
  changes: route({
    method: 'get',
    path: '/segment-changes',
    policy: 'segments.read',
    summary: 'Who entered and left which segment, newest first.',
    query: z.object({ segment: id.optional(), customer: id.optional(), cursor, limit: limit(200, 50) }),
    response: z.object({
      items: z.array(
        z.object({ id: z.string(), segment: id, customerId: id, kind: z.enum(['entered', 'left']), at: instant }),
      ),
      next: z.string().nullable(),
    }),
  }),
  groups: route({
    method: 'get',
    path: '/segment-groups',
    policy: 'segments.read',
    summary:
      'Customers grouped by how lately, often and much they buy, as many groups as are most stable, each with a name in words.',
    response: z.object({
      groups: z.array(
        z.object({
          name: localizedText,
          customers: z.number().int(),
          recencyDays: z.number(),
          orders: z.number(),
          spent: z.number(),
        }),
      ),
      /** Agreement between runs; null while there are too few customers with orders. */
      stability: z.number().nullable(),
    }),
  }),
  handOver: route({
    method: 'post',
    path: '/segments/:id/hand-over',
    policy: 'segments.export',
    summary:
      'Have a job hand over those members who agree to the purpose when it looks at them: to the configured webhook, signed, page after page, or to a file. The same key is the same hand-over.',
    params: one,
    body: z.object({
      purpose,
      to: handOverView.shape.to.default('webhook'),
      key: z.string().trim().min(1).max(200).exactOptional(),
    }),
    response: z.object({ handOver: handOverView }),
  }),
  handOvers: route({
    method: 'get',
    path: '/segment-hand-overs',
    policy: 'segments.export',
    summary: 'Audiences that were asked for, newest first, and how far they are.',
    query: z.object({ limit: limit(200, 50) }),
    response: z.object({ items: z.array(handOverView) }),
  }),
  handOverState: route({
    method: 'get',
    path: '/segment-hand-overs/:handOver',
    policy: 'segments.export',
    summary:
      'One hand-over. Once one to a file is done, `GET /segment-hand-overs/:handOver/audience.csv` is the file, for a day.',
    params: z.object({ handOver: id }),
    response: z.object({ handOver: handOverView }),
  }),
}
