// Taking a batch back, customer by customer, each with one conditional write. May be stopped anywhere and begun again.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { leases } from '../../store/leases.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import type { ImportBatch } from '../../store/models/import-batch-model.js'
import type { StoredImportLetter } from '../../store/models/import-letter-model.js'
import { importBatches } from './batches.js'
import { withoutBatch, type Undone } from './layers.js'
import { letterId, storeLetters } from './letters.js'
import { replacing, unchanged } from './replacing.js'

const chunkSize = 500
const leaseMs = 60_000

/** Records that somebody spoke with, ordered with or signed in to, or that others were merged into: they stay, with their number. */
async function inUse(store: Store, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { customers, identities, conversations, orders, events } = store.models
  const filter = { customerId: { $in: ids } } as never
  const found = await Promise.all([
    ...[identities, conversations, orders, events].map((model) =>
      (model as typeof events).distinct('customerId', filter).exec(),
    ),
    customers.distinct('mergedInto', { mergedInto: { $in: ids } }).exec(),
  ])
  return new Set(found.flat() as string[])
}

const laterEdits = (batch: string, { customer, kept }: Undone, at: Date): StoredImportLetter[] => {
  const rows = [...new Set(kept.map(({ row }) => row))]
  return rows.map((row) => {
    const values = kept.filter((one) => one.row === row)
    return {
      _id: letterId(batch, row, 'later-edit'),
      ...{ batch, row, line: values[0]?.line ?? 0, at },
      kind: 'later-edit',
      state: 'noted',
      problems: values.map(({ target, reason }) => ({ field: target, value: '', reason })),
      customer: customer._id,
    }
  })
}

/**
 * Resolves with the batch when nothing of it is left but what came later; that is listed as letters of kind `later-edit`. Again: the same
 * answer. Rejects with `not-found`, or with `conflict` while another process runs the batch.
 */
export async function undoImport(store: Store, clock: Clock, id: string, by: string): Promise<ImportBatch> {
  const batches = importBatches(store, clock)
  const batch = await batches.need(id)
  if (batch.state === 'undone') return batch
  const held = leases(store, clock)
  const holder = randomUUID()
  const keepLease = () => held.take(`import:${id}`, holder, leaseMs)
  if (!(await keepLease()))
    throw new AppError('conflict', 'Another process is working on this import.', { details: { batch: id } })
  try {
    const customers = store.models.customers.collection
    const total = await customers.countDocuments({ 'imported.batch': id })
    await batches.beginUndo(id, { by, at: clock.now(), customers: total, kept: 0 })
    for (;;) {
      const found = (await customers
        .find({ 'imported.batch': id })
        .limit(chunkSize)
        .toArray()) as unknown as StoredCustomer[]
      if (found.length === 0) break
      await undoChunk(store, found, id, clock.now())
      if (!(await keepLease())) throw new AppError('conflict', 'Another process took this over.', { retryable: true })
    }
    const kept = await store.models.importLetters
      .aggregate<{ n: number }>([
        { $match: { batch: id, kind: 'later-edit' } },
        { $unwind: '$problems' },
        { $count: 'n' },
      ])
      .exec()
    await batches.finishUndo(id, kept[0]?.n ?? 0)
    return await batches.need(id)
  } finally {
    await held.release(`import:${id}`, holder)
  }
}

async function undoChunk(store: Store, found: readonly StoredCustomer[], batch: string, at: Date): Promise<void> {
  const used = await inUse(
    store,
    found.map(({ _id }) => _id),
  )
  const undone = found.map((read) => ({ read, result: withoutBatch(read, batch, at, used.has(read._id)) }))
  await storeLetters(
    store,
    undone.flatMap(({ result }) => laterEdits(batch, result, at)),
  )
  // Who was changed meanwhile is met again in the next round.
  const operations = undone.map(({ read, result }) =>
    result.isEmpty
      ? { deleteOne: { filter: unchanged(read) } }
      : { updateOne: { filter: unchanged(read), update: replacing(result.customer) } },
  )
  await store.models.customers.collection.bulkWrite(operations, { ordered: false })
}
