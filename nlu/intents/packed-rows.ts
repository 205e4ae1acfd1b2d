// Rows of whole numbers laid out for adding many of them up: two columns share one floating-point number, so that one multiplication and one
// addition serve both. Nothing is rounded, so it does not matter in which order, or in which parts, a sum is made.
import { createPairKernel, rowsAtOnce, type PairKernel } from './pair-kernel.js'

/** What the second column of a pair is multiplied by: together they fill the 53 bits that are exact. */
const upper = 2 ** 26
/** A sum stays below this on either side, or the columns of a pair would run into each other. */
export const mostReach = upper / 2

/** How many pairs a row holds: an even number, of which the kernel takes two at a time. */
export const pairsFor = (columns: number): number => Math.max(2, 2 * Math.ceil(columns / 4))

export class PackedRows {
  private kernel: PairKernel
  private readonly pairsInRow: number
  private readonly totals: Float64Array
  private collected = 0
  private reach = 0
  /** Rows that there are. */
  count = 0

  /** @param room rows that there is room for; more are made room for when they come */
  constructor(columns: number, room: number) {
    this.pairsInRow = pairsFor(columns)
    this.kernel = createPairKernel(this.pairsInRow, room)
    this.totals = new Float64Array(2 * this.pairsInRow)
  }

  /** A row of zeros more. @returns its number */
  append(): number {
    const { pairs, width } = this.kernel
    if ((this.count + 1) * width > pairs.length) {
      // What was collected stands in the old one.
      this.flush()
      this.kernel = createPairKernel(width, 2 * (this.count + 1))
      this.kernel.pairs.set(pairs)
    }
    return this.count++
  }

  /** Leaves the first rows only. */
  keep(count: number): void {
    this.flush()
    this.kernel.pairs.fill(0, count * this.pairsInRow, this.count * this.pairsInRow)
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
    const { pairs } = this.kernel
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
    const { pairsInRow } = this
    const { pairs } = this.kernel
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
    const { at, by } = this.kernel
    if (this.reach + reach >= mostReach || this.collected === at.length) this.flush()
    at[this.collected] = row * this.pairsInRow
    by[this.collected++] = times
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
    const { totals, collected } = this
    const { at, by, sums } = this.kernel
    const end = Math.ceil(collected / rowsAtOnce) * rowsAtOnce
    // Rows that are missing to eight count nothing.
    at.fill(0, collected, end)
    by.fill(0, collected, end)
    sums.fill(0)
    if (end > 0) this.kernel.sum(end)
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
