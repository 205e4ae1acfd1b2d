// Texts as sparse unit vectors over a vocabulary: sublinear TF × IDF, L2 norm (Salton & Buckley 1988). Texts are read once; each training on some
// of them weighs what was read anew.
import { fold } from '../languages/fold.js'
import { FeatureReader } from './features.js'
import { HashIndex } from './hash-index.js'

/** What was counted in texts, in compressed sparse form: text i holds entries offsets[i] … offsets[i + 1] - 1. */
export interface Corpus {
  /** Feature hashes by feature number, numbered as they first appeared. */
  hashes: Uint32Array
  /** 1 where a feature is a whole word, by feature number: see `FeatureReader`. */
  isUnit: Uint8Array
  offsets: Int32Array
  features: Int32Array
  counts: Uint16Array
}

/** What features weigh after some rows were looked at. */
export interface Weighing {
  /** Inverse document frequency by feature number; 0 for features of none of the rows, nothing after the last feature that one has. */
  idf: Float32Array
  /** What an unseen word would weigh: the IDF of a word in half a document. */
  unseenIdf: number
}

/** Row i holds entries offsets[i] … offsets[i + 1] - 1. */
export interface SparseRows {
  offsets: Int32Array
  features: Int32Array
  values: Float32Array
}

/** IDF with add-one smoothing: always positive, so that no known feature is invisible. */
export const inverseFrequency = (documents: number, frequency: number): number =>
  Math.log((1 + documents) / (1 + frequency)) + 1

/** How often a feature stands in one text, damped. */
export const termFrequency = (count: number): number => smallFrequencies[count] ?? 1 + Math.log(count)

const smallFrequencies = Array.from({ length: 16 }, (_, count) => 1 + Math.log(count))

const mostCounted = 65535

/** Texts are folded here. */
export function readCorpus(texts: readonly string[]): Corpus {
  const reader = new FeatureReader()
  const index = new HashIndex(texts.length * 8)
  const offsets = new Int32Array(texts.length + 1)
  let features = new Int32Array(texts.length * 100 + 1024)
  let counts = new Uint16Array(features.length)
  let isUnit = new Uint8Array(1 << 16)
  /** Where a feature was put last: in the text at hand if that is among its entries. */
  let places = new Int32Array(1 << 16)
  let used = 0
  texts.forEach((text, row) => {
    const first = used
    reader.read(fold(text).text)
    if (used + reader.count > features.length) {
      features = widen(features, used + reader.count)
      counts = widen(counts, used + reader.count)
    }
    for (let i = 0; i < reader.count; i++) {
      const feature = index.add(reader.hashes[i] as number)
      if (feature >= places.length) {
        places = widen(places, feature)
        isUnit = widen(isUnit, feature)
      }
      const place = places[feature] as number
      if (place >= first && place < used && features[place] === feature) {
        if ((counts[place] as number) < mostCounted) counts[place] = (counts[place] as number) + 1
        continue
      }
      isUnit[feature] = reader.isUnit[i] as number
      places[feature] = used
      features[used] = feature
      counts[used++] = 1
    }
    offsets[row + 1] = used
  })
  return {
    hashes: index.hashes(),
    isUnit: isUnit.slice(0, index.size),
    offsets,
    features: features.slice(0, used),
    counts: counts.slice(0, used),
  }
}

function widen<T extends Int32Array | Uint16Array | Uint8Array>(array: T, atLeast: number): T {
  const wider = new (array.constructor as new (length: number) => T)(Math.max(array.length * 2, atLeast + 1))
  wider.set(array)
  return wider
}

/** How many features the first so many texts have between them: numbered first, those of a training on these texts. */
export function featuresOf({ offsets, features }: Corpus, texts: number): number {
  let end = 0
  for (let i = 0; i < (offsets[texts] as number); i++) end = Math.max(end, (features[i] as number) + 1)
  return end
}

/** @param rows positions of texts in the corpus */
export function weighFeatures(corpus: Corpus, rows: Int32Array): Weighing {
  const frequencies = new Uint32Array(corpus.hashes.length)
  let end = 0
  for (const row of rows)
    for (let i = corpus.offsets[row] as number; i < (corpus.offsets[row + 1] as number); i++) {
      const feature = corpus.features[i] as number
      frequencies[feature] = (frequencies[feature] as number) + 1
      if (feature >= end) end = feature + 1
    }
  const idf = new Float32Array(end)
  for (let i = 0; i < end; i++)
    if (frequencies[i] !== 0) idf[i] = inverseFrequency(rows.length, frequencies[i] as number)
  return { idf, unseenIdf: inverseFrequency(rows.length, 0.5) }
}

/** Texts of the corpus as unit vectors, in the order of `rows`; features that weigh nothing are left out. */
export function weighRows(corpus: Corpus, rows: Int32Array, { idf }: Weighing): SparseRows {
  const offsets = new Int32Array(rows.length + 1)
  let most = 0
  for (const row of rows) most += (corpus.offsets[row + 1] as number) - (corpus.offsets[row] as number)
  const features = new Int32Array(most)
  const values = new Float32Array(most)
  let used = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number
    const from = used
    let squares = 0
    for (let i = corpus.offsets[row] as number; i < (corpus.offsets[row + 1] as number); i++) {
      const feature = corpus.features[i] as number
      const weight = feature < idf.length ? (idf[feature] as number) : 0
      if (weight === 0) continue
      const value = termFrequency(corpus.counts[i] as number) * weight
      squares += value * value
      features[used] = feature
      values[used++] = value
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let i = from; i < used; i++) values[i] = (values[i] as number) * scale
    offsets[at + 1] = used
  }
  return { offsets, features, values }
}

/** Share of a text's words that weigh something, by weight: 0 for a text without words. */
export function knownShareOf(corpus: Corpus, row: number, { idf, unseenIdf }: Weighing): number {
  let known = 0
  let total = 0
  for (let i = corpus.offsets[row] as number; i < (corpus.offsets[row + 1] as number); i++) {
    const feature = corpus.features[i] as number
    if (corpus.isUnit[feature] === 0) continue
    const weight = feature < idf.length ? (idf[feature] as number) : 0
    const count = corpus.counts[i] as number
    total += count * (weight === 0 ? unseenIdf : weight)
    known += count * weight
  }
  return total > 0 ? known / total : 0
}
