// The words that training knows, with what their n-grams weigh together: messages are made of the same words again and again, and most of the work
// is to look up and to add up the n-grams of each.
import { FeatureReader, type ReadWord } from './features.js'
import type { HashIndex } from './hash-index.js'
import type { IntentModel } from './intent-model.js'
import type { WeightRows, WordRow } from './weight-rows.js'

/** In letters; a longer one is hardly read again, and has more n-grams than one row can hold. */
const longestKept = 24

const parts = 2 ** 20
/** Weights are added up in whole parts, so that the order in which words are added does not matter. */
export const inParts = (weight: number): number => Math.round(weight * parts)
export const fromParts = (sum: number): number => sum / parts

export interface KnownWord extends WordRow {
  check: number
  /** Those that training knows, as often as they stand in the word. */
  features: Int32Array
  /** In parts. */
  idf: number
  /** Sum of the squared IDF of the features, in parts. */
  squares: number
}

export class WordMemory {
  private readonly words = new Map<number, KnownWord>()
  private readonly reader = new FeatureReader()
  /** 1 for a word that was asked for before, by its feature: most of those that are not are never asked for again. */
  private readonly seen: Uint8Array

  constructor(
    private readonly model: IntentModel,
    private readonly index: HashIndex,
    private readonly rows: WeightRows,
  ) {
    this.seen = new Uint8Array(model.hashes.length)
  }

  /** Undefined for a word that training does not know, and for one that is asked for the first time. */
  recall(word: ReadWord): KnownWord | undefined {
    if (word.length > longestKept) return undefined
    const kept = this.words.get(word.hash)
    if (kept === undefined) return this.learn(word)
    return kept.check === word.check ? kept : undefined
  }

  private learn(word: ReadWord): KnownWord | undefined {
    const { reader, model } = this
    const unit = this.index.get(word.feature)
    if (unit < 0) return undefined
    if (this.seen[unit] === 0) {
      this.seen[unit] = 1
      return undefined
    }
    reader.readWord(word)
    const found: number[] = []
    let squares = 0
    for (let i = 0; i < reader.count; i++) {
      const feature = this.index.get(reader.hashes[i] as number)
      if (feature < 0) continue
      found.push(feature)
      squares += inParts((model.idf[feature] as number) ** 2)
    }
    const features = Int32Array.from(found)
    if (this.rows.isFull()) {
      this.words.clear()
      this.rows.forgetWords()
    }
    const idf = inParts(model.idf[unit] as number)
    const { row, reach } = this.rows.keepWord(features)
    // Field by field: an object made by a spread is read more slowly ever after.
    const known = { row, reach, check: word.check, features, idf, squares }
    this.words.set(word.hash, known)
    return known
  }
}
