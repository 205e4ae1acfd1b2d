// A checked row as the writer takes it. Its values are listed whenever they are asked for: thousands of rows wait to be written, and lists that
// live as long as they do cost more in collecting garbage than in being made again.
import type { CheckedRow } from '../check.js'
import type { ImportRow, RowValue } from './layers.js'

type GoodRow = Extract<CheckedRow, { kind: 'good' }>

class RowOfFile implements ImportRow {
  readonly row: number
  readonly line: number
  private readonly given: GoodRow['values']
  private readonly filled: GoodRow['filled']

  constructor(
    { row, line, values, filled }: GoodRow,
    readonly batch: string,
    readonly at: Date,
    readonly customer: string | undefined,
  ) {
    this.row = row
    this.line = line
    this.given = values
    this.filled = filled
  }

  get values(): readonly RowValue[] {
    const values: RowValue[] = []
    this.given.forEach((value, target) => values.push({ target, value, made: 'given' }))
    for (const one of this.filled) values.push(one)
    return values
  }
}

/** @param customer whose record it is, where that is known. */
export const importRowOf = (row: GoodRow, batch: string, at: Date, customer?: string): ImportRow =>
  new RowOfFile(row, batch, at, customer)
