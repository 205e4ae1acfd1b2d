// Adds weighted rows of a matrix up, eight at a time: a sum is fetched and put back once for all of them, which is most of the work.

const atOnce = 8

export class RowSum {
  private readonly at = new Int32Array(atOnce)
  private readonly by = new Float64Array(atOnce)
  private waiting = 0

  /** @param width numbers in a row */
  constructor(
    private readonly matrix: Float32Array,
    private readonly width: number,
  ) {}

  /** Adds `value` × the row that begins at `at`, now or with one of the next calls for the same `sums`. */
  add(at: number, value: number, sums: Float64Array): void {
    this.at[this.waiting] = at
    this.by[this.waiting++] = value
    if (this.waiting === atOnce) this.addWaiting(sums)
  }

  /** To be called after the last row. */
  finish(sums: Float64Array): void {
    if (this.waiting === 0) return
    // Rows that are missing to eight count nothing.
    this.by.fill(0, this.waiting)
    this.addWaiting(sums)
  }

  private addWaiting(sums: Float64Array): void {
    const { at, by, matrix, width } = this
    this.waiting = 0
    const a = at[0] as number
    const b = at[1] as number
    const c = at[2] as number
    const d = at[3] as number
    const e = at[4] as number
    const f = at[5] as number
    const g = at[6] as number
    const h = at[7] as number
    const p = by[0] as number
    const q = by[1] as number
    const r = by[2] as number
    const s = by[3] as number
    const t = by[4] as number
    const u = by[5] as number
    const v = by[6] as number
    const w = by[7] as number
    for (let i = 0; i < width; i++)
      sums[i] =
        (sums[i] as number) +
        (p * (matrix[a + i] as number) +
          q * (matrix[b + i] as number) +
          r * (matrix[c + i] as number) +
          s * (matrix[d + i] as number)) +
        (t * (matrix[e + i] as number) +
          u * (matrix[f + i] as number) +
          v * (matrix[g + i] as number) +
          w * (matrix[h + i] as number))
  }
}
