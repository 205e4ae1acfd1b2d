// Logistic regression with an L2 penalty, fitted by Newton's method on scaled columns; the intercept is not penalised.
import { scaled, scaleOf, sigmoid, type Matrix, type ModelKind } from './model.js'

const mostSteps = 50
const settled = 1e-8

/** Solves A·x = b for a symmetric positive definite A (Cholesky), in place of both; the solution is in `b`. */
export function solveSymmetric(a: Float64Array, b: Float64Array): void {
  const size = b.length
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let sum = a[row * size + column] as number
      for (let k = 0; k < column; k += 1) sum -= (a[row * size + k] as number) * (a[column * size + k] as number)
      a[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (a[column * size + column] as number)
    }
  for (let row = 0; row < size; row += 1) {
    let sum = b[row] as number
    for (let k = 0; k < row; k += 1) sum -= (a[row * size + k] as number) * (b[k] as number)
    b[row] = sum / (a[row * size + row] as number)
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = b[row] as number
    for (let k = row + 1; k < size; k += 1) sum -= (a[k * size + row] as number) * (b[k] as number)
    b[row] = sum / (a[row * size + row] as number)
  }
}

/** Weights of the scaled columns, the intercept last. */
function fitWeights(x: Matrix, labels: Uint8Array, penalty: number): Float64Array {
  const { rows, columns, values } = x
  const size = columns + 1
  const weights = new Float64Array(size)
  for (let step = 0; step < mostSteps; step += 1) {
    const curvature = new Float64Array(size * size)
    const slope = new Float64Array(size)
    const row = new Float64Array(size).fill(1)
    for (let at = 0; at < rows; at += 1) {
      row.set(values.subarray(at * columns, (at + 1) * columns))
      let sum = 0
      for (let k = 0; k < size; k += 1) sum += (weights[k] as number) * (row[k] as number)
      const probability = sigmoid(sum)
      const miss = (labels[at] as number) - probability
      const bend = Math.max(probability * (1 - probability), 1e-9)
      for (let k = 0; k < size; k += 1) {
        const value = row[k] as number
        if (value === 0) continue
        slope[k] = (slope[k] as number) + miss * value
        const bent = bend * value
        for (let other = 0; other <= k; other += 1)
          curvature[k * size + other] = (curvature[k * size + other] as number) + bent * (row[other] as number)
      }
    }
    for (let k = 0; k < columns; k += 1) {
      slope[k] = (slope[k] as number) - penalty * (weights[k] as number)
      curvature[k * size + k] = (curvature[k * size + k] as number) + penalty
    }
    solveSymmetric(curvature, slope)
    let moved = 0
    // A step that is too long on separable data is cut; the penalty keeps the optimum finite.
    const longest = slope.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const share = longest > 5 ? 5 / longest : 1
    for (let k = 0; k < size; k += 1) {
      weights[k] = (weights[k] as number) + share * (slope[k] as number)
      moved = Math.max(moved, Math.abs(share * (slope[k] as number)))
    }
    if (moved < settled) break
  }
  return weights
}

/** `penalty` multiplies half the squared length of the weights (1/C of other libraries). */
export const logisticRegression = (penalty = 1): ModelKind => ({
  name: 'logistic regression',
  train(matrix, labels) {
    const scale = scaleOf(matrix)
    const weights = fitWeights(scaled(matrix, scale), labels, penalty)
    return {
      importance: weights.subarray(0, matrix.columns).map(Math.abs),
      predict(others) {
        const { rows, columns, values } = scaled(others, scale)
        return Float64Array.from({ length: rows }, (_, row) => {
          let sum = weights[columns] as number
          for (let k = 0; k < columns; k += 1) sum += (weights[k] as number) * (values[row * columns + k] as number)
          return sigmoid(sum)
        })
      },
    }
  },
})
