// The trained intent classifier as it is kept and used: int8 weights, pruned and sparse, a few bytes a feature.
import type { DenseWeights } from './weight-table.js'

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
export function compress(
  dense: DenseWeights,
  vocabulary: Pick<IntentModel, 'hashes' | 'idf' | 'unseenIdf'>,
  intents: readonly string[],
): IntentModel {
  const { classes, features, weights: exact } = dense
  const scales = new Float32Array(features)
  const offsets = new Uint32Array(features + 1)
  let keptClasses = new Uint16Array(features * 8 + classes)
  let keptWeights = new Int8Array(keptClasses.length)
  let used = 0
  for (let feature = 0; feature < features; feature++) {
    const at = feature * classes
    let largest = 0
    for (let c = 0; c < classes; c++) {
      const size = Math.abs(exact[at + c] as number)
      if (size > largest) largest = size
    }
    const scale = largest / 127
    scales[feature] = scale
    const least = scale * (pruneBelow - 0.5)
    if (used + classes > keptClasses.length) {
      const wider = Math.max(2 * keptClasses.length, used + classes)
      keptClasses = copyInto(new Uint16Array(wider), keptClasses)
      keptWeights = copyInto(new Int8Array(wider), keptWeights)
    }
    for (let c = 0; scale > 0 && c < classes; c++) {
      const weight = exact[at + c] as number
      if (weight < least && weight > -least) continue
      keptClasses[used] = c
      keptWeights[used++] = Math.round(weight / scale)
    }
    offsets[feature + 1] = used
  }
  return {
    ...vocabulary,
    intents,
    bias: exact.slice(features * classes, (features + 1) * classes),
    offsets,
    classes: keptClasses.slice(0, used),
    weights: keptWeights.slice(0, used),
    scales,
  }
}

function copyInto<T extends Uint16Array | Int8Array>(wider: T, narrow: T): T {
  wider.set(narrow)
  return wider
}
