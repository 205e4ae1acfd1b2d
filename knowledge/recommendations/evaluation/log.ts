// A file of interactions as numbers: who, what, when, in the order of time.
import { AppError } from '../../../platform/errors.js'
import { columnOf, readTable, type Column, type Table } from '../../imports/read/index.js'

export interface InteractionLog {
  customers: readonly string[]
  items: readonly string[]
  /** Rows in the order of time; rows without a time keep the order of the file. */
  customer: Int32Array
  item: Int32Array
  /** Milliseconds, or the number as it stands (seconds of a rating log). */
  time: Float64Array
  /** Rows that were left out: no customer, no item, or a time that cannot be read. */
  unreadable: number
}

const named = (table: Table, patterns: RegExp): Column | undefined =>
  table.columns.find(({ name }) => patterns.test(name))

/** A number, or a date in ISO form; NaN when it is neither. */
export const readTime = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text))

/** A column of times that no name tells: the last whose values can all be read as one, of more kinds than stars or amounts are. */
const timeLike = (columns: readonly Column[]): Column | undefined =>
  columns.findLast(
    ({ name, values }) =>
      !/rating|stars?\b|score|price|amount|quantity|count/i.test(name) &&
      values.length > leastTimes &&
      values.every((value) => !Number.isNaN(readTime(value))),
  )

const leastTimes = 20

/**
 * Columns are found by name (`customer_id`, `user_id:token`, `item_id`, `product_id`, `timestamp` …); else the first is who and the second what.
 * Files without a header are read too, commas or tabs. Without times, rows keep the order of the file.
 */
export async function readInteractions(path: string): Promise<InteractionLog> {
  const table = await readTable(path, { mayLackHeader: true })
  const who = named(table, /^(customer|user|visitor|client|member)([ _-]?(id|number))?(:\w+)?$/i) ?? table.columns[0]
  const what = named(table, /^(item|product|article|movie|sku)([ _-]?(id|number))?(:\w+)?$/i) ?? table.columns[1]
  const others = table.columns.filter((column) => column !== who && column !== what)
  const when = named(table, /time|date|^at$/i) ?? timeLike(others)
  if (!who || !what || who === what)
    throw new AppError(
      'input-invalid',
      `${path}: a file of interactions needs a column for customers and one for items.`,
      {
        details: { field: 'interactions' },
      },
    )
  const times = Float64Array.from(when?.values ?? [], readTime)
  const rows: { at: number; time: number }[] = []
  for (let at = 0; at < table.rows; at += 1) {
    const time = when ? (times[when.codes[at] ?? 0] ?? NaN) : at
    if (!Number.isNaN(time) && who.values[who.codes[at] ?? 0] !== '' && what.values[what.codes[at] ?? 0] !== '')
      rows.push({ at, time })
  }
  rows.sort((a, b) => a.time - b.time || a.at - b.at)
  return {
    customers: who.values,
    items: what.values,
    customer: Int32Array.from(rows, ({ at }) => who.codes[at] ?? 0),
    item: Int32Array.from(rows, ({ at }) => what.codes[at] ?? 0),
    time: Float64Array.from(rows, ({ time }) => time),
    unreadable: table.rows - rows.length + table.unreadable.length,
  }
}

/** For each item of the log its text: all other columns of the items file joined. Items that the file does not name have none. */
export async function readItemTexts(path: string, items: readonly string[]): Promise<string[]> {
  const table = await readTable(path)
  const ids = table.columns.find(({ name }) => name === 'item_id') ?? table.columns[0]
  if (!ids) return items.map(() => '')
  columnOf(table, ids.name)
  const texts = new Map<string, string>()
  for (let row = 0; row < table.rows; row += 1) {
    const words = table.columns
      .filter((column) => column !== ids)
      .map(({ values, codes }) => values[codes[row] ?? 0] ?? '')
    texts.set(ids.values[ids.codes[row] ?? 0] ?? '', words.join(' '))
  }
  return items.map((id) => texts.get(id) ?? '')
}
