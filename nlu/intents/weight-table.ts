// The weights of a training: rows of a feature each, by class, which are scored with and taught by the kernel.
import { mostRows, rowsAtOnce, tileWidth, type RowKernel } from './row-arrays.js'
import { createRowKernel } from './row-kernel.js'
import type { SparseRows } from './sparse-rows.js'

/** Weights by feature, then class: `weights[feature * classes + class]`; the row after the last feature is the bias. */
export interface DenseWeights {
  classes: number
  features: number
  weights: Float32Array
}

/** Weights with the sums of squared gradients that they were learnt by, laid out alike. */
export interface LearntWeights extends DenseWeights {
  squares: Float32Array
}

export class WeightTable implements LearntWeights {
  readonly weights: Float32Array
  readonly squares: Float32Array
  private readonly biasAt: number

  /** All weights are 0. @param kernel over the same features and one row more */
  constructor(
    readonly features: number,
    readonly classes: number,
    private readonly kernel: RowKernel = createRowKernel(features + 1, classes),
  ) {
    this.weights = kernel.arrays.weights
    this.squares = kernel.arrays.squares
    this.biasAt = features * classes
  }

  /** Raw scores of a row by class, of the first `tiles` at least those that were chosen. They are written over by the next row's. */
  score(rows: SparseRows, row: number, tiles: number): Float32Array {
    const { weights, classes, biasAt, kernel } = this
    const { sums, at, by } = kernel.arrays
    for (let c = 0; c < classes; c++) sums[c] = weights[biasAt + c] as number
    const to = rows.offsets[row + 1] as number
    for (let from = rows.offsets[row] as number; from < to; from += mostRows) {
      let count = this.collect(rows, from, to)
      // Rows that are missing to eight count nothing.
      for (; count % rowsAtOnce !== 0; count++) at[count] = by[count] = 0
      kernel.sum(count, tiles)
    }
    return sums
  }

  /** One step of AdaGrad for the errors of the classes that were chosen. */
  learn(rows: SparseRows, row: number, tiles: number, rate: number): void {
    const { kernel, biasAt } = this
    const to = rows.offsets[row + 1] as number
    for (let from = rows.offsets[row] as number; from < to; from += mostRows)
      kernel.learn(this.collect(rows, from, to), tiles, rate)
    kernel.arrays.at[0] = biasAt
    kernel.arrays.by[0] = 1
    kernel.learn(1, tiles, rate)
  }

  /** @returns how many tiles that is: all of them */
  chooseAll(): number {
    const { tiles } = this.kernel.arrays
    for (let t = 0; t < tiles.length; t++) tiles[t] = t * tileBytes
    return tiles.length
  }

  /** Chooses the tiles of some classes in rising order. @returns how many that are */
  choose(some: Int32Array, count: number): number {
    const { tiles } = this.kernel.arrays
    let chosen = 0
    for (let k = 0; k < count; k++) {
      const tile = ((some[k] as number) >> tileShift) * tileBytes
      if (chosen === 0 || tiles[chosen - 1] !== tile) tiles[chosen++] = tile
    }
    return chosen
  }

  /** By class, for those that learn something; to be put back to 0. */
  get errors(): Float32Array {
    return this.kernel.arrays.errors
  }

  private collect({ features, values }: SparseRows, from: number, to: number): number {
    const { at, by } = this.kernel.arrays
    const count = Math.min(to - from, mostRows)
    for (let i = 0; i < count; i++) {
      at[i] = (features[from + i] as number) * this.classes
      by[i] = values[from + i] as number
    }
    return count
  }
}

const tileBytes = 4 * tileWidth
const tileShift = Math.log2(tileWidth)
