// Rows of comma-separated text (RFC 4180): quoted fields may hold commas, quotes doubled, and line breaks.

export interface CsvRow {
  fields: string[]
  /** Line on which the row begins, from 1. */
  line: number
}

/** Thrown with the line where a quoted field is never closed. */
export class UnclosedQuote extends Error {
  constructor(readonly line: number) {
    super('a quoted field is not closed')
  }
}

/** Rows that are not empty. Linear. */
export function readCsv(text: string, delimiter = ','): CsvRow[] {
  const rows: CsvRow[] = []
  let row: CsvRow = { fields: [], line: 1 }
  let line = 1
  let at = 0
  const endRow = (): void => {
    if (row.fields.length > 1 || row.fields[0] !== '') rows.push(row)
    row = { fields: [], line }
  }
  while (at <= text.length) {
    let field = ''
    if (text[at] === '"') {
      const opened = line
      for (at++; ; at++) {
        if (at >= text.length) throw new UnclosedQuote(opened)
        if (text[at] === '"' && text[++at] !== '"') break
        if (text[at] === '\n') line++
        field += text[at] ?? ''
      }
    }
    const from = at
    while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
    row.fields.push(field + text.slice(from, at))
    if (text[at] === delimiter) {
      at++
      continue
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    line++
    at++
    endRow()
  }
  return rows
}

const quoted = /["\r\n,;\t]|^\s|\s$|^$/

export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((fields) => fields.map((field) => (quoted.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(','))
    .map((line) => `${line}\r\n`)
    .join('')
