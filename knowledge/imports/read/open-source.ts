// A file or upload as rows with named values: encoding, format, delimiter and header are guessed and can be given.
import { AppError } from '../../../platform/errors.js'
import { guessDelimiter, readCsv, type CsvRecord, type Delimiter } from './csv.js'
import { decodeText, type Encoding } from './encoding.js'
import { readJson } from './json.js'
import { columnsFor, NamedRow, type Columns } from './named-row.js'
import { keptOfRaw, type SourceRow } from './row.js'

export interface SourceOptions {
  format?: 'csv' | 'json'
  encoding?: Encoding
  delimiter?: Delimiter
  /** False: columns are named `column 1`, `column 2` …; guessed when absent. */
  header?: boolean
  longestRow?: number
}

export interface SourceShape {
  format: 'csv' | 'json'
  delimiter?: Delimiter
  /** CSV only: names in the order of the file. */
  columns: readonly string[]
}

export interface OpenSource {
  /** Known once the first row was read. */
  shape(): SourceShape | undefined
  rows: AsyncGenerator<SourceRow>
}

const sampleCharacters = 32 * 1024

/** Cells that look like values, not names: a header row has none. */
const looksLikeValue = (cell: string): boolean =>
  /^[\s\d.,:/+-]+$/.test(cell) || /@/.test(cell) || /^\d{4}-\d{2}-\d{2}/.test(cell)

/** A name twice gets a number: nothing of the second column is lost. Empty names get their place. */
export function uniqueColumns(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name, index) => {
    const base = name.trim() === '' ? `column ${String(index + 1)}` : name.trim()
    const times = (seen.get(base) ?? 0) + 1
    seen.set(base, times)
    return times === 1 ? base : `${base} (${String(times)})`
  })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Nested objects become dotted names; lists are joined by `; `. Deeper than eight levels stays JSON. */
export function flatten(value: Readonly<Record<string, unknown>>, prefix = '', depth = 0): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [name, one] of Object.entries(value)) {
    const path = `${prefix}${name}`
    if (one === null || one === undefined) continue
    if (Array.isArray(one)) flat.set(path, one.map(textOf).join('; '))
    else if (typeof one === 'object' && depth < 8)
      for (const [inner, text] of flatten(one as Record<string, unknown>, `${path}.`, depth + 1)) flat.set(inner, text)
    else flat.set(path, textOf(one))
  }
  return flat
}

const isDamaged = (text: string): boolean => text.includes('\uFFFD') || text.includes('\0')

/** Rejects with `input-invalid` when the source is empty. Rows are read as they are asked for. */
export function openSource(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: SourceOptions = {},
): OpenSource {
  let shape: SourceShape | undefined

  async function* rows(): AsyncGenerator<SourceRow> {
    const text = decodeText(bytes, options.encoding)[Symbol.asyncIterator]()
    let sample = ''
    while (sample.length < sampleCharacters) {
      const piece = await text.next()
      if (piece.done) break
      sample += piece.value
    }
    if (sample.trim() === '') throw new AppError('input-invalid', 'The file is empty.', { details: { field: 'file' } })
    async function* all(): AsyncGenerator<string> {
      yield sample
      for (let piece = await text.next(); !piece.done; piece = await text.next()) yield piece.value
    }
    const format = options.format ?? (/^\s*[[{]/.test(sample) ? 'json' : 'csv')
    yield* format === 'json' ? jsonRows(all()) : csvRows(all(), options.delimiter ?? guessDelimiter(sample))
  }

  async function* jsonRows(text: AsyncIterable<string>): AsyncGenerator<SourceRow> {
    shape = { format: 'json', columns: [] }
    let row = 0
    for await (const record of readJson(text, options.longestRow)) {
      row += 1
      const { line } = record
      if (record.kind === 'broken')
        yield { kind: 'unreadable', row, line, problem: record.problem, raw: record.raw.slice(0, keptOfRaw) }
      else {
        const values = flatten(record.value)
        yield checked({ kind: 'row', row, line, values }, [...values.values()])
      }
    }
  }

  async function* csvRows(text: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<SourceRow> {
    let columns: Columns | undefined
    let row = 0
    const limits = options.longestRow === undefined ? {} : { longestRow: options.longestRow }
    for await (const records of readCsv(text, { delimiter, ...limits }))
      for (const record of records) {
        if (record.kind === 'cells' && columns === undefined) {
          const { names, isHeader } = columnsOf(record.cells, options.header)
          columns = columnsFor(names)
          shape = { format: 'csv', delimiter, columns: names }
          if (isHeader) continue
        }
        row += 1
        yield csvRow(record, columns ?? columnsFor([]), row, delimiter)
      }
  }

  return { shape: () => shape, rows: rows() }
}

/** The first row as names, or made-up names when it holds values; `header` decides where it is given. */
export function columnsOf(cells: readonly string[], header?: boolean): { names: string[]; isHeader: boolean } {
  const isHeader = header ?? !cells.some(looksLikeValue)
  return { isHeader, names: isHeader ? uniqueColumns(cells) : cells.map((_, index) => `column ${String(index + 1)}`) }
}

/** A record under its columns; one with too few or too many cells is told, never guessed at. */
function csvRow(record: CsvRecord, columns: Columns, row: number, delimiter: Delimiter): SourceRow {
  const { line } = record
  if (record.kind === 'broken')
    return { kind: 'unreadable', row, line, problem: record.problem, raw: record.raw.slice(0, keptOfRaw) }
  const { cells } = record
  const width = columns.names.length
  const extra = cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')
  if (cells.length < width || extra) {
    const reason = `The row has ${String(cells.length)} cells, the header ${String(width)}.`
    const raw = cells.join(delimiter).slice(0, keptOfRaw)
    return { kind: 'unreadable', row, line, problem: { code: 'ragged', reason }, raw }
  }
  cells.length = width
  return checked({ kind: 'row', row, line, values: new NamedRow(columns, cells) }, cells)
}

/** Text that could not be decoded is never taken for data. */
function checked(row: Extract<SourceRow, { kind: 'row' }>, cells: readonly string[]): SourceRow {
  if (!cells.some(isDamaged)) return row
  const raw = cells.join(' ').slice(0, keptOfRaw)
  const reason = 'The row holds bytes that are no text in the encoding of the file.'
  return { kind: 'unreadable', row: row.row, line: row.line, problem: { code: 'damaged-text', reason }, raw }
}
