// A linear support vector machine, by dual coordinate descent (Hsieh et al. 2008, squared hinge loss), with probabilities by Platt's method:
// a logistic curve over margins that were foretold for rows the machine had not seen, bent where that makes them more honest.
import { seededRandom, shuffled } from '../../learning/random.js'
import { calibrationOf } from './calibrated.js'
import { logisticRegression } from './logistic.js'
import { pickRows, scaled, scaleOf, type Matrix, type ModelKind } from './model.js'

const mostRounds = 60
const settled = 1e-3

/** Weights, the intercept last. */
function fitMargin({ rows, columns, values }: Matrix, labels: Uint8Array, cost: number): Float64Array {
  const weights = new Float64Array(columns + 1)
  const alpha = new Float64Array(rows)
  const diagonal = 1 / (2 * cost)
  const lengths = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 1 + diagonal
    for (let k = row * columns; k < (row + 1) * columns; k += 1) sum += (values[k] as number) ** 2
    return sum
  })
  const random = seededRandom(3)
  let order = Array.from({ length: rows }, (_, row) => row)
  for (let round = 0; round < mostRounds; round += 1) {
    order = shuffled(order, random)
    let worst = 0
    for (const row of order) {
      const sign = labels[row] === 1 ? 1 : -1
      let sum = weights[columns] as number
      for (let k = 0; k < columns; k += 1) sum += (weights[k] as number) * (values[row * columns + k] as number)
      const held = alpha[row] as number
      const slope = sign * sum - 1 + diagonal * held
      const projected = held === 0 ? Math.min(slope, 0) : slope
      if (projected === 0) continue
      worst = Math.max(worst, Math.abs(projected))
      alpha[row] = Math.max(0, held - slope / (lengths[row] as number))
      const step = ((alpha[row]) - held) * sign
      for (let k = 0; k < columns; k += 1)
        weights[k] = (weights[k] as number) + step * (values[row * columns + k] as number)
      weights[columns] = (weights[columns] as number) + step
    }
    if (worst < settled) break
  }
  return weights
}

function marginsOf({ rows, columns, values }: Matrix, weights: Float64Array): Matrix {
  const margins = Float64Array.from({ length: rows }, (_, row) => {
    let sum = weights[columns] as number
    for (let k = 0; k < columns; k += 1) sum += (weights[k] as number) * (values[row * columns + k] as number)
    return sum
  })
  return { rows, columns: 1, values: margins }
}

const parts = 3

export const linearSvm = (cost = 0.05): ModelKind => ({
  name: 'linear SVM',
  train(matrix, labels) {
    const scale = scaleOf(matrix)
    const x = scaled(matrix, scale)
    const unseen = new Float64Array(x.rows)
    for (let part = 0; part < parts; part += 1) {
      const rows = Int32Array.from({ length: x.rows }, (_, row) => row)
      const [inside, outside] = [rows.filter((row) => row % parts !== part), rows.filter((row) => row % parts === part)]
      const weights = fitMargin(
        pickRows(x, inside),
        Uint8Array.from(inside, (row) => labels[row] ?? 0),
        cost,
      )
      for (const [at, value] of marginsOf(pickRows(x, outside), weights).values.entries())
        unseen[outside[at] as number] = value
    }
    const margins = { rows: x.rows, columns: 1, values: unseen }
    const curve = logisticRegression(1e-6).train(margins, labels)
    const calibration = calibrationOf(curve.predict(margins), labels)
    const weights = fitMargin(x, labels, cost)
    return {
      importance: weights.subarray(0, matrix.columns).map(Math.abs),
      predict(others) {
        const foretold = curve.predict(marginsOf(scaled(others, scale), weights))
        return calibration?.(foretold) ?? foretold
      },
    }
  },
})
