// Who had to do with what, as numbers: one row a customer, items oldest first, each once.

export interface Baskets {
  customers: number
  items: number
  /** Row `c` is `item[start[c]] … item[start[c + 1] - 1]`. */
  start: Int32Array
  item: Int32Array
  /** When each entry of `item` happened first, where it is known; in any unit. */
  time?: Float64Array
}

/** When a customer first had to do with an item. */
export type TimeOf = (customer: number, item: number) => number

/** The items of one customer, oldest first; a view, not a copy. */
export const basketOf = ({ start, item }: Baskets, customer: number): Int32Array =>
  item.subarray(start[customer] ?? 0, start[customer + 1] ?? 0)

export function toBaskets(rows: readonly ArrayLike<number>[], items: number, timeOf?: TimeOf): Baskets {
  const start = new Int32Array(rows.length + 1)
  for (const [at, row] of rows.entries()) start[at + 1] = (start[at] ?? 0) + row.length
  const item = new Int32Array(start[rows.length] ?? 0)
  for (const [at, row] of rows.entries()) item.set(row, start[at] ?? 0)
  const baskets: Baskets = { customers: rows.length, items, start, item }
  if (!timeOf) return baskets
  const time = new Float64Array(item.length)
  for (const [customer, row] of rows.entries())
    for (let at = 0; at < row.length; at += 1) time[(start[customer] ?? 0) + at] = timeOf(customer, row[at] ?? 0)
  return { ...baskets, time }
}

/** The same the other way round: row `i` is the customers who had to do with item `i`. */
export function turned({ customers, items, start, item }: Baskets): Baskets {
  const starts = new Int32Array(items + 1)
  for (const one of item) starts[one + 1] = (starts[one + 1] ?? 0) + 1
  for (let at = 0; at < items; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0)
  const next = starts.slice()
  const who = new Int32Array(item.length)
  for (let customer = 0; customer < customers; customer += 1)
    for (let at = start[customer] ?? 0; at < (start[customer + 1] ?? 0); at += 1) {
      const one = item[at] ?? 0
      const place = next[one] ?? 0
      who[place] = customer
      next[one] = place + 1
    }
  return { customers: items, items: customers, start: starts, item: who }
}

/** How many customers had to do with each item. */
export function itemCounts({ items, item }: Baskets): Float64Array {
  const counts = new Float64Array(items)
  for (const one of item) counts[one] = (counts[one] ?? 0) + 1
  return counts
}

/** A model that gives every item a number for a history (oldest first); `weights` says how much each entry counts. */
export interface Scorer {
  score(history: Int32Array, weights: Float32Array, into: Float32Array): void
}

/** Weights that halve with every `halfLife` newer entries; all 1 without one. */
export function rankWeights(length: number, halfLife: number | undefined): Float32Array {
  return Float32Array.from({ length }, (_, at) => (halfLife === undefined ? 1 : 2 ** (-(length - 1 - at) / halfLife)))
}
