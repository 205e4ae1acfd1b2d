// Enrichment: events become traits and counters of the shared record. Incremental, idempotent, and the same as a rebuild from the log.
//
// A checkpoint keeps the fold of all events that are older than the settling time; younger ones are folded anew each time, because
// another process may still be writing an earlier one. When the number of events behind the checkpoint is not what it was (a late import,
// an undone batch, a merge), the past has changed and is folded again. A record is enriched from the events of all that were merged into it.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { together } from '../../platform/together.js'
import type { Store } from '../store/connection.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import type { StoredIntent } from '../store/models/intent-model.js'
import type { StoredProduct } from '../store/models/product-model.js'
import type { StoredProfileCheckpoint } from '../store/models/profile-checkpoint-model.js'
import { fromStored } from '../store/record-schema.js'
import { derivedFrom } from '../store/revisions.js'
import type { Catalogue } from '../commerce/catalogue.js'
import { consentGate } from '../customers/consent-gate.js'
import { derivedFrom as ofAllRecords, superseding, traitHistory } from '../customers/trait-history.js'
import { groups } from '../identity/groups.js'
import { emptyProfile, foldEvent, type ProfileState } from './profile-state.js'
import { countersOf, refusedTraits, traitsOf, type TraitContext } from './traits.js'

/** Change it with the rules of the fold. */
const foldVersion = 2

/** Events older than this are taken as settled. */
const settlingMs = 10 * 60_000

/** The checkpoint moves when it saves reading this many events again. */
const worthSaving = 50

const writtenTogether = 200

/** So many events of several customers are held in memory at most. */
const readTogether = 4000

interface Brought {
  id: CustomerId
  state: ProfileState
  whose: readonly CustomerId[]
}

