// Where the training on all rows begins: at the mean of models that learnt from some of them (Zinkevich et al. 2010, parallelised gradient
// descent). Cross-validation has trained them anyway; what they know need not be learnt again.
import { smallSet, type StartWeights } from './softmax.js'

/** The mean takes as much memory as a training: beyond so many weights the time is spent instead. */
const mostWeights = 24_000_000

export class MeanStart {
  private sum?: StartWeights
  private models = 0

  /** @param size of the training on all rows */
  constructor(private readonly size: { rows: number; features: number; classes: number }) {}

  /** @param model over the first features of the whole, in the same order */
  add(model: StartWeights): void {
    const { rows, features, classes } = this.size
    if (rows <= smallSet || (features + 1) * classes > mostWeights) return
    this.sum ??= {
      classes,
      features,
      weights: new Float32Array((features + 1) * classes),
      squares: new Float32Array((features + 1) * classes),
    }
    this.models++
    for (const name of ['weights', 'squares'] as const) {
      const from = model[name]
      const biasAt = model.features * classes
      addTo(this.sum[name], 0, from.subarray(0, biasAt))
      addTo(this.sum[name], features * classes, from.subarray(biasAt))
    }
  }

  /** Undefined where starting anew is better. To be called once. */
  take(): StartWeights | undefined {
    const { sum, models } = this
    delete this.sum
    if (sum === undefined || models < 2) return undefined
    const share = 1 / models
    // Each row was learnt from by all models but one.
    const visits = 1 / (models - 1)
    for (let i = 0; i < sum.weights.length; i++) {
      sum.weights[i] = (sum.weights[i] as number) * share
      sum.squares[i] = (sum.squares[i] as number) * visits
    }
    return sum
  }
}

function addTo(into: Float32Array, at: number, from: Float32Array): void {
  for (let i = 0; i < from.length; i++) into[at + i] = (into[at + i] as number) + (from[i] as number)
}
