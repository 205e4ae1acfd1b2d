// The weights of a model laid out for adding them up: features with a weight for many intents as full rows, the many that tell few intents apart
// as they are kept. All sums are of whole numbers, so that a word can be added up once and be used whenever it is read again.
import type { IntentModel } from './intent-model.js'
import { mostReach, PackedRows, pairsFor } from './packed-rows.js'

/** With a weight for a larger share of the intents a full row is faster than a sparse one. */
const fullFrom = 0.2
/** IDF × scale as whole numbers: of the largest one. The others are a tenth of it, which leaves an error of one part in thousands. */
const largestFactor = 2048
const largestWeight = 127
/** A row taken more often at once could reach too far. */
const mostTimes = Math.floor((mostReach - 1) / largestWeight)

/** Numbers that there is room for in the rows of words: eight megabytes. */
const roomForWords = 2 ** 20

export interface WordRow {
  row: number
  reach: number
}

export class WeightRows {
  /** IDF × scale by feature, in units of `unit`. */
  private readonly factors: Float64Array
  private readonly unit: number
  /** A feature's full row; -1 where it has none. */
  private readonly fullRow: Int32Array
  private readonly rows: PackedRows
  private readonly featureRows: number
  private readonly mostRows: number

  /** @param room for words that are kept added up, in numbers of eight bytes, of which each holds two weights */
  constructor(
    private readonly model: IntentModel,
    room = roomForWords,
  ) {
    const { intents, idf, offsets, scales } = model
    this.factors = new Float64Array(scales.length)
    let largest = 0
    for (let feature = 0; feature < scales.length; feature++) {
      const factor = (scales[feature] as number) * (idf[feature] as number)
      this.factors[feature] = factor
      if (factor > largest) largest = factor
    }
    this.unit = largest > 0 ? largest / largestFactor : 1
    this.fullRow = new Int32Array(scales.length).fill(-1)
    let full = 0
    for (let feature = 0; feature < scales.length; feature++) {
      this.factors[feature] = Math.round((this.factors[feature] as number) / this.unit)
      const kept = (offsets[feature + 1] as number) - (offsets[feature] as number)
      if (kept > intents.length * fullFrom) this.fullRow[feature] = full++
    }
    this.featureRows = full
    this.mostRows = full + Math.max(1, Math.floor(room / pairsFor(intents.length)))
    this.rows = new PackedRows(intents.length, full)
    for (let feature = 0; feature < scales.length; feature++)
      if ((this.fullRow[feature] as number) >= 0) this.addWeights(feature, 1, this.rows.append())
  }

  /** Adds a feature so many times its IDF to the sum, of which some were added with words before. */
  add(feature: number, times: number, before: number): void {
    const factor = this.factors[feature] as number
    let left = Math.round(times * factor) - before * factor
    const row = this.fullRow[feature] as number
    if (row < 0) this.collectWeights(feature, left)
    else
      while (left !== 0) {
        const now = Math.max(-mostTimes, Math.min(mostTimes, left))
        this.rows.collect(row, now, Math.abs(now) * largestWeight)
        left -= now
      }
  }

  /** There is no room for words any more. */
  isFull(): boolean {
    return this.rows.count >= this.mostRows
  }

  /** Features added up until words are forgotten: up to a hundred of them. */
  keepWord(features: Int32Array): WordRow {
    let reach = 0
    for (const feature of features) reach += (this.factors[feature] as number) * largestWeight
    const row = this.rows.append()
    for (const feature of features) {
      const factor = this.factors[feature] as number
      const full = this.fullRow[feature] as number
      if (full < 0) this.addWeights(feature, factor, row)
      else this.rows.addRow(row, full, factor)
    }
    return { row, reach }
  }

  /** Gives all rows of words back. */
  forgetWords(): void {
    this.rows.keep(this.featureRows)
  }

  addWord({ row, reach }: WordRow): void {
    this.rows.collect(row, 1, reach)
  }

  /** Writes bias + norm × the sum into `scores`, and begins a new sum. */
  take(norm: number, scores: Float64Array): void {
    scores.set(this.model.bias)
    this.rows.take(norm * this.unit, scores)
  }

  private addWeights(feature: number, times: number, row: number): void {
    const { offsets, classes, weights } = this.model
    this.rows.addSparse(
      row,
      times,
      { columns: classes, numbers: weights },
      offsets[feature] as number,
      offsets[feature + 1] as number,
    )
  }

  private collectWeights(feature: number, times: number): void {
    const { offsets, classes, weights } = this.model
    const end = offsets[feature + 1] as number
    for (let i = offsets[feature] as number; i < end; i++)
      this.rows.collectOne(classes[i] as number, times * (weights[i] as number))
  }
}
