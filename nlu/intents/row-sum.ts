// Adds weighted rows of a matrix up, eight at a time: a sum is fetched and put back once for all of them, which is most of the work.

const atOnce = 8

/** Which rows to add up, collected before they are: the first `count` are valid. */
export interface WeightedRows {
  /** Where a row begins in the matrix. */
  at: Int32Array
  by: Float64Array
  count: number
  /** There is room for so many. */
  readonly most: number
}

/** @param most rows that will be collected at once */
export const roomForRows = (most: number): WeightedRows => ({
  at: new Int32Array(most + atOnce),
  by: new Float64Array(most + atOnce),
  count: 0,
  most,
})

/** Adds each row times its weight to `sums`, as many numbers as these are. */
export function addRows(matrix: Float32Array, { at, by, count }: WeightedRows, sums: Float64Array): void {
  const end = Math.ceil(count / atOnce) * atOnce
  // Rows that are missing to eight count nothing.
  at.fill(0, count, end)
  by.fill(0, count, end)
  for (let first = 0; first < end; first += atOnce) addEight(matrix, at, by, first, sums)
}

function addEight(matrix: Float32Array, at: Int32Array, by: Float64Array, first: number, sums: Float64Array): void {
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
      (p * (matrix[a + i] as number) +
        q * (matrix[b + i] as number) +
        r * (matrix[c + i] as number) +
        s * (matrix[d + i] as number)) +
      (t * (matrix[e + i] as number) +
        u * (matrix[f + i] as number) +
        v * (matrix[g + i] as number) +
        w * (matrix[h + i] as number))
}
