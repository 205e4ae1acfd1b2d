// Columns cut into at most 255 bins of about equal numbers of rows: trees look for splits between bins, not between values.
import type { Matrix } from './model.js'

export interface Bins {
  /** For each column its upper bounds, ascending; bin `b` holds values up to `bounds[b]`, the last bin the rest. */
  bounds: readonly Float64Array[]
  /** Where each column's bins begin when all are laid side by side; one more entry holds their number. */
  start: Int32Array
  /** Column by column: `code[column * rows + row]`. */
  code: Uint8Array
  rows: number
}

const mostBins = 255
const sampled = 50_000

function boundsOf(values: Float64Array): Float64Array {
  const sorted = values.slice().sort()
  const distinct: number[] = []
  for (const value of sorted) if (value !== distinct[distinct.length - 1]) distinct.push(value)
  const middle = (a: number, b: number) => a + (b - a) / 2
  if (distinct.length <= mostBins)
    return Float64Array.from({ length: distinct.length - 1 }, (_, at) =>
      middle(distinct[at] as number, distinct[at + 1] as number),
    )
  const bounds: number[] = []
  for (let bin = 1; bin < mostBins; bin += 1) {
    const at = Math.floor((bin * sorted.length) / mostBins)
    const bound = middle(sorted[at - 1] as number, sorted[at] as number)
    if (bound !== bounds[bounds.length - 1]) bounds.push(bound)
  }
  return Float64Array.from(bounds)
}

const binOf = (bounds: Float64Array, value: number): number => {
  let low = 0
  let high = bounds.length
  while (low < high) {
    const at = (low + high) >> 1
    if (value <= (bounds[at] as number)) high = at
    else low = at + 1
  }
  return low
}

/** @param bounds of an earlier table; made from this one when absent. */
export function cutIntoBins({ rows, columns, values }: Matrix, bounds?: readonly Float64Array[]): Bins {
  const stride = Math.max(1, Math.floor(rows / sampled))
  const used =
    bounds ??
    Array.from({ length: columns }, (_, column) =>
      boundsOf(
        Float64Array.from(
          { length: Math.ceil(rows / stride) },
          (__, at) => values[at * stride * columns + column] as number,
        ),
      ),
    )
  const code = new Uint8Array(rows * columns)
  for (let column = 0; column < columns; column += 1) {
    const own = used[column] as Float64Array
    for (let row = 0; row < rows; row += 1)
      code[column * rows + row] = binOf(own, values[row * columns + column] as number)
  }
  const start = new Int32Array(columns + 1)
  for (let column = 0; column < columns; column += 1)
    start[column + 1] = (start[column] as number) + (used[column] as Float64Array).length + 1
  return { bounds: used, start, code, rows }
}
