// Softmax regression over sentence vectors, trained by AdaGrad (Duchi, Hazan & Singer 2011). Four classes are scored at a time: one sum would
// wait for its own last addition. Rows that are learnt are visited less often, classes without error not at all.
import { softmaxInPlace } from '../intents/softmax.js'
import { seededRandom, shuffle } from '../random.js'

export interface DenseRows {
  /** Row after row, `dimensions` numbers each, unit length. */
  vectors: Float32Array
  dimensions: number
  labels: Int32Array
  classes: number
}

/** Scores of a vector v: 8 · v · weights of the class + bias. */
export interface DenseClassifier {
  dimensions: number
  classes: number
  /** By class, then dimension. */
  weights: Float32Array
  bias: Float32Array
}

/** Unit vectors alone would need weights that small steps never reach. */
export const vectorScale = 8
/**
 * Training sees what sets the rows apart: vectors less their mean, this long on average. All sentences share a large part of an encoder's
 * vector, which tells nothing and makes every step one to and fro.
 */
const meanLength = 6
/** Rows that are nearly the same are not blown up. */
const smallestSpread = 0.3
/**
 * Each visit sees its row moved so much of the way away from another row of its class, drawn anew (extrapolation in feature space: DeVries &
 * Taylor 2017): sentences that customers write lie further apart than those that somebody thought of.
 */
const beyond = 0.4
const rate = 0.05
const initialSquare = 1e-4
const decay = 2e-3
/** Weights are the mean of those after so many last epochs: single steps cancel out (Polyak & Juditsky 1992). */
const averagedEpochs = 3
const smallestError = 1e-3
/** A row this sure is visited in every third epoch only. */
const learntBelow = 0.02

/** Few rows need many visits; the work stays about the same. */
export const denseEpochs = (rows: number): number => Math.max(10, Math.min(40, Math.round(60_000 / Math.max(rows, 1))))

/** Deterministic for a seed. */
export function trainDense(
  { vectors, dimensions, labels, classes }: DenseRows,
  {
    seed,
    epochs = denseEpochs(labels.length),
    onEpoch,
  }: { seed: number; epochs?: number; onEpoch?: (done: number, of: number) => void },
): DenseClassifier {
  const padded = classes + ((4 - (classes % 4)) % 4)
  const weights = new Float64Array(padded * dimensions)
  const squares = new Float64Array(padded * dimensions).fill(initialSquare)
  const bias = new Float64Array(padded)
  const biasSquares = new Float64Array(padded).fill(initialSquare)
  const weightSums = new Float64Array(classes * dimensions)
  const biasSums = new Float64Array(classes)
  const averaged = Math.min(averagedEpochs, epochs)
  const scores = new Float64Array(padded)
  const own = scores.subarray(0, classes)
  const row = new Float64Array(dimensions)
  const order = Int32Array.from(labels.keys())
  const restUntil = new Uint8Array(labels.length)
  const random = seededRandom(seed)
  const { mean, scale } = spreadOf(vectors, dimensions)
  const peers = rowsByClass(labels, classes)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const i of order) {
      if ((restUntil[i] as number) > epoch) continue
      const label = labels[i] as number
      const others = peers[label] as number[]
      const other = others[Math.floor(random() * others.length)] as number
      for (let j = 0, at = i * dimensions, from = other * dimensions; j < dimensions; j++) {
        const value = vectors[at + j] as number
        row[j] = scale * (value + beyond * (value - (vectors[from + j] as number)) - (mean[j] as number))
      }
      scoreAll(scores, weights, bias, row)
      softmaxInPlace(own)
      scores[label] = (scores[label] as number) - 1
      if (-scores[label] < learntBelow) restUntil[i] = Math.min(epoch + 3, 255)
      for (let c = 0; c < classes; c++) {
        const error = scores[c] as number
        if (error > smallestError || error < -smallestError) {
          learn(weights, squares, c * dimensions, row, error)
          const sum = (biasSquares[c] as number) + error * error
          biasSquares[c] = sum
          bias[c] = (bias[c] as number) - (rate * error) / Math.sqrt(sum)
        }
      }
    }
    if (epoch >= epochs - averaged) {
      addShare(weightSums, weights, 1 / averaged)
      addShare(biasSums, bias, 1 / averaged)
    }
    onEpoch?.(epoch + 1, epochs)
  }
  return uncentred({ dimensions, classes, weights: weightSums, bias: biasSums }, mean, scale)
}

