// Identity: suggestions with both records side by side, decisions, merges and their undoing, and rules behind a dry run.
import type { Customer } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Handlers } from '../serve.js'
import type { identityContract, MergeView, RecordView } from './contract.js'
import type { Identity, Merge } from './ports.js'

export function identityHandlers({ identity }: { identity: Identity }): Handlers<typeof identityContract> {
  const { suggestions, merges, rules } = identity
  return {
    async suggestions({ query }) {
      const { items, total } = await suggestions.list(query)
      const { likelyFrom } = (await rules.get()).rules.likeness
      const records = await identity.records(items.flatMap(({ keep, gone }) => [keep, gone]))
      const byId = new Map(records.map((record) => [record.id, presentRecord(record)]))
      return {
        total,
        measured: await suggestions.measured(likelyFrom),
        items: items.map(({ keep, gone, at, probability, id, state, evidence }) => ({
          ...{ id, state, evidence, probability },
          keep: byId.get(keep),
          gone: byId.get(gone),
          likely: probability >= likelyFrom,
          at: at.toISOString(),
        })),
      }
    },
    accept: async ({ params, body }, { user }) =>
      presentMerge(await suggestions.accept(params.id, user.name, body.keep as CustomerId | undefined)),
    async dismiss({ params }, { user }) {
      await suggestions.dismiss(params.id, user.name)
      return {}
    },
    async merges({ query: { customer, limit } }) {
      const found = customer === undefined ? merges.list(limit) : identity.mergesOf(customer as CustomerId, limit)
      return { items: (await found).map(view) }
    },
    merge: async ({ body }, { user }) =>
      presentMerge(
        await merges.merge(
          { keep: body.keep as CustomerId, gone: body.gone as CustomerId },
          { kind: 'person' },
          user.name,
        ),
      ),
    unmerge: async ({ params }, { user }) => presentMerge(await merges.unmerge(params.id, user.name)),
    conflicts: async ({ query }) => ({
      items: (await identity.conflicts(query.limit)).map(({ customerId, conflicts }) => ({
        customerId,
        conflicts: conflicts.map(({ field, values }) => ({ field, values: [...values] })),
      })),
    }),
    async timeline({ params, query }) {
      const { items, next } = await identity.timeline(params.id as CustomerId, query)
      return {
        items: items.map(({ at, ...event }) => ({ ...event, data: { ...event.data }, at: at.toISOString() })),
        next,
      }
    },
    rules: async () => presentRules(await rules.get()),
    async tryRules({ body }) {
      const { id, version, added, dropped, wouldMerge, noLongerMade, shownOtherwise } = await rules.dryRun(body.rules)
      return {
        ...{ id, version },
        added: added.slice(0, shownPairs),
        dropped: dropped.slice(0, shownPairs),
        wouldMerge: wouldMerge.slice(0, shownPairs),
        noLongerMade: [...noLongerMade],
        shownOtherwise: shownOtherwise.map(({ customerId, fields }) => ({ customerId, fields: [...fields] })),
      }
    },
    setRules: async ({ body }, { user }) =>
      presentRules(await rules.set(body.rules, { version: body.version, seen: body.seen, by: user.name })),
  }
}

const shownPairs = 500

const presentRules = ({ version, rules }: { version: number; rules: object }) => ({
  version,
  rules: rules as Record<string, unknown>,
})

const view = ({ at, undoneAt, ...merge }: Merge): MergeView => ({
  ...merge,
  at: at.toISOString(),
  ...(undoneAt && { undoneAt: undoneAt.toISOString() }),
})

const presentMerge = (merge: Merge | 'already') => ({ merge: merge === 'already' ? null : view(merge) })

const presentRecord = ({ id, number, name, email, phone, address, createdAt }: Customer): RecordView => ({
  id,
  ...{ number, name, email, phone },
  city: address?.city,
  createdAt: createdAt.toISOString(),
})
