// Comma-separated values (RFC 4180) as a stream: quoted cells with line breaks inside, any of four delimiters, rows in batches. A row that
// cannot be read is told and left out; the next line is read again, so one broken quote never swallows the rest of the file.
import { linesOf } from './lines.js'
import type { ReadProblem } from './row.js'

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

export type CsvRecord =
  { kind: 'cells'; line: number; cells: string[] } | { kind: 'broken'; line: number; problem: ReadProblem; raw: string }

export interface CsvOptions {
  delimiter: Delimiter
  /** Longer rows are refused, and their text is not kept in memory; default 1,000,000 characters. */
  longestRow?: number
  /** A quoted cell that spans more lines than this was never closed; default 200. */
  longestQuote?: number
}

/** The delimiter that cuts the first lines into the most equal numbers of cells. */
export function guessDelimiter(sample: string): Delimiter {
  const lines = sample
    .split(/\r?\n|\r/)
    .filter((line) => line !== '')
    .slice(0, 20)
  const score = (delimiter: Delimiter): number => {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(delimiter).length)
    const most = Math.max(1, ...counts)
    if (most === 1) return 0
    const common = counts.filter((count) => count === counts[0]).length / counts.length
    return common * Math.log(counts[0] ?? 1)
  }
  const scores = delimiters.map(score)
  return delimiters[scores.indexOf(Math.max(...scores))] ?? ','
}

/** Cuts one complete row; `undefined` while a quote is open. */
function cutRow(text: string, delimiter: string): string[] | { stray: true } | undefined {
  if (!text.includes('"')) return text.split(delimiter)
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at)
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) return cells
      at = end + 1
      continue
    }
    let cell = ''
    at += 1
    for (;;) {
      const quote = text.indexOf('"', at)
      if (quote < 0) return undefined
      cell += text.slice(at, quote)
      at = quote + 1
      if (text[at] !== '"') break
      cell += '"'
      at += 1
    }
    cells.push(cell)
    if (at >= text.length) return cells
    if (text[at] !== delimiter) return { stray: true }
    at += 1
  }
}

/** Cuts lines into rows as they come; what may still go on in the next batch is held back. */
class RowCutter {
  private held: readonly (string | undefined)[] = []
  private line = 1

  constructor(private readonly options: Required<CsvOptions>) {}

  take(lines: readonly (string | undefined)[], isEnd: boolean): CsvRecord[] {
    const queue = this.held.length === 0 ? lines : [...this.held, ...lines]
    const records: CsvRecord[] = []
    let at = 0
    while (at < queue.length) {
      const used = this.cutAt(queue, at, isEnd, records)
      if (used === 0) break
      at += used
      this.line += used
    }
    this.held = queue.slice(at)
    return records
  }

  /** How many lines were used; 0 when a quote is open and more lines are to come. */
  private cutAt(queue: readonly (string | undefined)[], at: number, isEnd: boolean, records: CsvRecord[]): number {
    const { delimiter, longestRow, longestQuote } = this.options
    const { line } = this
    const first = queue[at]
    if (first === undefined) {
      const reason = `The line is longer than ${String(longestRow)} characters.`
      records.push({ kind: 'broken', line, problem: { code: 'line-too-long', reason }, raw: '' })
      return 1
    }
    if (first.trim() === '') return 1
    let row = first
    let cut = cutRow(row, delimiter)
    let used = 1
    while (cut === undefined && used <= longestQuote && row.length <= longestRow) {
      if (at + used >= queue.length) {
        if (!isEnd) return 0
        break
      }
      const more = queue[at + used]
      if (more === undefined) break
      row += `\n${more}`
      used += 1
      cut = cutRow(row, delimiter)
    }
    if (Array.isArray(cut)) {
      records.push({ kind: 'cells', line, cells: cut })
      return used
    }
    const problem: ReadProblem =
      cut === undefined
        ? { code: 'quote-open', reason: 'A quote is opened and never closed.' }
        : { code: 'quote-stray', reason: 'Text stands after a closing quote.' }
    records.push({ kind: 'broken', line, problem, raw: first })
    return 1
  }
}

/** Rows in the order of the file, a batch for each piece read; empty lines are skipped. Memory is bounded by `longestRow`. */
export async function* readCsv(text: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<CsvRecord[]> {
  const cutter = new RowCutter({ longestRow: 1_000_000, longestQuote: 200, ...options })
  for await (const lines of linesOf(text, options.longestRow ?? 1_000_000)) yield cutter.take(lines, false)
  yield cutter.take([], true)
}
