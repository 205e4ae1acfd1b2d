// Files read so that one bad row of a table does not cost the others: rows that cannot be used are named, each with its reason.
import { AppError } from '../../../platform/errors.js'
import { rowsIn } from './csv.js'
import { writeCsv } from './csv-rows.js'
import { ExchangeBuilder, type ExchangeSet } from './exchange-set.js'
import type { DataFile, Format } from './format.js'
import { formatNamed, readDataset } from './index.js'

/** `at` is a line or a field of the file. */
export interface BadRow {
  file: string
  at: string
  reason: string
}

/** One row as a file of its own, which its format can read; `line` is where it stands. */
interface Row {
  line: number
  file: DataFile
}

/**
 * As `readDataset`, but in JSON lines and tables a row that cannot be used is left out and named in `bad`. Rejects with
 * `training-data-invalid` where a file as a whole cannot be read.
 */
export function readRows(
  files: readonly DataFile[],
  name?: string,
): { format: string; set: ExchangeSet; bad: BadRow[] } {
  try {
    return { ...readDataset(files, name), bad: [] }
  } catch (error) {
    const rowsOf = rowsBy.get(formatOf(error, files, name))
    if (rowsOf === undefined) throw error
    return readEach(formatNamed(formatOf(error, files, name)), files, rowsOf)
  }
}

const rowsBy: ReadonlyMap<string, (file: DataFile) => Row[]> = new Map([
  [
    'jsonl',
    (file: DataFile) => file.text.split('\n').map((text, i): Row => ({ line: i + 1, file: { path: file.path, text } })),
  ],
  [
    'csv',
    (file: DataFile) => {
      const [header, ...rows] = rowsIn(file)
      if (header === undefined) return []
      return rows.map(({ fields, line }): Row => ({
        line,
        file: { path: file.path, text: writeCsv([header.fields, fields]) },
      }))
    },
  ],
])

/** The format that failed to read the files. */
function formatOf(error: unknown, files: readonly DataFile[], name: string | undefined): string {
  if (!(error instanceof AppError) || error.code !== 'training-data-invalid') return ''
  return name ?? ['jsonl', 'csv'].find((one) => formatNamed(one).detect(files)) ?? ''
}

function readEach(
  format: Format,
  files: readonly DataFile[],
  rowsOf: (file: DataFile) => Row[],
): { format: string; set: ExchangeSet; bad: BadRow[] } {
  const builder = new ExchangeBuilder()
  const bad: BadRow[] = []
  for (const file of files)
    for (const row of rowsOf(file)) {
      try {
        const { intents, outOfScope } = format.read([row.file])
        for (const { name, examples } of intents) builder.intent(name).push(...examples)
        builder.outOfScope.push(...outOfScope)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'training-data-invalid') throw error
        const { at, reason } = error.details
        // A table without the columns that it needs fails as a whole: its header is the first line of every row.
        if (format.name === 'csv' && String(at).startsWith('line 1')) throw error
        bad.push({
          file: file.path,
          at: String(at).replace(/^line \d+/, `line ${String(row.line)}`),
          reason: String(reason),
        })
      }
    }
  return { format: format.name, set: builder.build(), bad }
}
