// Identity: suggestions with both records side by side, decisions, merges and their undoing, and rules behind a dry run.
import type { Customer } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Handlers } from '../serve.js'
import type { identityContract, MergeView, PairView, RecordView } from './contract.js'
import type { Identity, LookForPairs, Merge, Pair } from './ports.js'

export interface IdentityDeps {
  identity: Identity
  /** Default: the answer waits until it is done. */
  lookForPairs?: LookForPairs | undefined
}

export function identityHandlers({ identity, lookForPairs }: IdentityDeps): Handlers<typeof identityContract> {
  const { suggestions, merges, rules } = identity

  const recordsOf = async (ids: readonly CustomerId[]): Promise<ReadonlyMap<string, RecordView>> => {
    const records = await identity.records([...new Set(ids)])
    return new Map(records.map((record) => [record.id, presentRecord(record)]))
  }

  /** With both records, so that people can judge them. */
  const presentPairs = async (pairs: readonly Pair[]): Promise<{ total: number; first: PairView[] }> => {
    const first = pairs.slice(0, shownPairs)
    const byId = await recordsOf(idsOf(first))
    return {
      total: pairs.length,
      first: first.map(({ keep, gone, evidence, probability, merges }) => ({
        ...{ keep: byId.get(keep), gone: byId.get(gone) },
        ...{ evidence, probability, merges },
      })),
    }
  }

  return {
    async suggestions({ query }) {
      const { items, total } = await suggestions.list(query)
      const { likelyFrom } = (await rules.get()).rules.likeness
      const byId = await recordsOf(idsOf(items))
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
    async look() {
      await (lookForPairs ?? suggestions.run)()
      return {}
    },
    accept: async ({ params, body }, { user }) =>
      presentMerge(await suggestions.accept(params.id, user.name, body.keep as CustomerId | undefined)),
    async dismiss({ params }, { user }) {
      await suggestions.dismiss(params.id, user.name)
      return {}
    },
    async merges({ query: { customer, limit } }) {
      const found = await (customer === undefined
        ? merges.list(limit)
        : identity.mergesOf(customer as CustomerId, limit))
      return { items: found.map(view), records: [...(await recordsOf(idsOf(found))).values()] }
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
    async conflicts({ query }) {
      const found = await identity.conflicts(query.limit)
      const byId = await recordsOf(found.map(({ customerId }) => customerId))
      return {
        items: found.flatMap(({ customerId, conflicts }) => {
          const person = byId.get(customerId)
          if (person === undefined) return []
          return [{ person, conflicts: conflicts.map(({ field, values }) => ({ field, values: [...values] })) }]
        }),
      }
    },
    async timeline({ params, query }) {
      const { items, next } = await identity.timeline(params.id as CustomerId, query)
      return {
        items: items.map(({ at, ...event }) => ({ ...event, data: { ...event.data }, at: at.toISOString() })),
        next,
      }
    },
    rules: () => rules.get(),
    async tryRules({ body }) {
      const { id, version, added, dropped, wouldMerge, noLongerMade, shownOtherwise } = await rules.dryRun(body.rules)
      return {
        ...{ id, version },
        added: await presentPairs(added),
        dropped: await presentPairs(dropped),
        wouldMerge: await presentPairs(wouldMerge),
        noLongerMade: [...noLongerMade],
        shownOtherwise: shownOtherwise.map(({ customerId, fields }) => ({ customerId, fields: [...fields] })),
      }
    },
    setRules: ({ body }, { user }) => rules.set(body.rules, { version: body.version, seen: body.seen, by: user.name }),
  }
}

const shownPairs = 20

const idsOf = (pairs: readonly Pick<Pair, 'keep' | 'gone'>[]): CustomerId[] =>
  pairs.flatMap(({ keep, gone }) => [keep, gone])

const view = ({ at, undoneAt, ...merge }: Merge): MergeView => ({
  ...merge,
  at: at.toISOString(),
  ...(undoneAt && { undoneAt: undoneAt.toISOString() }),
})

const presentMerge = (merge: Merge | 'already') => ({ merge: merge === 'already' ? null : view(merge) })

/** Name and phone as they are compared: where the record has none, those of its address. */
const presentRecord = ({ id, number, name, email, phone, address, createdAt }: Customer): RecordView => ({
  ...{ id, number, email },
  name: name ?? address?.name,
  phone: phone ?? address?.phone,
  line1: address?.line1,
  city: address?.city,
  postalCode: address?.postalCode,
  createdAt: createdAt.toISOString(),
})
