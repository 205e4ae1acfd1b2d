// The inverse of a symmetric positive definite matrix, in place and in single precision, by block sweeps (Goodnight 1979): half the work of
// a general inverse, and nearly all of it in one kernel.
import { createKernel, type Kernel } from './wasm-kernel.js'

export interface SymmetricMatrix {
  /** Rows, padded to a multiple of 8; row `i` begins at `i * order`. Only the lower triangle is meant. */
  order: number
  values: Float32Array
  kernel: Kernel
  block: number
}

const upTo = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple
const float = 4

/** A zero matrix for `size` rows; rows of padding have 1 on the diagonal. */
export function symmetricMatrix(size: number): SymmetricMatrix {
  const order = upTo(Math.max(size, 8), 8)
  const block = order > 3_000 ? 128 : 64
  // The matrix, the panel packed for both sides, the panel times the block's inverse twice, and that inverse.
  const kernel = createKernel(float * (order * order + 4 * order * block + block * block))
  const values = new Float32Array(kernel.memory.buffer, 0, order * order)
  for (let at = size; at < order; at += 1) values[at * order + at] = 1
  return { order, values, kernel, block }
}

/** Gauss-Jordan in double precision; `size` is small. Returns false when a pivot is not positive. */
function invertSmall(matrix: Float64Array, size: number): boolean {
  for (let pivot = 0; pivot < size; pivot += 1) {
    const value = matrix[pivot * size + pivot] ?? 0
    if (!(value > 0)) return false
    const inverse = 1 / value
    for (let row = 0; row < size; row += 1) {
      if (row === pivot) continue
      const factor = (matrix[row * size + pivot] ?? 0) * inverse
      for (let column = 0; column < size; column += 1)
        if (column !== pivot)
          matrix[row * size + column] =
            (matrix[row * size + column] ?? 0) - factor * (matrix[pivot * size + column] ?? 0)
      matrix[row * size + pivot] = -factor
    }
    for (let column = 0; column < size; column += 1)
      if (column !== pivot) matrix[pivot * size + column] = (matrix[pivot * size + column] ?? 0) * inverse
    matrix[pivot * size + pivot] = inverse
  }
  return true
}

/** Replaces the matrix by its inverse (lower triangle). Throws a RangeError when it is not positive definite. */
export function invertInPlace(matrix: SymmetricMatrix): void {
  const { order, values } = matrix
  for (let from = 0; from < order; from += matrix.block) sweep(matrix, from, Math.min(matrix.block, order - from))
  for (let row = 0; row < order; row += 1)
    for (let at = row * order, end = at + row; at <= end; at += 1) values[at] = -(values[at] as number)
}

function sweep({ order, values, kernel, block }: SymmetricMatrix, from: number, size: number): void {
  const end = from + size
  const view = (at: number, length: number) => new Float32Array(kernel.memory.buffer, at * float, length)
  const panelAtA = order * order
  const panelAtB = panelAtA + order * block
  const timesAt = panelAtB + order * block
  const packedAt = timesAt + order * block
  const inverseAt = packedAt + order * block
  const inverse = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      const [low, high] = row < column ? [row, column] : [column, row]
      inverse[row * size + column] = values[(from + high) * order + from + low] ?? 0
    }
  if (!invertSmall(inverse, size)) throw new RangeError('The matrix is not positive definite.')

  const packedInverse = view(inverseAt, size * size)
  for (let tile = 0; tile < size; tile += 8)
    for (let k = 0; k < size; k += 1)
      for (let column = 0; column < 8; column += 1)
        packedInverse[tile * size + k * 8 + column] = -(inverse[k * size + tile + column] ?? 0)

  packPanel(values, order, from, size, view(panelAtA, order * size), view(panelAtB, order * size))

  const times = view(timesAt, order * size).fill(0)
  for (let row = 0; row < order; row += 4)
    kernel.row(
      (timesAt + row * size) * float,
      size * float,
      (panelAtA + row * size) * float,
      inverseAt * float,
      size,
      size / 8,
    )
  const packed = view(packedAt, order * size)
  for (let row = 0; row < order; row += 1) {
    const to = (row >> 2) * 4 * size + (row & 3)
    for (let k = 0; k < size; k += 1) packed[to + k * 4] = times[row * size + k] as number
  }
  for (let row = 0; row < order; row += 4)
    kernel.row(
      row * order * float,
      order * float,
      (packedAt + row * size) * float,
      panelAtB * float,
      size,
      (row >> 3) + 1,
    )

  for (let row = end; row < order; row += 1)
    for (let k = 0; k < size; k += 1) values[row * order + from + k] = times[row * size + k] as number
  for (let k = 0; k < size; k += 1) {
    const row = (from + k) * order
    for (let column = 0; column < from; column += 1) values[row + column] = times[column * size + k] as number
    for (let column = 0; column <= k; column += 1) values[row + from + column] = -(inverse[k * size + column] ?? 0)
  }
}

/** Columns `from … from + size` of the symmetric matrix, packed for both sides of the product; rows of the block itself are zero. */
function packPanel(
  values: Float32Array,
  order: number,
  from: number,
  size: number,
  forA: Float32Array,
  forB: Float32Array,
): void {
  const end = from + size
  for (let row = 0; row < order; row += 1) {
    const atA = (row >> 2) * 4 * size + (row & 3)
    const atB = (row >> 3) * 8 * size + (row & 7)
    const isInside = row >= from && row < end
    const isBelow = row >= end
    for (let k = 0; k < size; k += 1) {
      const value = isInside ? 0 : (values[isBelow ? row * order + from + k : (from + k) * order + row] as number)
      forA[atA + k * 4] = value
      forB[atB + k * 8] = value
    }
  }
}
