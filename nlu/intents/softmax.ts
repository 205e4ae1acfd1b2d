// Softmax regression over sparse rows, trained by AdaGrad (Duchi, Hazan & Singer 2011). A row is compared with all classes once; afterwards
// only with those that had a chance then: nearly all classes never come near a row again, and most of the work was to find that out anew.
import { seededRandom, shuffle } from '../random.js'
import type { SparseRows } from './sparse-rows.js'
import { WeightTable } from './weight-table.js'

export interface SoftmaxOptions {
  classes: number
  features: number
  seed: number
  /** Where to begin instead of at zero: fewer epochs are left to do. Is written over. */
  start?: WeightTable
  /** Called after each epoch. */
  onEpoch?: (done: number, of: number) => void
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

/** Deterministic for a seed, and the same on every machine. Memory: 8 bytes × features × classes. */
export function trainSoftmax(rows: SparseRows, labels: Int32Array, options: SoftmaxOptions): WeightTable {
  const { classes, features, start } = options
  const { epochsLeft, rate, initialSquare, smallestError, hopeless, ...pace } = paceFor(labels.length)
  const epochs = start === undefined ? pace.epochs : epochsLeft
  const table = start ?? new WeightTable(features, classes)
  if (start === undefined) table.squares.fill(initialSquare)
  const rivals = new Rivals(labels.length, classes, hopeless)
  const visit = { classes: new Int32Array(classes), scores: new Float64Array(classes), count: 0 }
  const order = Int32Array.from(labels.keys())
  const random = seededRandom(options.seed)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const row of order) {
      if (rivals.recall(row, visit)) scoreSome(visit, table, rows, row)
      else {
        scoreAll(visit, table, rows, row)
        rivals.note(row, labels[row] as number, visit)
      }
      keepErrors(visit, labels[row] as number, smallestError)
      if (visit.count > 0) learn(visit, table, rows, row, rate)
    }
    options.onEpoch?.(epoch + 1, epochs)
  }
  return table
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

function scoreAll(visit: Visit, table: WeightTable, rows: SparseRows, row: number): void {
  const { classes, scores } = visit
  visit.count = classes.length
  const sums = table.score(rows, row, table.chooseAll())
  for (let c = 0; c < classes.length; c++) {
    classes[c] = c
    scores[c] = sums[c] as number
  }
  toShares(scores, visit.count)
}

function scoreSome(visit: Visit, table: WeightTable, rows: SparseRows, row: number): void {
  const { classes, scores, count } = visit
  const sums = table.score(rows, row, table.choose(classes, count))
  for (let k = 0; k < count; k++) scores[k] = sums[classes[k] as number] as number
  toShares(scores, count)
}

/** Raw scores of row after row by class. They are written over by the next row's. */
export function* scoreRows(table: WeightTable, rows: SparseRows): Generator<Float32Array> {
  const tiles = table.chooseAll()
  for (let row = 0; row < rows.offsets.length - 1; row++) yield table.score(rows, row, tiles).subarray(0, table.classes)
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
  { classes, scores, count }: Visit,
  table: WeightTable,
  rows: SparseRows,
  row: number,
  rate: number,
): void {
  const { errors } = table
  for (let k = 0; k < count; k++) errors[classes[k] as number] = scores[k] as number
  table.learn(rows, row, table.choose(classes, count), rate)
  for (let k = 0; k < count; k++) errors[classes[k] as number] = 0
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
