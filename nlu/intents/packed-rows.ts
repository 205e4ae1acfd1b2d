// Rows of whole numbers laid out for adding many of them up: two columns share one floating-point number, so that one multiplication and one
// addition serve both. Nothing is rounded, so it does not matter in which order, or in which parts, a sum is made.

const atOnce = 8
/** What the second column of a pair is multiplied by: together they fill the 53 bits that are exact. */
const upper = 2 ** 26
/** A sum stays below this on either side, or the columns of a pair would run into each other. */
export const mostReach = upper / 2

export class PackedRows {
  private pairs: Float64Array
  private readonly pairsInRow: number
  private readonly sums: Float64Array
  private readonly totals: Float64Array
  private readonly at = new Int32Array(256)
  private readonly by = new Float64Array(256)
  private collected = 0
  private reach = 0
  /** Rows that there are. */
  count = 0

  constructor(columns: number, room: number) {
    this.pairsInRow = Math.ceil(columns / 2)
    this.pairs = new Float64Array(room * this.pairsInRow)
    this.sums = new Float64Array(this.pairsInRow)
    this.totals = new Float64Array(2 * this.pairsInRow)
  }

  /** A row of zeros more. @returns its number */
  append(): number {
    const end = (this.count + 1) * this.pairsInRow
    if (end > this.pairs.length) {
      const wider = new Float64Array(2 * end)
      wider.set(this.pairs)
      this.pairs = wider
    }
    return this.count++
  }

  /** Leaves the first rows only. */
  keep(count: number): void {
    this.flush()
    this.pairs.fill(0, count * this.pairsInRow)
    this.count = count
  }

  /** Adds the entries from … to - 1 so many times to a row; what stands there has to stay below `mostReach` on either side. */
  addSparse(
    row: number,
    times: number,
    { columns, numbers }: { columns: Uint16Array; numbers: Int8Array },
    from: number,
    to: number,
  ): void {
    const { pairs } = this
    const first = row * this.pairsInRow
    for (let i = from; i < to; i++) {
      const column = columns[i] as number
      const number = times * (numbers[i] as number)
      const at = first + (column >> 1)
      pairs[at] = (pairs[at] as number) + ((column & 1) === 0 ? number : number * upper)
    }
  }

  /** Adds a row so many times to another one. */
  addRow(to: number, from: number, times: number): void {
    const { pairs, pairsInRow } = this
    const at = to * pairsInRow
    const shift = (from - to) * pairsInRow
    for (let i = at; i < at + pairsInRow; i++) pairs[i] = (pairs[i] as number) + times * (pairs[i + shift] as number)
  }

  /** Adds a number to the sum of one column. */
  collectOne(column: number, number: number): void {
    this.totals[column] = (this.totals[column] as number) + number
  }

  /** Adds a row so many times to the sum. @param reach what that adds to a column at most, below `mostReach` */
  collect(row: number, times: number, reach: number): void {
    if (this.reach + reach >= mostReach || this.collected === this.at.length) this.flush()
    this.at[this.collected] = row * this.pairsInRow
    this.by[this.collected++] = times
    this.reach += reach
  }

  /** Adds the sum times `share` to `into`, and begins a new one. */
  take(share: number, into: Float64Array): void {
    this.flush()
    const { totals } = this
    for (let c = 0; c < into.length; c++) into[c] = (into[c] as number) + share * (totals[c] as number)
    totals.fill(0)
  }

  private flush(): void {
    const { at, by, sums, totals, collected } = this
    const end = Math.ceil(collected / atOnce) * atOnce
    // Rows that are missing to eight count nothing.
    at.fill(0, collected, end)
    by.fill(0, collected, end)
    sums.fill(0)
    for (let first = 0; first < end; first += atOnce) addEight(this.pairs, at, by, first, sums)
    for (let pair = 0; pair < sums.length; pair++) {
      const sum = sums[pair] as number
      const second = Math.round(sum / upper)
      totals[2 * pair] = (totals[2 * pair] as number) + (sum - second * upper)
      totals[2 * pair + 1] = (totals[2 * pair + 1] as number) + second
    }
    this.collected = 0
    this.reach = 0
  }
}

/** Eight at a time: a sum is fetched and put back once for all of them, which is most of the work. */
function addEight(pairs: Float64Array, at: Int32Array, by: Float64Array, first: number, sums: Float64Array): void {
  const a = at[first] as number
  const b = at[first + 1] as number
  const c = at[first + 2] as number
  const d = at[first + 3] as number
  const e = at[first + 4] as number
  const f = at[first + 5] as number
  const g = at[first + 6] as number
  const h = at[first + 7] as number
  const p = by[first] as number
  const q = by[first + 1] as number
  const r = by[first + 2] as number
  const s = by[first + 3] as number
  const t = by[first + 4] as number
  const u = by[first + 5] as number
  const v = by[first + 6] as number
  const w = by[first + 7] as number
  for (let i = 0; i < sums.length; i++)
    sums[i] =
      (sums[i] as number) +
      (p * (pairs[a + i] as number) +
        q * (pairs[b + i] as number) +
        r * (pairs[c + i] as number) +
        s * (pairs[d + i] as number)) +
      (t * (pairs[e + i] as number) +
        u * (pairs[f + i] as number) +
        v * (pairs[g + i] as number) +
        w * (pairs[h + i] as number))
}
