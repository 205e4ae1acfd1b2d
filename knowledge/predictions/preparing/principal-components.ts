// Reduction by principal components (Pearson 1901): the few directions in which the columns vary together, found by orthogonal iteration.
import { seededRandom } from '../../learning/random.js'
import { scaled, scaleOf, type Matrix } from '../models/model.js'
import type { Preparation } from './preparation.js'

const mostComponents = 30
const mostRounds = 200
const settled = 1e-7

export interface Components {
  /** Direction by direction, each of unit length, over scaled columns. */
  directions: Float64Array
  /** Variance in each direction, largest first; all of them together would sum to the number of columns. */
  variances: Float64Array
}

function correlations({ rows, columns, values }: Matrix): Float64Array {
  const sums = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row += 1)
    for (let one = 0; one < columns; one += 1) {
      const value = (values[row * columns + one] as number) / rows
      for (let other = 0; other < columns; other += 1)
        sums[one * columns + other] =
          (sums[one * columns + other] as number) + value * (values[row * columns + other] as number)
    }
  return sums
}

/** Each vector at right angles to those before it, and of unit length (Gram-Schmidt). */
function straighten(vectors: Float64Array, count: number, size: number): void {
  for (let one = 0; one < count; one += 1) {
    const own = vectors.subarray(one * size, (one + 1) * size)
    for (let other = 0; other < one; other += 1) {
      const before = vectors.subarray(other * size, (other + 1) * size)
      let together = 0
      for (let k = 0; k < size; k += 1) together += (own[k] as number) * (before[k] as number)
      for (let k = 0; k < size; k += 1) own[k] = (own[k] as number) - together * (before[k] as number)
    }
    const length = Math.hypot(...own) || 1
    for (let k = 0; k < size; k += 1) own[k] = (own[k] as number) / length
  }
}

/** The `count` directions of most variance of columns that were scaled. Deterministic. */
export function componentsOf(x: Matrix, count: number): Components {
  const size = x.columns
  const table = correlations(x)
  const random = seededRandom(7)
  let directions = Float64Array.from({ length: count * size }, () => random() - 0.5)
  straighten(directions, count, size)
  let variances = new Float64Array(count)
  for (let round = 0; round < mostRounds; round += 1) {
    const turned = new Float64Array(count * size)
    const found = new Float64Array(count)
    for (let one = 0; one < count; one += 1)
      for (let row = 0; row < size; row += 1) {
        let sum = 0
        for (let k = 0; k < size; k += 1)
          sum += (table[row * size + k] as number) * (directions[one * size + k] as number)
        turned[one * size + row] = sum
        found[one] = (found[one] as number) + sum * (directions[one * size + row] as number)
      }
    straighten(turned, count, size)
    directions = turned
    const moved = found.reduce((most, value, at) => Math.max(most, Math.abs(value - (variances[at] as number))), 0)
    variances = found
    if (moved < settled * size) break
  }
  return { directions, variances }
}

/** How many to keep of those found, given the numbers of rows and columns. */
type HowMany = (variances: Float64Array, rows: number, columns: number) => number

/** More variance than columns that have nothing to do with each other show by chance (Marchenko & Pastur 1967). */
const aboveChance: HowMany = (variances, rows, columns) => {
  const edge = (1 + Math.sqrt(columns / rows)) ** 2
  return variances.filter((variance) => variance > edge).length
}

const mostVariance: HowMany = (variances, _rows, columns) => {
  let left = 0.95 * columns
  const last = variances.findIndex((variance) => (left -= variance) <= 0)
  return last < 0 ? variances.length : last + 1
}

const reduce = (label: string, howMany: HowMany): Preparation => ({
  label,
  fit(matrix) {
    const { columns } = matrix
    const scale = scaleOf(matrix)
    const found = componentsOf(scaled(matrix, scale), Math.min(columns, mostComponents))
    const count = howMany(found.variances, matrix.rows, columns)
    if (count === 0 || count >= columns) return undefined
    const { directions } = found
    return {
      apply(others) {
        const x = scaled(others, scale)
        const values = new Float64Array(x.rows * count)
        for (let row = 0; row < x.rows; row += 1)
          for (let one = 0; one < count; one += 1) {
            let sum = 0
            for (let k = 0; k < columns; k += 1)
              sum += (x.values[row * columns + k] as number) * (directions[one * columns + k] as number)
            values[row * count + one] = sum
          }
        return { rows: x.rows, columns: count, values }
      },
      trace(importance) {
        const original = new Float64Array(columns)
        for (let one = 0; one < count; one += 1)
          for (let k = 0; k < columns; k += 1)
            original[k] =
              (original[k] as number) + (importance[one] as number) * Math.abs(directions[one * columns + k] as number)
        return original
      },
    }
  },
})

export const reduceToComponents: readonly Preparation[] = [
  reduce('principal components above chance', aboveChance),
  reduce('principal components, 95 % of the variance', mostVariance),
]