function rowsByClass(labels: Int32Array, classes: number): number[][] {
  const rows = Array.from({ length: classes }, (): number[] => [])
  labels.forEach((label, row) => rows[label]?.push(row))
  return rows
}

/** What the rows have in common, and what to stretch the rest by. */
function spreadOf(vectors: Float32Array, dimensions: number): { mean: Float64Array; scale: number } {
  const rows = vectors.length / dimensions
  const mean = new Float64Array(dimensions)
  let squares = 0
  for (let i = 0; i < vectors.length; i++) {
    const value = vectors[i] as number
    mean[i % dimensions] = (mean[i % dimensions] as number) + value / rows
    squares += (value * value) / rows
  }
  for (const value of mean) squares -= value * value
  return { mean, scale: meanLength / Math.sqrt(Math.max(squares, smallestSpread ** 2)) }
}

/** The same scores from vectors as they come. */
function uncentred(
  {
    dimensions,
    classes,
    weights,
    bias,
  }: { dimensions: number; classes: number } & Record<'weights' | 'bias', Float64Array>,
  mean: Float64Array,
  scale: number,
): DenseClassifier {
  for (let c = 0; c < classes; c++) {
    let shift = 0
    for (let j = 0; j < dimensions; j++) shift += (weights[c * dimensions + j] as number) * (mean[j] as number)
    bias[c] = (bias[c] as number) - scale * shift
  }
  return {
    dimensions,
    classes,
    weights: Float32Array.from(weights, (weight) => (weight * scale) / vectorScale),
    bias: new Float32Array(bias),
  }
}

function addShare(sums: Float64Array, numbers: Float64Array, share: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + share * (numbers[i] as number)
}

function learn(weights: Float64Array, squares: Float64Array, at: number, row: Float64Array, error: number): void {
  for (let j = 0; j < row.length; j++) {
    const weight = weights[at + j] as number
    const gradient = error * (row[j] as number) + decay * weight
    const sum = (squares[at + j] as number) + gradient * gradient
    squares[at + j] = sum
    weights[at + j] = weight - (rate * gradient) / Math.sqrt(sum)
  }
}

/** Expects room for a multiple of four classes. */
function scoreAll(scores: Float64Array, weights: Float64Array, bias: Float64Array, row: Float64Array): void {
  const size = row.length
  for (let c = 0; c < scores.length; c += 4) {
    const b = (c + 1) * size
    const d = b + size
    const e = d + size
    const a = c * size
    let s0 = bias[c] as number
    let s1 = bias[c + 1] as number
    let s2 = bias[c + 2] as number
    let s3 = bias[c + 3] as number
    for (let j = 0; j < size; j++) {
      const x = row[j] as number
      s0 += x * (weights[a + j] as number)
      s1 += x * (weights[b + j] as number)
      s2 += x * (weights[d + j] as number)
      s3 += x * (weights[e + j] as number)
    }
    scores[c] = s0
    scores[c + 1] = s1
    scores[c + 2] = s2
    scores[c + 3] = s3
  }
}

/** Raw scores of one vector by class, written into `into`. */
export function scoreDense(model: DenseClassifier, vector: ArrayLike<number>, into: Float64Array): Float64Array {
  const { dimensions, classes, weights, bias } = model
  for (let c = 0; c < classes; c++) {
    let sum = 0
    for (let j = 0, at = c * dimensions; j < dimensions; j++) sum += (weights[at + j] as number) * (vector[j] as number)
    into[c] = vectorScale * sum + (bias[c] as number)
  }
  return into
}
