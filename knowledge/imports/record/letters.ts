// Dead letters: what an import could not take is kept as it was, listed, repaired and played again.
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import {
  importLetterSchema,
  type ImportLetter,
  type StoredImportLetter,
} from '../../store/models/import-letter-model.js'
import { fromStored } from '../../store/record-schema.js'
import type { CheckedRow } from '../check.js'
import type { FieldProblem } from '../convert/row.js'

type Numbered = { row: number; line: number }
export type LetterSource =
  | Exclude<CheckedRow, { kind: 'good' }>
  | (Numbered & { kind: 'unclear'; problems: readonly FieldProblem[]; cells: ReadonlyMap<string, string> })
  | (Numbered & { kind: 'outlier'; outliers: readonly FieldProblem[]; customer: string })

export const letterId = (batch: string, row: number, kind: ImportLetter['kind']): string =>
  `${batch}:${String(row)}:${kind}`

export function letterOf(from: LetterSource, batch: string, at: Date): StoredImportLetter {
  const { row, line } = from
  const kind = from.kind === 'unclear' ? 'invalid' : from.kind
  const base = { _id: letterId(batch, row, kind), batch, row, line, kind, at }
  switch (from.kind) {
    case 'outlier':
      return { ...base, state: 'noted', problems: [...from.outliers], customer: from.customer }
    case 'duplicate': {
      const reason = `stands in row ${String(from.of)} already`
      return { ...base, state: 'open', problems: [{ field: from.key, value: '', reason }], cells: [...from.cells] }
    }
    case 'unclear':
      return { ...base, state: 'open', problems: [...from.problems], cells: [...from.cells] }
    case 'invalid': {
      const kept = from.cells ? { cells: [...from.cells] } : { raw: from.raw }
      return { ...base, state: 'open', problems: [...from.problems], ...kept }
    }
  }
}

/** Safe to repeat: a letter that is there stays as it is. */
export async function storeLetters(store: Store, letters: readonly StoredImportLetter[]): Promise<void> {
  if (letters.length === 0) return
  try {
    await store.models.importLetters.collection.insertMany(letters as never, { ordered: false })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

export interface LetterFilter {
  batch: string
  state?: ImportLetter['state'] | undefined
  kind?: ImportLetter['kind'] | undefined
  limit: number
  /** Only rows behind this one. */
  after?: number | undefined
}

export function importLetters(store: Store) {
  const { importLetters: documents } = store.models
  const read = (document: StoredImportLetter): ImportLetter => fromStored('importLetters', importLetterSchema, document)
  return {
    /** In the order of the file. */
    async list({ batch, state, kind, limit, after }: LetterFilter): Promise<readonly ImportLetter[]> {
      const filter = {
        batch,
        ...(state === undefined ? {} : { state }),
        ...(kind === undefined ? {} : { kind }),
        ...(after === undefined ? {} : { row: { $gt: after } }),
      }
      const found = await documents.find(filter).sort({ row: 1, _id: 1 }).limit(limit).lean<StoredImportLetter[]>()
      return found.map(read)
    },

    /** Rejects with `not-found`. */
    async need(id: string): Promise<ImportLetter> {
      const found = await documents.findById(id).lean<StoredImportLetter>()
      if (!found) throw new AppError('not-found', `There is no dead letter ${id}.`, { details: { letter: id } })
      return read(found)
    },

    /** What came of a letter; false when it was not open any more. */
    async close(
      id: string,
      end: { state: 'replayed'; outcome: 'new' | 'updated'; customer: string } | { state: 'dismissed' },
    ) {
      const written = await documents.updateOne({ _id: id, state: 'open' }, { $set: end })
      return written.matchedCount === 1
    },

    /** The letter as it stands after a repair that was not enough. */
    async keep(id: string, problems: readonly FieldProblem[], cells: readonly (readonly [string, string])[]) {
      await documents.updateOne(
        { _id: id, state: 'open' },
        { $set: { problems: [...problems], cells: cells.map(([column, cell]) => [column, cell]) } },
      )
    },

    /** How many of a batch by state. */
    async count(batch: string): Promise<Readonly<Record<ImportLetter['state'], number>>> {
      const groups = await documents.aggregate<{ _id: ImportLetter['state']; n: number }>([
        { $match: { batch } },
        { $group: { _id: '$state', n: { $sum: 1 } } },
      ])
      const counts = new Map(groups.map(({ _id, n }) => [_id, n]))
      const of = (state: ImportLetter['state']) => counts.get(state) ?? 0
      return { open: of('open'), replayed: of('replayed'), dismissed: of('dismissed'), noted: of('noted') }
    },
  }
}
