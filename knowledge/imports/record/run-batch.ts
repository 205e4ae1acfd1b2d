// One import, top to bottom: rows are checked and written chunk by chunk, the next being read while some are written. Whoever runs
// a batch again that a process left behind goes on after its checkpoint and ends with the same record.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../platform/clock.js'
import { AppError, toError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { leases } from '../../store/leases.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import type { BatchCounts, ImportBatch } from '../../store/models/import-batch-model.js'
import type { StoredImportLetter } from '../../store/models/import-letter-model.js'
import { checkRows, type CheckedRow, type CheckOptions } from '../check.js'
import type { ConvertOptions } from '../convert/field.js'
import type { ColumnRule } from '../mapping.js'
import { fitRows, needsFit, noFit } from '../missing/fit.js'
import type { SourceRow } from '../read/index.js'
import { addCounts, fingerprintOf, importBatches, noCounts } from './batches.js'
import { importRowOf } from './import-row.js'
import { letterOf, storeLetters } from './letters.js'
import { rowWriter, type RowOutcome, type WriteRows } from './write-rows.js'

export interface ImportRequest {
  /** The same key twice is the same import. */
  key: string
  source: ImportBatch['source']
  /** What the rows are, so that a key is never used for something else: a checksum of the file. */
  content: string
  rules: readonly ColumnRule[]
  options: ConvertOptions
  by: string
  /** From the first row, each time it is called: asked once more when the rows must be read before they are written. */
  rows: () => AsyncIterable<SourceRow>
  onProgress?: (rows: number) => void
  signal?: AbortSignal
}

/** Chunks end at multiples of it, so that a run after a crash meets the same chunks. */
const chunkRows = 2_000
/** On their way at once: while the database makes some durable, the next are written down. */
const chunksAtOnce = 5
const leaseMs = 60_000

/**
 * Resolves with the batch when every row is stored or kept as a dead letter. A key that is done answers at once. Rejects with `conflict`
 * when another process runs it, or when the key was used for other content; with what the source rejects with when it cannot be read.
 */
export async function runImport(store: Store, clock: Clock, request: ImportRequest): Promise<ImportBatch> {
  const batches = importBatches(store, clock)
  const { key, source, rules, options, by } = request
  const plan = { rules: [...rules], options: { ...options } }
  const fingerprint = fingerprintOf({ content: request.content, ...plan })
  const batch = await batches.begin({ key, source, fingerprint, by, plan })
  if (batch.state !== 'running' && batch.state !== 'failed') return batch
  const held = leases(store, clock)
  const lease = `import:${batch.id}`
  const holder = randomUUID()
  if (!(await held.take(lease, holder, leaseMs)))
    throw new AppError('conflict', 'Another process is running this import.', {
      details: { batch: batch.id },
      retryable: true,
    })
  try {
    await batches.reopen(batch.id)
    const keepLease = leaseKeeper(clock, () => held.take(lease, holder, leaseMs))
    const ended = await writeAll(store, clock, request, batch, keepLease)
    return (await batches.finish(ended.id)) ?? batch
  } catch (thrown) {
    const failure = thrown instanceof AppError ? thrown.message : 'A fault of ours; the log has it.'
    if (request.signal?.aborted !== true) await batches.finish(batch.id, failure)
    throw toError(thrown)
  } finally {
    await held.release(lease, holder)
  }
}

/** Renews a lease that was just taken, once half of its time is over: it is asked for after every chunk. */
function leaseKeeper(clock: Clock, take: () => Promise<boolean>): () => Promise<boolean> {
  let takenAt = clock.now().getTime()
  return async () => {
    const now = clock.now().getTime()
    if (now - takenAt < leaseMs / 2) return true
    takenAt = now
    return take()
  }
}

async function writeAll(
  store: Store,
  clock: Clock,
  request: ImportRequest,
  batch: ImportBatch,
  keepLease: () => Promise<boolean>,
): Promise<ImportBatch> {
  const batches = importBatches(store, clock)
  const { rules, options } = request
  const fit = needsFit(rules) ? await fitRows(request.rows(), rules, options) : noFit
  const write = await rowWriter(store)
  const stored = await storedBehind(store, batch.id, batch.checkpoint)
  let { checkpoint, counts } = batch

  /** Notes that rows are stored up to `last`; the next chunks may be on their way by then, as each may be written twice. */
  const note = async (last: number, sum: BatchCounts): Promise<void> => {
    if (!(await keepLease()) || !(await batches.advance(batch.id, checkpoint, last, sum)))
      throw new AppError('conflict', 'Another process goes on with this import, or it is being undone.', {
        details: { batch: batch.id },
        retryable: true,
      })
    checkpoint = last
    request.onProgress?.(last)
  }
  let noted: Promise<void> = Promise.resolve()
  const underWay = new Set<Promise<void>>()
  /** Its failure, and that of noting it, are met where they are awaited; until then they must not count as nobody's. */
  const begin = (chunk: readonly CheckedRow[], end: number): void => {
    const before = noted
    const writing = writeChunk(store, write, chunk, batch, stored)
    // In the order of the file, whichever is stored first: what lies before a checkpoint is stored.
    noted = before.then(async () => {
      counts = addCounts(counts, await writing)
      await note(end, counts)
    })
    noted.catch(() => undefined)
    const storing = Promise.all([writing, before]).then(() => void underWay.delete(storing))
    storing.catch(() => undefined)
    underWay.add(storing)
  }

  const checking: CheckOptions = { ...options, fit }
  let chunk: CheckedRow[] = []
  let last = 0
  try {
    for await (const row of checkRows(request.rows(), rules, checking)) {
      last = row.row
      if (row.row <= batch.checkpoint) continue
      chunk.push(row)
      if (row.row % chunkRows !== 0) continue
      // A slow database slows the reading down.
      while (underWay.size >= chunksAtOnce) await Promise.race(underWay)
      request.signal?.throwIfAborted()
      begin(chunk, last)
      chunk = []
    }
    if (chunk.length > 0) begin(chunk, last)
    await Promise.all(underWay)
    await noted
  } finally {
    await Promise.allSettled([...underWay, noted])
  }
  return batch
}

/** Rows behind the checkpoint that a run before stored, and whose they are: what they say of that may lead elsewhere by now. */
async function storedBehind(store: Store, batch: string, checkpoint: number): Promise<ReadonlyMap<number, string>> {
  const found = store.models.customers.collection.find(
    { 'imported.batch': batch, imported: { $elemMatch: { batch, row: { $gt: checkpoint } } } },
    { projection: { 'imported.batch': 1, 'imported.row': 1 } },
  )
  const stored = new Map<number, string>()
  for await (const { _id, imported } of found as unknown as AsyncIterable<Pick<StoredCustomer, '_id' | 'imported'>>)
    for (const layer of imported ?? []) if (layer.batch === batch) stored.set(layer.row, _id)
  return stored
}

/** Safe to repeat: ends with the same record and the same counts. */
async function writeChunk(
  store: Store,
  write: WriteRows,
  chunk: readonly CheckedRow[],
  { id: batch, startedAt: at }: ImportBatch,
  stored: ReadonlyMap<number, string>,
): Promise<BatchCounts> {
  const good = chunk.filter((row) => row.kind === 'good')
  const outcomes = await write(good.map((row) => importRowOf(row, batch, at, stored.get(row.row))))
  const letters: StoredImportLetter[] = []
  const counts = { ...noCounts, rows: chunk.length }
  for (const row of chunk) {
    if (row.kind === 'good') continue
    counts[row.kind] += 1
    letters.push(letterOf(row, batch, at))
  }
  for (const [index, row] of good.entries()) {
    const outcome = outcomes[index] as RowOutcome
    if (outcome.kind === 'unclear') {
      counts.invalid += 1
      letters.push(letterOf({ ...row, kind: 'unclear', ...unclearProblem(outcome, row) }, batch, at))
      continue
    }
    counts[outcome.kind] += 1
    counts.filled += row.filled.length
    counts.outliers += row.outliers.length
    if (row.outliers.length > 0)
      letters.push(letterOf({ ...row, kind: 'outlier', customer: outcome.customer }, batch, at))
  }
  await storeLetters(store, letters)
  return counts
}

export const unclearProblem = (
  { field, count }: Extract<RowOutcome, { kind: 'unclear' }>,
  row: Extract<CheckedRow, { kind: 'good' }>,
) => ({
  problems: [
    {
      field,
      value: String(row.values.get(field) ?? ''),
      reason: `belongs to ${String(count)} customers; a customer number would say which`,
    },
  ],
})
