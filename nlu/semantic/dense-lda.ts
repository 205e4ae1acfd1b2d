// Linear discriminant analysis over sentence vectors with a shrunk covariance (Ledoit & Wolf 2004 shrink towards the same target; here the share
// is fixed): a closed form, one Cholesky factor of dimensions × dimensions. With few rows an intent it is often better than the softmax.
import { vectorScale, type DenseClassifier, type DenseRows } from './dense-softmax.js'

/** Share of the common variance that is the same in all directions. */
const shrinkage = 0.4
/** Gaussian densities in hundreds of dimensions are far too sure of themselves; late fusion starts from saner ones. */
const temper = 0.2

/** Deterministic. Memory: dimensions² numbers; time: rows × dimensions² / 2. */
export function trainLda({ vectors, dimensions, labels, classes }: DenseRows): DenseClassifier {
  const { means, overall } = classMeans({ vectors, dimensions, labels, classes })
  const factor = cholesky(withinCovariance({ vectors, dimensions, labels, classes }, means), dimensions)
  const weights = new Float32Array(classes * dimensions)
  const bias = new Float32Array(classes)
  const solved = new Float64Array(dimensions)
  for (let c = 0; c < classes; c++) {
    const mean = means.subarray(c * dimensions, (c + 1) * dimensions)
    for (let j = 0; j < dimensions; j++) solved[j] = (mean[j] as number) - (overall[j] as number)
    solve(factor, dimensions, solved)
    let sum = 0
    for (let j = 0; j < dimensions; j++) {
      const weight = solved[j] as number
      weights[c * dimensions + j] = (temper * weight) / vectorScale
      sum -= 0.5 * weight * ((mean[j] as number) + (overall[j] as number))
    }
    bias[c] = temper * sum
  }
  return { dimensions, classes, weights, bias }
}

/** A class without rows has the overall mean. */
function classMeans({ vectors, dimensions, labels, classes }: DenseRows): {
  means: Float64Array
  overall: Float64Array
} {
  const means = new Float64Array(classes * dimensions)
  const overall = new Float64Array(dimensions)
  const counts = new Float64Array(classes)
  labels.forEach((label, row) => {
    counts[label] = (counts[label] as number) + 1
    for (let j = 0; j < dimensions; j++) {
      const value = vectors[row * dimensions + j] as number
      means[label * dimensions + j] = (means[label * dimensions + j] as number) + value
      overall[j] = (overall[j] as number) + value / labels.length
    }
  })
  for (let c = 0; c < classes; c++) {
    const count = counts[c] as number
    for (let j = 0; j < dimensions; j++)
      means[c * dimensions + j] = count === 0 ? (overall[j] as number) : (means[c * dimensions + j] as number) / count
  }
  return { means, overall }
}

/** Lower triangle of the shrunk covariance within classes. */
function withinCovariance({ vectors, dimensions, labels, classes }: DenseRows, means: Float64Array): Float64Array {
  const scatter = new Float64Array(dimensions * dimensions)
  const difference = new Float64Array(dimensions)
  labels.forEach((label, row) => {
    for (let j = 0; j < dimensions; j++)
      difference[j] = (vectors[row * dimensions + j] as number) - (means[label * dimensions + j] as number)
    for (let j = 0; j < dimensions; j++) {
      const own = difference[j] as number
      const at = j * dimensions
      for (let k = 0; k <= j; k++) scatter[at + k] = (scatter[at + k] as number) + own * (difference[k] as number)
    }
  })
  const degrees = Math.max(1, labels.length - classes)
  let trace = 0
  for (let j = 0; j < dimensions; j++) trace += (scatter[j * dimensions + j] as number) / degrees
  // Identical rows have no variance at all: the floor keeps the factor finite.
  const even = Math.max((shrinkage * trace) / dimensions, 1e-6)
  for (let j = 0; j < dimensions; j++)
    for (let k = 0; k <= j; k++) {
      const at = j * dimensions + k
      scatter[at] = ((1 - shrinkage) * (scatter[at] as number)) / degrees + (j === k ? even : 0)
    }
  return scatter
}

/** In place: the lower triangle becomes its Cholesky factor. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  for (let j = 0; j < size; j++)
    for (let k = 0; k <= j; k++) {
      let sum = matrix[j * size + k] as number
      for (let q = 0; q < k; q++) sum -= (matrix[j * size + q] as number) * (matrix[k * size + q] as number)
      matrix[j * size + k] = j === k ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[k * size + k] as number)
    }
  return matrix
}

/** In place: y of L · Lᵀ · y = given. */
function solve(factor: Float64Array, size: number, given: Float64Array): void {
  for (let j = 0; j < size; j++) {
    let sum = given[j] as number
    for (let q = 0; q < j; q++) sum -= (factor[j * size + q] as number) * (given[q] as number)
    given[j] = sum / (factor[j * size + j] as number)
  }
  for (let j = size - 1; j >= 0; j--) {
    let sum = given[j] as number
    for (let q = j + 1; q < size; q++) sum -= (factor[q * size + j] as number) * (given[q] as number)
    given[j] = sum / (factor[j * size + j] as number)
  }
}
