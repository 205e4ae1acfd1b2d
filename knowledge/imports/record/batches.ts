// Batches as they are stored: begun once a key, moved on chunk by chunk, read by whoever wants to know.
import { createHash } from 'node:crypto'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import {
  importBatchSchema,
  type BatchCounts,
  type ImportBatch,
  type StoredImportBatch,
} from '../../store/models/import-batch-model.js'
import { fromStored } from '../../store/record-schema.js'

export const noCounts: BatchCounts = {
  rows: 0,
  new: 0,
  updated: 0,
  duplicate: 0,
  invalid: 0,
  outliers: 0,
  filled: 0,
}

export const addCounts = (left: BatchCounts, right: BatchCounts): BatchCounts =>
  Object.fromEntries(
    Object.keys(noCounts).map((name) => [name, left[name as keyof BatchCounts] + right[name as keyof BatchCounts]]),
  ) as BatchCounts

/** The same key is the same batch. */
export const batchIdOf = (key: string): string => `imp_${createHash('sha256').update(key).digest('hex').slice(0, 20)}`

/** Of any JSON: equal for equal content, whatever the order of its names. */
export function fingerprintOf(value: unknown): string {
  const sorted = JSON.stringify(value, (_name, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
  return createHash('sha256').update(sorted).digest('hex')
}

export type NewBatch = Pick<ImportBatch, 'key' | 'source' | 'fingerprint' | 'by' | 'plan'>

export function importBatches(store: Store, clock: Clock) {
  const { importBatches: documents } = store.models
  const read = (document: StoredImportBatch): ImportBatch => fromStored('importBatches', importBatchSchema, document)

  const get = async (id: string): Promise<ImportBatch | undefined> => {
    const found = await documents.findById(id).lean<StoredImportBatch>()
    return found ? read(found) : undefined
  }

  return {
    get,

    /** Rejects with `not-found`. */
    async need(id: string): Promise<ImportBatch> {
      const found = await get(id)
      if (!found) throw new AppError('not-found', `There is no import batch ${id}.`, { details: { batch: id } })
      return found
    },

    /** The batch of this key, begun now or earlier. Rejects with `conflict` when the key was used for something else. */
    async begin(batch: NewBatch): Promise<ImportBatch> {
      const id = batchIdOf(batch.key)
      try {
        await documents.insertMany([
          { _id: id, ...batch, state: 'running', checkpoint: 0, counts: noCounts, startedAt: clock.now() },
        ])
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
      const stored = await get(id)
      if (stored?.fingerprint !== batch.fingerprint)
        throw new AppError('conflict', 'This idempotency key was used for another file, mapping or options.', {
          details: { field: 'key', batch: id },
        })
      return stored
    },

    /** Moves the checkpoint on; false when another process has. */
    async advance(id: string, from: number, to: number, counts: BatchCounts): Promise<boolean> {
      const written = await documents.updateOne(
        { _id: id, checkpoint: from, state: 'running' },
        { $set: { checkpoint: to, counts } },
      )
      return written.matchedCount === 1
    },

    /** Adds to the counts of a batch that grows; the same delivery again, among the last hundred, is counted once. */
    async count(id: string, delivery: string, more: Partial<BatchCounts>): Promise<void> {
      await documents.updateOne(
        { _id: id, counted: { $ne: delivery } },
        {
          $inc: Object.fromEntries(Object.entries(more).map(([name, number]) => [`counts.${name}`, number])),
          $push: { counted: { $each: [delivery], $slice: -100 } },
        },
      )
    },

    /** A batch that failed is going on. */
    async reopen(id: string): Promise<void> {
      await documents.updateOne({ _id: id, state: 'failed' }, { $set: { state: 'running' }, $unset: { failure: '' } })
    },

    async finish(id: string, failure?: string): Promise<ImportBatch | undefined> {
      const end = failure === undefined ? { state: 'done' as const } : { state: 'failed' as const, failure }
      await documents.updateOne({ _id: id, state: 'running' }, { $set: { ...end, finishedAt: clock.now() } })
      return get(id)
    },

    /** The batch is being taken back from now on; what was said when that began first stays. False when it has been already. */
    async beginUndo(id: string, undo: NonNullable<ImportBatch['undo']>): Promise<boolean> {
      const begun = await documents.updateOne(
        { _id: id, state: { $in: ['done', 'failed', 'running'] } },
        { $set: { state: 'undoing', undo } },
      )
      return begun.matchedCount === 1 || (await documents.countDocuments({ _id: id, state: 'undoing' })) === 1
    },

    async finishUndo(id: string, kept: number): Promise<void> {
      await documents.updateOne({ _id: id, state: 'undoing' }, { $set: { state: 'undone', 'undo.kept': kept } })
    },

    /** Newest first. */
    async list(limit: number, before?: { startedAt: Date; id: string }): Promise<readonly ImportBatch[]> {
      const filter =
        before === undefined
          ? {}
          : {
              $or: [{ startedAt: { $lt: before.startedAt } }, { startedAt: before.startedAt, _id: { $lt: before.id } }],
            }
      const found = await documents
        .find(filter)
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .lean<StoredImportBatch[]>()
      return found.map(read)
    },
  }
}
export type ImportBatches = ReturnType<typeof importBatches>
