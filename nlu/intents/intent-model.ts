// The trained intent classifier as it is kept and used: int8 weights, pruned and sparse, a few bytes a feature.
import type { Vocabulary } from './sparse-rows.js'
import type { DenseWeights } from './softmax.js'

/** Features in rows of (class, weight); a weight is its int8 value times the row's scale. */
export interface IntentModel {
  intents: readonly string[]
  hashes: Uint32Array
  idf: Float32Array
  unseenIdf: number
  bias: Float32Array
  offsets: Uint32Array
  classes: Uint16Array
  weights: Int8Array
  scales: Float32Array
}

/** Weights below this share of the row's largest are dropped: they are noise that costs half the size. */
const pruneBelow = 6

/** Quantises each feature's row to -127 … 127 of its own largest weight. */
export function compress(dense: DenseWeights, vocabulary: Vocabulary, intents: readonly string[]): IntentModel {
  const { classes, features } = dense
  const scales = new Float32Array(features)
  const offsets = new Uint32Array(features + 1)
  const keptClasses = new Uint16Array(features * classes)
  const keptWeights = new Int8Array(features * classes)
  let used = 0
  for (let feature = 0; feature < features; feature++) {
    const at = feature * classes
    let largest = 0
    for (let c = 0; c < classes; c++) largest = Math.max(largest, Math.abs(dense.weights[at + c] as number))
    const scale = largest / 127
    scales[feature] = scale
    for (let c = 0; scale > 0 && c < classes; c++) {
      const quantised = Math.round((dense.weights[at + c] as number) / scale)
      if (Math.abs(quantised) < pruneBelow) continue
      keptClasses[used] = c
      keptWeights[used++] = quantised
    }
    offsets[feature + 1] = used
  }
  return {
    intents,
    hashes: vocabulary.index.hashes(),
    idf: vocabulary.idf,
    unseenIdf: vocabulary.unseenIdf,
    bias: dense.weights.slice(features * classes, (features + 1) * classes),
    offsets,
    classes: keptClasses.slice(0, used),
    weights: keptWeights.slice(0, used),
    scales,
  }
}
