// Scores one text against every intent: the hot path, without allocation.
import { FeatureReader } from './features.js'
import { HashIndex } from './hash-index.js'
import type { IntentModel } from './intent-model.js'
import { termFrequency } from './sparse-rows.js'
import { WeightRows } from './weight-rows.js'

export class IntentScorer {
  readonly intents: readonly string[]
  /** Raw scores of the last text, by intent. */
  readonly scores: Float64Array
  /** Share of the last text's words that training saw, weighed by IDF: 0 for a text without words. */
  knownShare = 0
  private readonly index: HashIndex
  private readonly rows: WeightRows
  private readonly counts: Uint16Array
  private readonly touched: Int32Array
  private readonly values: Float32Array
  private readonly reader = new FeatureReader()
  private readonly wordReader = new FeatureReader()

  constructor(private readonly model: IntentModel) {
    this.intents = model.intents
    this.scores = new Float64Array(model.intents.length)
    this.index = HashIndex.from(model.hashes)
    this.rows = new WeightRows(model)
    this.counts = new Uint16Array(model.hashes.length)
    this.touched = new Int32Array(model.hashes.length)
    this.values = new Float32Array(model.hashes.length)
  }

  /** True for a folded word that training saw. */
  knows(word: string): boolean {
    this.wordReader.read(word)
    for (let i = 0; i < this.wordReader.count; i++)
      if (this.wordReader.isUnit[i] === 1 && this.index.get(this.wordReader.hashes[i] as number) < 0) return false
    return this.wordReader.count > 0
  }

  /** Scores folded text into `scores` and `knownShare`. */
  read(folded: string): void {
    const { model, reader, counts, touched, values } = this
    reader.read(folded)
    let found = 0
    let known = 0
    let total = 0
    for (let i = 0; i < reader.count; i++) {
      const feature = this.index.get(reader.hashes[i] as number)
      if (reader.isUnit[i] === 1) {
        const weight = feature < 0 ? model.unseenIdf : (model.idf[feature] as number)
        total += weight
        if (feature >= 0) known += weight
      }
      if (feature < 0) continue
      if (counts[feature] === 0) touched[found++] = feature
      counts[feature] = Math.min((counts[feature] as number) + 1, 65535)
    }
    this.knownShare = total > 0 ? known / total : 0
    let squares = 0
    for (let t = 0; t < found; t++) {
      const feature = touched[t] as number
      const value = termFrequency(counts[feature] as number) * (model.idf[feature] as number)
      counts[feature] = 0
      values[t] = value
      squares += value * value
    }
    this.rows.score(
      touched,
      values,
      { from: 0, to: found, norm: squares > 0 ? 1 / Math.sqrt(squares) : 0 },
      this.scores,
    )
  }
}
