// Enrichment: events become traits and counters of the shared record. Incremental, idempotent, and the same as a rebuild from the log.
//
// A checkpoint keeps the fold of all events that are older than the settling time; younger ones are folded anew each time, because
// another process may still be writing an earlier one. When the number of events behind the checkpoint is not what it was (a late import,
// an undone batch, a merge), the past has changed and is folded again. A record is enriched from the events of all that were merged into it.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
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
const foldVersion = 1

/** Events older than this are taken as settled. */
const settlingMs = 10 * 60_000

/** The checkpoint moves when it saves reading this many events again. */
const worthSaving = 50

const writtenTogether = 200

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

  /** The fold of everything up to the checkpoint, or nothing when there is none that still holds. */
  const trusted = async (
    customer: CustomerId,
    whose: readonly CustomerId[],
  ): Promise<{ state: ProfileState; upTo: Date } | undefined> => {
    const checkpoint = await profileCheckpoints.findById(customer).lean<StoredProfileCheckpoint>()
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
    const later = from === undefined ? {} : { at: { $gt: from.upTo } }
    const cursor = events
      .find({ customerId: { $in: [...whose] }, ...later })
      .sort({ at: 1, _id: 1 })
      .lean<StoredEvent[]>()
      .cursor()
    for await (const document of cursor) {
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

  const write = async (customer: CustomerId, state: ProfileState, whose: readonly CustomerId[]): Promise<boolean> => {
    const { filter, update, refused } = await updateOf(customer, state, whose)
    const written = await customers
      .findOneAndUpdate(filter, update, {
        updatePipeline: true,
        returnDocument: 'after',
        projection: { superseded: 1 },
      })
      .lean<StoredCustomer>()
    await history.settle(customer, written?.superseded)
    if (refused.length > 0) await history.forget(customer, refused)
    return written !== null
  }

  const writeMany = async (states: ReadonlyMap<CustomerId, ProfileState>): Promise<void> => {
    const writes = await Promise.all(
      [...states].map(async ([id, state]) => ({ id, ...(await updateOf(id, state, [id])) })),
    )
    if (writes.length === 0) return
    await customers.bulkWrite(
      writes.map(({ filter, update }) => ({ updateOne: { filter, update } })),
      { ordered: false },
    )
    const changed = await customers
      .find({ _id: { $in: [...states.keys()] }, superseded: { $exists: true } }, { superseded: 1 })
      .lean<StoredCustomer[]>()
    for (const { _id, superseded } of changed) await history.settle(_id as CustomerId, superseded)
    for (const { id, refused } of writes) if (refused.length > 0) await history.forget(id, refused)
  }

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
      known = await write(record, await fold(record, whose, from), whose)
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
        await writeMany(states)
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
