// The weights of a model laid out for adding them up: features with a weight for many intents as full rows of numbers, the many that tell few
// intents apart as they are kept.
import type { IntentModel } from './intent-model.js'
import { addRows, roomForRows, type WeightedRows } from './row-sum.js'

/** With a weight for a larger share of the intents a full row is faster than a sparse one. */
const fullFrom = 0.3

export class WeightRows {
  /** Where a feature's full row begins; -1 where it has none. */
  private readonly fullAt: Int32Array
  private readonly matrix: Float32Array
  private collected: WeightedRows = roomForRows(256)

  constructor(private readonly model: IntentModel) {
    const { intents, offsets, classes, weights, scales } = model
    const isFull = (feature: number): boolean =>
      (offsets[feature + 1] as number) - (offsets[feature] as number) > intents.length * fullFrom
    this.fullAt = new Int32Array(scales.length).fill(-1)
    let size = 0
    for (let feature = 0; feature < scales.length; feature++)
      if (isFull(feature)) {
        this.fullAt[feature] = size
        size += intents.length
      }
    const matrix = new Float32Array(size)
    this.matrix = matrix
    this.fullAt.forEach((at, feature) => {
      if (at < 0) return
      for (let i = offsets[feature] as number; i < (offsets[feature + 1] as number); i++)
        matrix[at + (classes[i] as number)] = (weights[i] as number) * (scales[feature] as number)
    })
  }

  /** Writes bias + norm × the sum of value × row over the entries from … to - 1 into `scores`. */
  score(
    features: Int32Array,
    values: Float32Array,
    { from, to, norm }: { from: number; to: number; norm: number },
    scores: Float64Array,
  ): void {
    const { bias, scales } = this.model
    for (let c = 0; c < scores.length; c++) scores[c] = bias[c] as number
    if (to - from > this.collected.most) this.collected = roomForRows(2 * (to - from))
    const { at, by } = this.collected
    let count = 0
    for (let i = from; i < to; i++) {
      const feature = features[i] as number
      const value = norm * (values[i] as number)
      const place = this.fullAt[feature] as number
      if (place < 0) this.addSparse(feature, value * (scales[feature] as number), scores)
      else {
        at[count] = place
        by[count++] = value
      }
    }
    this.collected.count = count
    addRows(this.matrix, this.collected, scores)
  }

  private addSparse(feature: number, value: number, scores: Float64Array): void {
    const { offsets, classes, weights } = this.model
    const end = offsets[feature + 1] as number
    for (let i = offsets[feature] as number; i < end; i++) {
      const c = classes[i] as number
      scores[c] = (scores[c] as number) + value * (weights[i] as number)
    }
  }
}
