// Selection by the L1 path: logistic regression whose penalty on absolute weights leaves most of them at exactly nothing (Tibshirani 1996),
// by coordinate descent with warm starts (Friedman, Hastie & Tibshirani 2010) on a quadratic that lies above the loss (Böhning & Lindsay 1988).
import { scaled, scaleOf, sigmoid, type Matrix } from '../models/model.js'
import { keepColumns, type Preparation } from './preparation.js'

const mostSteps = 100
const mostSweeps = 20
const settled = 1e-4
/** Each penalty is so much smaller than the one before. */
const stepDown = 0.7

/** Columns beyond which the table of products is not worth its memory. */
const mostColumns = 400

/** Cross products of scaled columns, over the number of rows, times the largest curvature of the loss. */
function boundOf({ rows, columns, values }: Matrix): Float64Array {
  const bound = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row += 1)
    for (let one = 0; one < columns; one += 1) {
      const value = values[row * columns + one] as number
      if (value === 0) continue
      for (let other = 0; other <= one; other += 1)
        bound[one * columns + other] =
          (bound[one * columns + other] as number) + value * (values[row * columns + other] as number)
    }
  for (let one = 0; one < columns; one += 1)
    for (let other = 0; other <= one; other += 1) {
      const value = (bound[one * columns + other] as number) / rows / 4
      bound[one * columns + other] = value
      bound[other * columns + one] = value
    }
  return bound
}

const shrunk = (value: number, by: number): number => Math.sign(value) * Math.max(0, Math.abs(value) - by)

/** Lowers the bound at the present weights, one weight after the other; `slope` is the descent direction there. */
function descend(bound: Float64Array, slope: Float64Array, weights: Float64Array, penalty: number): number {
  const columns = weights.length
  const before = weights.slice()
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let moved = 0
    for (let one = 0; one < columns; one += 1) {
      const bend = Math.max(bound[one * columns + one] as number, 1e-9)
      const held = weights[one] as number
      const next = shrunk(bend * held + (slope[one] as number), penalty) / bend
      const change = next - held
      if (change === 0) continue
      weights[one] = next
      for (let other = 0; other < columns; other += 1)
        slope[other] = (slope[other] as number) - change * (bound[one * columns + other] as number)
      moved = Math.max(moved, Math.abs(change))
    }
    if (moved < settled) break
  }
  return weights.reduce((most, weight, at) => Math.max(most, Math.abs(weight - (before[at] as number))), 0)
}

/**
 * Weights of the scaled columns at `share` of the smallest penalty that keeps all of them at nothing.
 * @param share 0 … 1; the smaller, the more columns come in.
 */
export function l1Weights(matrix: Matrix, labels: Uint8Array, share: number): Float64Array {
  const x = scaled(matrix, scaleOf(matrix))
  const { rows, columns, values } = x
  const bound = boundOf(x)
  const weights = new Float64Array(columns)
  const yes = labels.reduce((sum, label) => sum + label, 0)
  let intercept = Math.log(yes / (rows - yes))
  const slopes = (): Float64Array => {
    const slope = new Float64Array(columns)
    let missed = 0
    for (let row = 0; row < rows; row += 1) {
      let sum = intercept
      for (let k = 0; k < columns; k += 1) sum += (weights[k] as number) * (values[row * columns + k] as number)
      const miss = ((labels[row] as number) - sigmoid(sum)) / rows
      missed += miss
      for (let k = 0; k < columns; k += 1)
        slope[k] = (slope[k] as number) + miss * (values[row * columns + k] as number)
    }
    intercept += 4 * missed
    return slope
  }
  const first = slopes()
  const most = first.reduce((high, one) => Math.max(high, Math.abs(one)), 0)
  for (let penalty = most; ; penalty = Math.max(penalty * stepDown, share * most)) {
    for (let step = 0; step < mostSteps; step += 1) if (descend(bound, slopes(), weights, penalty) < settled) break
    if (penalty <= share * most) return weights
  }
}

/** @param share of the penalty at which the first column comes in. */
export const selectByL1 = (share: number): Preparation => ({
  label: `columns chosen by the L1 path at ${String(share)}`,
  fit(matrix, labels) {
    if (matrix.columns > mostColumns) return undefined
    const weights = l1Weights(matrix, labels, share)
    const kept = [...weights.keys()].filter((column) => weights[column] !== 0)
    return kept.length === 0 || kept.length === matrix.columns ? undefined : keepColumns(kept, matrix.columns)
  },
})
