// Softmax regression over sparse rows, trained by AdaGrad (Duchi, Hazan & Singer 2011). A row is compared with all classes once; afterwards
// only with those that had a chance then: nearly all classes never come near a row again, and most of the work was to find that out anew.
import { seededRandom, shuffle } from '../random.js'
import { addRows, roomForRows, type WeightedRows } from './row-sum.js'
import type { SparseRows } from './sparse-rows.js'

export interface SoftmaxOptions {
  classes: number
  features: number
  seed: number
  /** Where to begin instead of at zero: fewer epochs are left to do. Is written over. */
  start?: StartWeights
  /** Called after each epoch. */
  onEpoch?: (done: number, of: number) => void
}

/** Weights by feature, then class: `weights[feature * classes + class]`; the row after the last feature is the bias. */
export interface DenseWeights {
  classes: number
  features: number
  weights: Float32Array
}

/** Weights with the sums of squared gradients that they were learnt by, laid out alike. */
export interface StartWeights extends DenseWeights {
  squares: Float32Array
}

/** A row with more likely classes is still undecided: it is compared with all of them again. */
const mostRivals = 32
/** Nothing is added to a sum by what is this much less likely (logarithm). */
const negligible = -20

interface Pace {
  epochs: number
  /** Epochs that are left to do from a start. */
  epochsLeft: number
  rate: number
  /** Where the sums of squared gradients begin: damps the first steps, worth 0.9 points over beginning at zero. */
  initialSquare: number
  /** A class whose error on a row is smaller learns nothing from it: skipping it makes late epochs cheap and models small. */
  smallestError: number
  /** A class this unlikely for a row is not looked at again for this row. */
  hopeless: number
}

/** Up to so many rows training is short, and every step counts. */
export const smallSet = 3000

/** Large sets settle sooner, by smaller steps and with fewer rivals (each measured: the other pace costs 0.1 to 0.3 points). */
const paceFor = (rows: number): Pace =>
  rows > smallSet
    ? { epochs: 5, epochsLeft: 3, rate: 0.35, initialSquare: 0.005, smallestError: 5e-3, hopeless: 5e-3 }
    : { epochs: 8, epochsLeft: 8, rate: 0.5, initialSquare: 0.01, smallestError: 2e-3, hopeless: 2e-3 }

/** Deterministic for a seed. Memory: 8 bytes × features × classes. */
export function trainSoftmax(rows: SparseRows, labels: Int32Array, options: SoftmaxOptions): StartWeights {
  const { classes, features, start } = options
  const { epochsLeft, rate, initialSquare, smallestError, hopeless, ...pace } = paceFor(labels.length)
  const epochs = start === undefined ? pace.epochs : epochsLeft
  const { weights, squares } = start ?? {
    weights: new Float32Array((features + 1) * classes),
    squares: new Float32Array((features + 1) * classes).fill(initialSquare),
  }
  const collected = roomForRows(longestOf(rows))
  const rivals = new Rivals(labels.length, classes, hopeless)
  const visit = { classes: new Int32Array(classes), scores: new Float64Array(classes), count: 0 }
  const order = Int32Array.from(labels.keys())
  const random = seededRandom(options.seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const row of order) {
      if (rivals.recall(row, visit)) scoreSome(visit, weights, rows, row, classes)
      else {
        scoreAll(visit, weights, collected, rows, row, classes)
        rivals.note(row, labels[row] as number, visit)
      }
      keepErrors(visit, labels[row] as number, smallestError)
      if (visit.count > 0) learn(visit, { weights, squares, rate }, rows, row, classes)
    }
    options.onEpoch?.(epoch + 1, epochs)
  }
  return { classes, features, weights, squares }
}

function longestOf({ offsets }: SparseRows): number {
  let longest = 0
  for (let row = 1; row < offsets.length; row++)
    longest = Math.max(longest, (offsets[row] as number) - (offsets[row - 1] as number))
  return longest
}

/** The classes that a row is compared with: the first `count` are valid. Scores become probabilities, then errors. */
interface Visit {
  classes: Int32Array
  scores: Float64Array
  count: number
}

/** For each row the classes that had a chance when all were looked at. */
class Rivals {
  private readonly kept: Uint16Array
  private readonly counts: Uint8Array

  constructor(
    rows: number,
    classes: number,
    private readonly hopeless: number,
  ) {
    this.kept = new Uint16Array(classes > 2 ? rows * mostRivals : 0)
    this.counts = new Uint8Array(rows)
  }

  /** False where all classes have to be looked at. */
  recall(row: number, visit: Visit): boolean {
    const count = this.counts[row] as number
    for (let k = 0; k < count; k++) visit.classes[k] = this.kept[row * mostRivals + k] as number
    visit.count = count
    return count > 0
  }

