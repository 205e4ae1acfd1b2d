// Where the training on all rows begins: at the mean of models that learnt from some of them (Zinkevich et al. 2010, parallelised gradient
// descent). Cross-validation has trained them anyway; what they know need not be learnt again.
import { smallSet } from './softmax.js'
import { WeightTable, type LearntWeights } from './weight-table.js'

/** The mean takes as much memory as a training: beyond so many weights the time is spent instead. */
const mostWeights = 24_000_000

export class MeanStart {
  private readonly worthwhile: boolean
  private sum?: WeightTable
  private added = 0

  /** @param size of the training on all rows, and how many models there will be before it: two or more */
  constructor(private readonly size: { rows: number; features: number; classes: number; models: number }) {
    const { rows, features, classes } = size
    this.worthwhile = rows > smallSet && (features + 1) * classes <= mostWeights
  }

  /** @param model over the first features of the whole, in the same order */
  add(model: LearntWeights): void {
    if (!this.worthwhile) return
    const { features, classes, models } = this.size
    const first = this.sum === undefined
    this.sum ??= new WeightTable(features, classes)
    const last = ++this.added === models
    combine(this.sum.weights, model.weights, classes, { first, share: last ? 1 / models : 1 })
    // Each row was learnt from by all models but one.
    combine(this.sum.squares, model.squares, classes, { first, share: last ? 1 / (models - 1) : 1 })
  }

  /** Undefined where starting anew is better. To be called once, after all models were added. */
  take(): WeightTable | undefined {
    const { sum } = this
    delete this.sum
    return sum
  }
}

/** Adds what a model over fewer features has learnt, its last row to the last one, and multiplies all by `share`. */
function combine(
  sum: Float32Array,
  model: Float32Array,
  classes: number,
  { first, share }: { first: boolean; share: number },
): void {
  const shared = model.length - classes
  const biasAt = sum.length - classes
  if (first) {
    sum.set(model.subarray(0, shared))
    sum.set(model.subarray(shared), biasAt)
    return
  }
  for (let i = 0; i < shared; i++) sum[i] = ((sum[i] as number) + (model[i] as number)) * share
  for (let i = shared; i < biasAt; i++) sum[i] = (sum[i] as number) * share
  for (let c = 0; c < classes; c++)
    sum[biasAt + c] = ((sum[biasAt + c] as number) + (model[shared + c] as number)) * share
}
