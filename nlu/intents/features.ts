// What the intent classifier sees of a text: hashed word and character n-grams, one scheme for English, Chinese and mixed text.
// Words 1-2-grams and in-word character 2-4-grams where words are spaced; dictionary words 1-2-grams and character 1-2-grams where not
// (the dictionary alone splits 微信 and 退货). No string is built per n-gram: this runs tens of thousands of times a second.
import { isDigit, isUnspaced, isWordUnit } from '../languages/scripts.js'
import { segmentChinese } from '../languages/segment-chinese.js'

const fnvOffset = 0x811c9dc5
const fnvPrime = 0x01000193
const wordBigram = 0x9e3779b1
const hanCharacter = 0x85ebca6b
const hanBigram = 0xc2b2ae35
const gramSeed = 0x27d4eb2f
const boundary = 0x20
const apostrophe = 0x27
const curlyApostrophe = 0x2019

/** Murmur3's finaliser: spreads an FNV hash over all 32 bits. 0 marks an empty slot in tables, so it is never returned. */
function finish(hash: number): number {
  let h = hash
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  h ^= h >>> 16
  return h >>> 0 === 0 ? 1 : h >>> 0
}

/** A word as it was read, between boundary marks: the first `length` letters are valid. */
export interface ReadWord {
  letters: Uint16Array
  length: number
  hash: number
  /** Another hash: words that share both are one. */
  check: number
  /** Hash of the feature that the whole word is. */
  feature: number
}

/** Collects the features of one text after another into buffers that are reused; not for concurrent use. */
export class FeatureReader {
  /** Feature hashes of the last text read; the first `count` are valid. */
  hashes = new Uint32Array(1024)
  /** 1 where the feature is a whole word (or, in unspaced text, a single character): the unit of "known words". */
  isUnit = new Uint8Array(1024)
  count = 0
  private readonly word: ReadWord = { letters: new Uint16Array(64), length: 0, hash: 0, check: 0, feature: 0 }

  /**
   * Reads folded text (see `fold`).
   * @param isKnown asked for each spaced word: of one that is known only its place after another becomes a feature
   */
  read(text: string, isKnown?: (word: ReadWord) => boolean): void {
    this.count = 0
    let previous = 0
    let at = 0
    while (at < text.length) {
      const unit = text.charCodeAt(at)
      if (isWordUnit(unit)) {
        const end = wordEnd(text, at)
        previous = this.spacedWord(text, at, end, previous, isKnown)
        at = end
      } else if (isUnspaced(unit)) {
        const end = runEnd(text, at)
        previous = this.unspacedRun(text.slice(at, end), previous)
        at = end
      } else at++
    }
  }

  /** Reads one word that was read before: what would be left out if it were known. */
  readWord(word: ReadWord): void {
    this.count = 0
    this.addWithin(word)
  }

  private add(hash: number, unit: 0 | 1): void {
    if (this.count === this.hashes.length) this.grow()
    this.hashes[this.count] = finish(hash)
    this.isUnit[this.count++] = unit
  }

  private grow(): void {
    const hashes = new Uint32Array(this.hashes.length * 2)
    hashes.set(this.hashes)
    const isUnit = new Uint8Array(hashes.length)
    isUnit.set(this.isUnit)
    this.hashes = hashes
    this.isUnit = isUnit
  }

  private spacedWord(
    text: string,
    from: number,
    to: number,
    previous: number,
    isKnown?: (word: ReadWord) => boolean,
  ): number {
    const { word } = this
    this.copyWord(text, from, to)
    let hash = fnvOffset
    let check = gramSeed
    for (let i = 1; i < word.length - 1; i++) {
      const letter = word.letters[i] as number
      hash = Math.imul(hash ^ letter, fnvPrime)
      check = Math.imul(check + letter, hanCharacter)
    }
    word.hash = hash
    word.check = check
    word.feature = finish(hash)
    if (isKnown === undefined || !isKnown(word)) this.addWithin(word)
    this.add(pair(previous, hash), 0)
    return hash
  }

  /** The word and the n-grams in it. */
  private addWithin({ letters, length, hash }: ReadWord): void {
    for (let i = 0; i < length - 1; i++) {
      let gram = Math.imul(gramSeed ^ (letters[i] as number), fnvPrime)
      const last = Math.min(i + 4, length)
      for (let j = i + 1; j < last; j++) {
        gram = Math.imul(gram ^ (letters[j] as number), fnvPrime)
        // A boundary and one letter says nothing that the word itself does not.
        if (j > i + 1 || (i > 0 && j < length - 1)) this.add(gram, 0)
      }
    }
    this.add(hash, 1)
  }

  /**
   * Copies a word between boundary marks: apostrophes are dropped (don't = dont), a letter repeated three times or more counts twice,
   * and in numbers of three digits or more every digit is 0: their length says more than their value.
   */
  private copyWord(text: string, from: number, to: number): void {
    if (this.word.letters.length < to - from + 2) this.word.letters = new Uint16Array(2 * (to - from + 2))
    const word = this.word.letters
    let digits = 0
    for (let i = from; i < to; i++) if (isDigit(text.charCodeAt(i))) digits++
    let length = 0
    word[length++] = boundary
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i)
      if (isApostrophe(unit)) continue
      if (digits > 2 && isDigit(unit)) word[length++] = 0x30
      else if (length < 3 || unit !== word[length - 1] || unit !== word[length - 2]) word[length++] = unit
    }
    word[length++] = boundary
    this.word.length = length
  }

  private unspacedRun(run: string, previous: number): number {
    for (let i = 0; i < run.length; i++) {
      const unit = run.charCodeAt(i)
      this.add(Math.imul(hanCharacter ^ unit, fnvPrime), 1)
      if (i > 0) this.add(Math.imul(Math.imul(hanBigram ^ run.charCodeAt(i - 1), fnvPrime) ^ unit, fnvPrime), 0)
    }
    let at = 0
    let before = previous
    for (const length of segmentChinese(run)) {
      let hash = fnvOffset
      for (let i = at; i < at + length; i++) hash = Math.imul(hash ^ run.charCodeAt(i), fnvPrime)
      this.add(hash, 0)
      this.add(pair(before, hash), 0)
      before = hash
      at += length
    }
    return before
  }
}

/** Of a word after another. */
const pair = (previous: number, hash: number): number => Math.imul(previous ^ wordBigram, fnvPrime) ^ hash

function wordEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length) {
    const unit = text.charCodeAt(at)
    if (!isWordUnit(unit) && !(isApostrophe(unit) && at + 1 < text.length && isWordUnit(text.charCodeAt(at + 1)))) break
    at++
  }
  return at
}

const isApostrophe = (unit: number): boolean => unit === apostrophe || unit === curlyApostrophe

function runEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && isUnspaced(text.charCodeAt(at))) at++
  return at
}