  /** Expects the probabilities of all classes. */
  note(row: number, label: number, { scores, count }: Visit): void {
    if (this.kept.length === 0) return
    let rivals = 0
    for (let c = 0; c < count; c++) {
      if ((scores[c] as number) <= this.hopeless && c !== label) continue
      if (rivals === mostRivals) return
      this.kept[row * mostRivals + rivals++] = c
    }
    this.counts[row] = rivals
  }
}

function scoreAll(
  visit: Visit,
  weights: Float32Array,
  collected: WeightedRows,
  rows: SparseRows,
  row: number,
  classes: number,
): void {
  for (let c = 0; c < classes; c++) visit.classes[c] = c
  visit.count = classes
  scoreInto(weights, collected, rows, row, visit.scores)
  toShares(visit.scores, classes)
}

/** Writes the scores of a row for all classes. */
function scoreInto(
  weights: Float32Array,
  collected: WeightedRows,
  rows: SparseRows,
  row: number,
  scores: Float64Array,
): void {
  const classes = scores.length
  const to = rows.offsets[row + 1] as number
  const biasAt = weights.length - classes
  for (let c = 0; c < classes; c++) scores[c] = weights[biasAt + c] as number
  let count = 0
  for (let i = rows.offsets[row] as number; i < to; i++) {
    collected.at[count] = (rows.features[i] as number) * classes
    collected.by[count++] = rows.values[i] as number
  }
  collected.count = count
  addRows(weights, collected, scores)
}

/** Raw scores of row after row by class. They are written over by the next row's. */
export function* scoreRows({ weights, classes }: DenseWeights, rows: SparseRows): Generator<Float64Array> {
  const collected = roomForRows(longestOf(rows))
  const scores = new Float64Array(classes)
  for (let row = 0; row < rows.offsets.length - 1; row++) {
    scoreInto(weights, collected, rows, row, scores)
    yield scores
  }
}

function scoreSome(visit: Visit, weights: Float32Array, rows: SparseRows, row: number, classes: number): void {
  const { scores, count } = visit
  const some = visit.classes
  const to = rows.offsets[row + 1] as number
  const biasAt = weights.length - classes
  for (let k = 0; k < count; k++) scores[k] = weights[biasAt + (some[k] as number)] as number
  for (let i = rows.offsets[row] as number; i < to; i++) {
    const at = (rows.features[i] as number) * classes
    const value = rows.values[i] as number
    for (let k = 0; k < count; k++)
      scores[k] = (scores[k] as number) + value * (weights[at + (some[k] as number)] as number)
  }
  toShares(scores, count)
}

/** Leaves the classes that have something to learn, with their errors. */
function keepErrors(visit: Visit, label: number, smallest: number): void {
  const { classes, scores } = visit
  let kept = 0
  for (let k = 0; k < visit.count; k++) {
    const c = classes[k] as number
    const error = c === label ? (scores[k] as number) - 1 : (scores[k] as number)
    if (error <= smallest && error >= -smallest) continue
    classes[kept] = c
    scores[kept++] = error
  }
  visit.count = kept
}

function learn(
  { classes: some, scores: errors, count }: Visit,
  { weights, squares, rate }: { weights: Float32Array; squares: Float32Array; rate: number },
  rows: SparseRows,
  row: number,
  classes: number,
): void {
  const to = rows.offsets[row + 1] as number
  const biasAt = weights.length - classes
  for (let i = rows.offsets[row] as number; i <= to; i++) {
    const value = i < to ? (rows.values[i] as number) : 1
    const from = i < to ? (rows.features[i] as number) * classes : biasAt
    for (let k = 0; k < count; k++) {
      const at = from + (some[k] as number)
      const gradient = value * (errors[k] as number)
      const sum = (squares[at] as number) + gradient * gradient
      squares[at] = sum
      weights[at] = (weights[at] as number) - (rate * gradient) / Math.sqrt(sum)
    }
  }
}

function toShares(scores: Float64Array, count: number): void {
  let top = -Infinity
  for (let k = 0; k < count; k++) if ((scores[k] as number) > top) top = scores[k] as number
  let sum = 0
  for (let k = 0; k < count; k++) {
    const distance = (scores[k] as number) - top
    const e = distance < negligible ? 0 : Math.exp(distance)
    scores[k] = e
    sum += e
  }
  for (let k = 0; k < count; k++) scores[k] = (scores[k] as number) / sum
}

/** Scores to probabilities; safe for large scores. */
export const softmaxInPlace = (scores: Float64Array): void => toShares(scores, scores.length)
