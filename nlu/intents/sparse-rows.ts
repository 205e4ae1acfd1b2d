// Texts as sparse unit vectors over a vocabulary: sublinear TF × IDF, L2 norm (Salton & Buckley 1988).
import { fold } from '../languages/fold.js'
import { FeatureReader } from './features.js'
import { HashIndex } from './hash-index.js'

export interface Vocabulary {
  index: HashIndex
  /** Inverse document frequency by feature number. */
  idf: Float32Array
  /** What an unseen word would weigh: the IDF of a word in half a document. */
  unseenIdf: number
}

/** Rows in compressed sparse form; row i holds entries offsets[i] … offsets[i + 1] - 1. */
export interface SparseRows {
  offsets: Int32Array
  features: Int32Array
  values: Float32Array
}

/** IDF with add-one smoothing: always positive, so that no known feature is invisible. */
export const inverseFrequency = (documents: number, frequency: number): number =>
  Math.log((1 + documents) / (1 + frequency)) + 1

/** Reads all texts once, numbers their features and turns them into rows. Texts are folded here. */
export function buildRows(texts: readonly string[]): { vocabulary: Vocabulary; rows: SparseRows } {
  const reader = new FeatureReader()
  const index = new HashIndex(texts.length * 8)
  const offsets = new Int32Array(texts.length + 1)
  let features = new Int32Array(texts.length * 64 + 1024)
  let values = new Float32Array(features.length)
  let frequencies = new Uint32Array(1 << 16)
  let used = 0
  const counts = new Map<number, number>()
  texts.forEach((text, row) => {
    reader.read(fold(text).text)
    counts.clear()
    for (let i = 0; i < reader.count; i++) {
      const feature = index.add(reader.hashes[i] as number)
      counts.set(feature, (counts.get(feature) ?? 0) + 1)
    }
    if (used + counts.size > features.length) {
      features = widen(features, used + counts.size)
      values = widen(values, used + counts.size)
    }
    for (const [feature, count] of counts) {
      if (feature >= frequencies.length) frequencies = widen(frequencies, feature)
      frequencies[feature] = (frequencies[feature] as number) + 1
      features[used] = feature
      values[used++] = 1 + Math.log(count)
    }
    offsets[row + 1] = used
  })
  const idf = new Float32Array(index.size)
  for (let i = 0; i < idf.length; i++) idf[i] = inverseFrequency(texts.length, frequencies[i] as number)
  const rows = { offsets, features: features.slice(0, used), values: values.slice(0, used) }
  weigh(rows, idf)
  return { vocabulary: { index, idf, unseenIdf: inverseFrequency(texts.length, 0.5) }, rows }
}

function widen<T extends Int32Array | Uint32Array | Float32Array>(array: T, atLeast: number): T {
  const wider = new (array.constructor as new (length: number) => T)(Math.max(array.length * 2, atLeast + 1))
  wider.set(array)
  return wider
}

function weigh(rows: SparseRows, idf: Float32Array): void {
  for (let row = 0; row + 1 < rows.offsets.length; row++) {
    const from = rows.offsets[row] as number
    const to = rows.offsets[row + 1] as number
    let squares = 0
    for (let i = from; i < to; i++) {
      const value = (rows.values[i] as number) * (idf[rows.features[i] as number] as number)
      rows.values[i] = value
      squares += value * value
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let i = from; i < to; i++) rows.values[i] = (rows.values[i] as number) * scale
  }
}