export function enrichment(store: Store, clock: Clock, catalogue: Catalogue) {
  const { customers, events, intents, products, profileCheckpoints } = store.models
  const person = groups(store)
  const gate = consentGate(store)
  const history = traitHistory(store)

  const categories = derivedFrom(store, 'products', async () => {
    const all = await products.find({}, { category: 1 }).lean<Pick<StoredProduct, '_id' | 'category'>[]>()
    return new Map(all.map(({ _id, category }) => [_id, category]))
  })
  const dialogueIntents = derivedFrom(store, 'intents', async () => {
    const all = await intents.find({ kind: 'dialogue' }, { _id: 1 }).lean<Pick<StoredIntent, '_id'>[]>()
    return new Set(all.map(({ _id }) => _id))
  })

  const checkpointOf = together<CustomerId, StoredProfileCheckpoint | undefined>(async (ids) => {
    const found = await profileCheckpoints.find({ _id: { $in: [...ids] } }).lean<StoredProfileCheckpoint[]>()
    const byId = new Map(found.map((one) => [one._id as CustomerId, one]))
    return ids.map((id) => byId.get(id))
  })

  /** All events of those who have few; undefined for the others, whose events are read one by one. */
  const fewEventsOf = together<CustomerId, readonly StoredEvent[] | undefined>(
    async (ids) => {
      const found = await events
        .find({ customerId: { $in: [...new Set(ids)] } })
        .sort({ customerId: 1, at: 1, _id: 1 })
        .limit(readTogether)
        .batchSize(readTogether)
        .lean<StoredEvent[]>()
      const byCustomer = new Map<CustomerId, StoredEvent[]>(ids.map((id) => [id, []]))
      for (const event of found) byCustomer.get(event.customerId)?.push(event)
      const cutAt = found.length === readTogether ? found.at(-1)?.customerId : undefined
      return ids.map((id) => (cutAt !== undefined && id >= cutAt ? undefined : byCustomer.get(id)))
    },
    { most: 64 },
  )

  /** Oldest first. */
  async function* eventsSince(whose: readonly CustomerId[], after: Date | undefined): AsyncIterable<StoredEvent> {
    const [only, ...others] = whose
    const few = only && others.length === 0 && after === undefined ? await fewEventsOf(only) : undefined
    if (few) yield* few
    else
      yield* events
        .find({ customerId: { $in: [...whose] }, ...(after && { at: { $gt: after } }) })
        .sort({ at: 1, _id: 1 })
        .lean<StoredEvent[]>()
        .cursor()
  }

  /** The fold of everything up to the checkpoint, or nothing when there is none that still holds. */
  const trusted = async (
    customer: CustomerId,
    whose: readonly CustomerId[],
  ): Promise<{ state: ProfileState; upTo: Date } | undefined> => {
    const checkpoint = await checkpointOf(customer)
    if (checkpoint?.rules !== foldVersion) return undefined
    const behind = await events.countDocuments({ customerId: { $in: [...whose] }, at: { $lte: checkpoint.upTo } })
    if (behind !== checkpoint.events) return undefined
    return { state: checkpoint.state as unknown as ProfileState, upTo: checkpoint.upTo }
  }

  const fold = async (
    customer: CustomerId,
    whose: readonly CustomerId[],
    from: { state: ProfileState; upTo: Date } | undefined,
  ): Promise<ProfileState> => {
    const settledBefore = new Date(clock.now().getTime() - settlingMs)
    let state = from?.state ?? emptyProfile
    let settled = state
    for await (const document of eventsSince(whose, from?.upTo)) {
      const event = fromStored('events', eventSchema, document)
      state = foldEvent(state, event)
      if (event.at <= settledBefore) settled = state
    }
    if (settled.lastAt !== null && settled.events - (from?.state.events ?? 0) >= worthSaving)
      await profileCheckpoints.replaceOne(
        { _id: customer },
        {
          upTo: new Date(settled.lastAt),
          events: settled.events,
          rules: foldVersion,
          state: settled as unknown as Record<string, unknown>,
        },
        { upsert: true },
      )
    return state
  }

  const contextFor = async (state: ProfileState): Promise<TraitContext> => {
    const [byProduct, dialogue] = await Promise.all([categories(), dialogueIntents()])
    const byQuery = new Map<string, string | undefined>()
    for (const { value } of state.searches) {
      const [hit] = await catalogue.matches(value, 1)
      byQuery.set(value, hit && hit.coverage >= 0.5 ? byProduct.get(hit.id) : undefined)
    }
    return {
      categoryOf: (product) => byProduct.get(product),
      categoryOfQuery: (query) => byQuery.get(query),
      isReason: (intent) => !dialogue.has(intent),
    }
  }

  /**
   * Replaces what enrichment knows of this customer; traits from other sources (imports, people) stay as they are. What was replaced goes
   * into the history, unless the customer does not want it known.
   */
  const updateOf = async (customer: CustomerId, state: ProfileState, whose: readonly CustomerId[]) => {
    const may = await gate.mayAll(customer)
    const traits = traitsOf(state, await contextFor(state), may)
    const isOurs = { $eq: [{ $substrBytes: ['$$trait.source', 0, 7] }, 'enrich:'] }
    const others = { $filter: { input: '$traits', as: 'trait', cond: { $not: [isOurs] } } }
    const refused = refusedTraits(may)
    const isShown = { $and: [isOurs, { $not: [{ $in: ['$$trait.name', { $literal: refused }] }] }] }
    const $set = {
      superseded: superseding(isShown, traits, clock.now(), ofAllRecords),
      derivedFrom: whose.length > 1 ? { $literal: whose } : '$$REMOVE',
      traits: { $concatArrays: [others, { $literal: traits }] },
      counters: { $mergeObjects: ['$counters', { $literal: countersOf(state) }] },
      updatedAt: clock.now(),
    }
    return { filter: { _id: customer }, update: [{ $set }], refused }
  }

  /** Of each, whether there is such a customer. */
  const writeAll = async (brought: readonly Brought[]): Promise<readonly boolean[]> => {
    if (brought.length === 0) return []
    const writes = await Promise.all(brought.map(({ id, state, whose }) => updateOf(id, state, whose)))
    await customers.bulkWrite(
      writes.map(({ filter, update }) => ({ updateOne: { filter, update } })),
      { ordered: false },
    )
    const ids = brought.map(({ id }) => id)
    const found = await customers.find({ _id: { $in: ids } }, { superseded: 1 }).lean<StoredCustomer[]>()
    const byId = new Map(found.map((customer) => [customer._id as CustomerId, customer]))
    for (const [id, { superseded }] of byId) await history.settle(id, superseded)
    for (const { filter, refused } of writes) if (refused.length > 0) await history.forget(filter._id, refused)
    return ids.map((id) => byId.has(id))
  }
  const write = together(writeAll)

  /** The record itself and, when it was merged away, the one that lives on. */
  const concerned = async (customer: CustomerId): Promise<CustomerId[]> => [
    ...new Set([customer, await person.living(customer)]),
  ]

  const bring = async (customer: CustomerId, trusting: boolean): Promise<boolean> => {
    const alone = await person.isAlone(customer)
    let known = false
    for (const record of alone ? [customer] : await concerned(customer)) {
      const whose = alone ? [customer] : await person.members(record)
      const from = trusting ? await trusted(record, whose) : undefined
      known = await write({ id: record, state: await fold(record, whose, from), whose })
    }
    return known
  }

  return {
    /** Takes in what happened since the last time. Safe to repeat. False when there is no such customer. */
    enrich: (customer: CustomerId): Promise<boolean> => bring(customer, true),

    /** From the whole log, trusting no checkpoint; ends with the same record as `enrich`. */
    rebuildTraits: (customer: CustomerId): Promise<boolean> => bring(customer, false),

    /** Every customer who has events, in one pass over the log. Resolves with how many. */
    async rebuildAll(onProgress?: (done: number, total: number) => void): Promise<number> {
      const total = (await events.distinct('customerId')).length
      const cursor = events.find().sort({ customerId: 1, at: 1, _id: 1 }).lean<StoredEvent[]>().cursor()
      const states = new Map<CustomerId, ProfileState>()
      let done = 0
      const flush = async (): Promise<void> => {
        await writeAll([...states].map(([id, state]) => ({ id, state, whose: [id] })))
        done += states.size
        states.clear()
        onProgress?.(done, total)
      }
      for await (const document of cursor) {
        const event = fromStored('events', eventSchema, document)
        if (!states.has(event.customerId) && states.size >= writtenTogether) await flush()
        states.set(event.customerId, foldEvent(states.get(event.customerId) ?? emptyProfile, event))
      }
      await flush()
      // Few records are merged: those that others point to are done once more, with the events of all.
      for (const root of await customers.distinct('mergedInto')) await bring(root as CustomerId, false)
      return done
    },
  }
}

export type Enrichment = ReturnType<typeof enrichment>
