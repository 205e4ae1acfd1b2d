// Softmax regression over sparse rows, trained by AdaGrad (Duchi, Hazan & Singer 2011).
import { seededRandom, shuffle } from '../random.js'
import type { SparseRows } from './sparse-rows.js'

export interface SoftmaxOptions {
  classes: number
  features: number
  seed: number
  epochs?: number
  /** Called after each epoch. */
  onEpoch?: (done: number, of: number) => void
}

/** Weights by feature, then class: `weights[feature * classes + class]`; the row after the last feature is the bias. */
export interface DenseWeights {
  classes: number
  features: number
  weights: Float32Array
}

const rate = 0.5
/** Where the sums of squared gradients begin: damps the first steps, worth 0.9 points over beginning at zero. */
const initialSquare = 0.01
/** A class whose error on a row is smaller learns nothing from it: skipping it makes late epochs cheap. */
const smallestError = 2e-3

/** Large sets settle sooner. */
export const epochsFor = (rows: number): number => (rows > 5000 ? 6 : 8)

/** Deterministic for a seed. Memory: 8 bytes × features × classes. */
export function trainSoftmax(rows: SparseRows, labels: Int32Array, options: SoftmaxOptions): DenseWeights {
  const { classes, features } = options
  const epochs = options.epochs ?? epochsFor(labels.length)
  const weights = new Float32Array((features + 1) * classes)
  const squares = new Float32Array((features + 1) * classes).fill(initialSquare)
  const scores = new Float64Array(classes)
  const active = new Int32Array(classes)
  const order = Int32Array.from(labels.keys())
  const random = seededRandom(options.seed)
  const biasAt = features * classes
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const row of order) {
      const from = rows.offsets[row] as number
      const to = rows.offsets[row + 1] as number
      scoreRow(scores, weights, rows, from, to, biasAt)
      softmaxInPlace(scores)
      const label = labels[row] as number
      scores[label] = (scores[label] as number) - 1
      let learning = 0
      for (let c = 0; c < classes; c++) if (Math.abs(scores[c] as number) > smallestError) active[learning++] = c
      if (learning === 0) continue
      for (let i = from; i <= to; i++) {
        const value = i < to ? (rows.values[i] as number) : 1
        const at = i < to ? (rows.features[i] as number) * classes : biasAt
        for (let a = 0; a < learning; a++) {
          const c = active[a] as number
          const gradient = value * (scores[c] as number)
          const sum = (squares[at + c] as number) + gradient * gradient
          squares[at + c] = sum
          weights[at + c] = (weights[at + c] as number) - (rate * gradient) / Math.sqrt(sum)
        }
      }
    }
    options.onEpoch?.(epoch + 1, epochs)
  }
  return { classes, features, weights }
}

function scoreRow(
  scores: Float64Array,
  weights: Float32Array,
  rows: SparseRows,
  from: number,
  to: number,
  biasAt: number,
): void {
  const classes = scores.length
  for (let c = 0; c < classes; c++) scores[c] = weights[biasAt + c] as number
  for (let i = from; i < to; i++) {
    const value = rows.values[i] as number
    const at = (rows.features[i] as number) * classes
    for (let c = 0; c < classes; c++) scores[c] = (scores[c] as number) + value * (weights[at + c] as number)
  }
}

/** Scores to probabilities; safe for large scores. */
export function softmaxInPlace(scores: Float64Array): void {
  let top = -Infinity
  for (const score of scores) if (score > top) top = score
  let sum = 0
  for (let c = 0; c < scores.length; c++) {
    const e = Math.exp((scores[c] as number) - top)
    scores[c] = e
    sum += e
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / sum
}
