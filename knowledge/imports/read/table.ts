// A whole file as columns, for work that needs all rows at once (matching, training): every column keeps each different text once, so a
// million rows of names cost megabytes, not gigabytes.
import { createReadStream } from 'node:fs'
import { AppError } from '../../../platform/errors.js'
import { guessDelimiter, readCsv } from './csv.js'
import { decodeText } from './encoding.js'
import { columnsOf } from './open-source.js'

export interface Column {
  name: string
  /** Each different text, trimmed; what is empty is ''. */
  values: readonly string[]
  /** For each row: the place of its text in `values`. */
  codes: Int32Array
}

export interface Table {
  rows: number
  columns: readonly Column[]
  /** Rows that were left out: broken quotes, too few or too many cells. */
  unreadable: readonly { line: number; reason: string }[]
}

class ColumnBuilder {
  private readonly places = new Map<string, number>()
  private codes = new Int32Array(1024)

  constructor(private readonly name: string) {}

  add(row: number, cell: string): void {
    const text = cell.trim()
    let place = this.places.get(text)
    if (place === undefined) {
      // A slice keeps its whole piece of the file alive; a copy does not.
      place = this.places.size
      this.places.set(Buffer.from(text).toString(), place)
    }
    if (row >= this.codes.length) {
      const longer = new Int32Array(this.codes.length * 2)
      longer.set(this.codes)
      this.codes = longer
    }
    this.codes[row] = place
  }

  build(rows: number): Column {
    return { name: this.name, values: [...this.places.keys()], codes: this.codes.slice(0, rows) }
  }
}

const sampleCharacters = 32 * 1024

/**
 * Reads a CSV or TSV file. Its first row is the header; with `mayLackHeader`, not when it holds values: columns are then named `column 1` and so
 * on. Rejects with `input-invalid` when the file is not there, empty, or has no rows.
 */
export async function readTable(path: string, { mayLackHeader = false } = {}): Promise<Table> {
  const fail = (message: string) => new AppError('input-invalid', `${path}: ${message}`, { details: { field: 'file' } })
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 })
  const text = decodeText(bytes)
  const first = await text.next().catch((cause: unknown) => {
    throw new AppError('input-invalid', `${path} cannot be read.`, { details: { field: 'file' }, cause })
  })
  const sample = first.done ? '' : first.value
  if (sample.trim() === '') throw fail('the file is empty.')
  async function* all(): AsyncGenerator<string> {
    yield sample
    yield* text
  }
  let builders: ColumnBuilder[] | undefined
  let rows = 0
  const unreadable: { line: number; reason: string }[] = []
  for await (const records of readCsv(all(), { delimiter: guessDelimiter(sample.slice(0, sampleCharacters)) }))
    for (const record of records) {
      if (record.kind === 'broken') {
        unreadable.push({ line: record.line, reason: record.problem.reason })
        continue
      }
      if (builders === undefined) {
        const { names, isHeader } = columnsOf(record.cells, mayLackHeader ? undefined : true)
        builders = names.map((name) => new ColumnBuilder(name))
        if (isHeader) continue
      }
      if (record.cells.length !== builders.length) {
        const reason = `The row has ${String(record.cells.length)} cells, the header ${String(builders.length)}.`
        unreadable.push({ line: record.line, reason })
        continue
      }
      for (let index = 0; index < builders.length; index += 1) builders[index]?.add(rows, record.cells[index] ?? '')
      rows += 1
    }
  if (builders === undefined || rows === 0) throw fail('there are no rows under the header.')
  return { rows, columns: builders.map((builder) => builder.build(rows)), unreadable }
}

/** The column of this name. Throws `input-invalid` that lists what there is. */
export function columnOf(table: Table, name: string): Column {
  const found = table.columns.find((column) => column.name === name)
  if (found) return found
  const there = table.columns.map((column) => column.name).join(', ')
  throw new AppError('input-invalid', `There is no column "${name}". Columns: ${there}.`, { details: { field: name } })
}
