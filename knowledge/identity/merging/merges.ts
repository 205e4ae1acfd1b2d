// Merging and taking apart. What makes a merge true is one conditional write of one pointer; its history is written before (`begun`) and
// after (`done`), so that a process which dies between leaves nothing that the next sweep does not finish in the same way.
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { newId } from '../../../platform/ids.js'
import type { Store } from '../../store/connection.js'
import { leases } from '../../store/leases.js'
import { mergeSchema, type Evidence, type Merge, type StoredMerge } from '../../store/models/merge-model.js'
import { fromStored } from '../../store/record-schema.js'
import { bumpRevision } from '../../store/revisions.js'
import { deepestChain, type Groups } from '../groups.js'

/** A merge takes milliseconds; so long the others wait after its process died. */
const leaseMs = 3_000
const waitMs = 20
const mostWaits = 500

export interface MergesOptions {
  /** Told of each record whose picture has changed, after it is true. */
  onChanged?: (id: CustomerId) => Promise<void>
}

export function merges(store: Store, clock: Clock, person: Groups, options: MergesOptions = {}) {
  const { customers, merges: documents } = store.models
  const held = leases(store, clock)

  /** One merge at a time in the installation: two that run together could make a circle. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const holder = newId('mrg')
    for (let tries = 0; !(await held.take('identity:merge', holder, leaseMs)); tries += 1) {
      if (tries > mostWaits)
        throw new AppError('conflict', 'Another merge is going on; try again.', { retryable: true })
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
    try {
      return await work()
    } finally {
      await held.release('identity:merge', holder)
    }
  }

  const tell = async (ids: readonly CustomerId[]): Promise<void> => {
    for (const id of ids) await options.onChanged?.(id)
  }

  /** From `undoing` on; safe to repeat. */
  const takeApart = async (merge: Merge): Promise<Merge> => {
    await customers.updateOne({ _id: merge.gone, mergedInto: merge.keep }, { $unset: { mergedInto: 1 } })
    await bumpRevision(store, 'identities')
    await tell([await person.living(merge.keep), merge.gone])
    await documents.updateOne({ _id: merge.id, state: 'undoing' }, { $set: { state: 'undone' } })
    return { ...merge, state: 'undone' }
  }

  /** From `begun` on; safe to repeat. */
  const complete = async (merge: Merge): Promise<Merge> => {
    await customers.updateOne({ _id: merge.gone, mergedInto: { $exists: false } }, { $set: { mergedInto: merge.keep } })
    await bumpRevision(store, 'identities')
    await tell([await person.living(merge.keep)])
    const written = await documents.updateOne({ _id: merge.id, state: 'begun' }, { $set: { state: 'done' } })
    if (written.matchedCount === 1) return { ...merge, state: 'done' }
    // This process slept so long that others have finished the merge, and perhaps undone it.
    const now = await get(merge.id)
    return now?.state === 'undone' || now?.state === 'undoing' ? takeApart(now) : { ...merge, state: 'done' }
  }

  const get = async (id: string): Promise<Merge | undefined> => {
    const found = await documents.findById(id).lean<StoredMerge>()
    return found ? fromStored('merges', mergeSchema, found) : undefined
  }

  const list = async (filter: object, limit: number): Promise<Merge[]> => {
    const found = await documents.find(filter).sort({ at: -1, _id: -1 }).limit(limit).lean<StoredMerge[]>()
    return found.map((document) => fromStored('merges', mergeSchema, document))
  }

  /** Oldest first: a later one may rest on an earlier one. */
  const finishOpen = async (): Promise<number> => {
    const open = await list({ state: { $in: ['begun', 'undoing'] } }, 1000)
    for (const merge of open.reverse()) await (merge.state === 'begun' ? complete(merge) : takeApart(merge))
    return open.length
  }

  const mustExist = async (id: CustomerId): Promise<void> => {
    if (await customers.exists({ _id: id })) return
    throw new AppError('not-found', `There is no customer ${id}.`, { details: { field: 'customerId', customerId: id } })
  }

  return {
    get,

    /**
     * Makes `gone` part of `keep` (of what both have become by now). Answers with the merge that stands already when they are one person.
     * Rejects with `not-found` for an unknown record, and with `not-allowed` when a rule or the model, and not a person, would join
     * a record that is not verified to one that is, or two that are not verified.
     */
    merge: (pair: { keep: CustomerId; gone: CustomerId }, evidence: Evidence, by: string): Promise<Merge | 'already'> =>
      alone(async () => {
        await finishOpen()
        await mustExist(pair.keep)
        await mustExist(pair.gone)
        const [keep, gone] = await Promise.all([person.living(pair.keep), person.living(pair.gone)])
        if (keep === gone) return 'already'
        if (evidence.kind !== 'person') {
          const proven = await Promise.all([person.isVerified(keep), person.isVerified(gone)])
          if (proven.includes(false))
            throw new AppError('not-allowed', 'Only a person may merge a record that is not verified.', {
              details: { reason: 'unverified' },
            })
        }
        if ((await person.members(gone)).length >= deepestChain)
          throw new AppError('not-allowed', 'Too many records have been merged one into the other.', {
            details: { reason: 'too-many' },
          })
        const merge: Merge = { id: newId('mrg'), keep, gone, evidence, by, at: clock.now(), state: 'begun' }
        const { id, ...rest } = merge
        await documents.insertMany([{ _id: id, ...rest }])
        return complete(merge)
      }),

    /** Both sides are as they would be had they never been one. `already` for a merge that is undone. Rejects with `not-found`. */
    unmerge: (id: string, by: string): Promise<Merge | 'already'> =>
      alone(async () => {
        await finishOpen()
        const merge = await get(id)
        if (!merge) throw new AppError('not-found', `There is no merge ${id}.`, { details: { field: 'id' } })
        if (merge.state === 'undone') return 'already'
        const undone = { state: 'undoing', undoneBy: by, undoneAt: clock.now() } as const
        await documents.updateOne({ _id: id }, { $set: undone })
        return takeApart({ ...merge, ...undone })
      }),

    /** Newest first. */
    list: (limit: number): Promise<Merge[]> => list({}, limit),

    /** Every merge that one of the records took part in, newest first. */
    of: (ids: readonly CustomerId[], limit: number): Promise<Merge[]> =>
      list({ $or: [{ keep: { $in: [...ids] } }, { gone: { $in: [...ids] } }] }, limit),

    /** Finishes what a process that died left half done. At start and on the sweep. Resolves with how many. */
    finishInterrupted: (): Promise<number> => alone(finishOpen),
  }
}

export type Merges = ReturnType<typeof merges>
