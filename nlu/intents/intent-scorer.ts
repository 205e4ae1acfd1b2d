// Scores one text against every intent: the hot path, without allocation.
import { FeatureReader, type ReadWord } from './features.js'
import { HashIndex } from './hash-index.js'
import type { IntentModel } from './intent-model.js'
import { termFrequency } from './sparse-rows.js'
import { WeightRows } from './weight-rows.js'
import { fromParts, inParts, WordMemory, type KnownWord } from './word-memory.js'

/** In a count: an occurrence that was added up with a known word. A text has fewer occurrences (see `readLimit`). */
const withWord = 65_536

export class IntentScorer {
  readonly intents: readonly string[]
  /** Raw scores of the last text, by intent. */
  readonly scores: Float64Array
  /** Share of the last text's words that training saw, weighed by IDF: 0 for a text without words. */
  knownShare = 0
  private readonly index: HashIndex
  private readonly rows: WeightRows
  private readonly memory: WordMemory
  private readonly reader = new FeatureReader()
  private readonly wordReader = new FeatureReader()
  /** How often a feature stands in the text, and `withWord` for each time that it was added up with a known word. */
  private readonly counts: Uint32Array
  /** Features that stand in the text by themselves, or more than once. */
  private readonly open: Int32Array
  private opened = 0
  private readonly words: KnownWord[] = []
  /** IDF of known words and squared IDF of all features, in parts. */
  private known = 0
  private squares = 0

  /** @param room for words that are remembered, see `WeightRows` */
  constructor(
    private readonly model: IntentModel,
    room?: number,
  ) {
    this.intents = model.intents
    this.scores = new Float64Array(model.intents.length)
    this.index = HashIndex.from(model.hashes)
    this.rows = new WeightRows(model, room)
    this.memory = new WordMemory(model, this.index, this.rows)
    this.counts = new Uint32Array(model.hashes.length)
    this.open = new Int32Array(model.hashes.length)
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
    this.opened = 0
    this.known = 0
    this.squares = 0
    this.reader.read(folded, this.takeWord)
    const unseen = this.takeOthers()
    const total = this.known + unseen
    this.knownShare = total > 0 ? this.known / total : 0
    this.closeAll()
    this.rows.take(this.squares > 0 ? 1 / Math.sqrt(fromParts(this.squares)) : 0, this.scores)
  }

  private readonly takeWord = (word: ReadWord): boolean => {
    const known = this.memory.recall(word)
    if (known === undefined) return false
    this.rows.addWord(known)
    this.known += known.idf
    this.squares += known.squares
    const { counts } = this
    const { features } = known
    for (let i = 0; i < features.length; i++) {
      const feature = features[i] as number
      const count = (counts[feature] as number) + withWord + 1
      counts[feature] = count
      if (count === 2 * withWord + 2) this.open[this.opened++] = feature
    }
    this.words.push(known)
    return true
  }

  /** What the reader gave that belongs to no known word. @returns what the words weigh that training never saw */
  private takeOthers(): number {
    const { reader, model, counts } = this
    const unseenIdf = inParts(model.unseenIdf)
    let unseen = 0
    for (let i = 0; i < reader.count; i++) {
      const feature = this.index.get(reader.hashes[i] as number)
      if (reader.isUnit[i] === 1) {
        if (feature < 0) unseen += unseenIdf
        else this.known += inParts(model.idf[feature] as number)
      }
      if (feature < 0) continue
      const count = (counts[feature] as number) + 1
      counts[feature] = count
      // What stands in two known words was noted there.
      if (count === 1 || count === withWord + 2) this.open[this.opened++] = feature
    }
    return unseen
  }

  /** Puts right what adding words up got wrong: a feature that comes back counts less each time. */
  private closeAll(): void {
    const { counts, open } = this
    const { idf } = this.model
    for (let t = 0; t < this.opened; t++) {
      const feature = open[t] as number
      const count = counts[feature] as number
      const frequency = termFrequency(count & (withWord - 1))
      const added = count >>> 16
      const square = (idf[feature] as number) * (idf[feature] as number)
      this.rows.add(feature, frequency, added)
      this.squares += inParts(frequency * frequency * square) - added * inParts(square)
      counts[feature] = 0
    }
    for (const { features } of this.words) for (let i = 0; i < features.length; i++) counts[features[i] as number] = 0
    this.words.length = 0
  }
}
