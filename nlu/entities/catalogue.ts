// Names of products in a message, out of a catalogue that may hold 100,000 and changes while it is used: an inverted index over the words of
// the names. Customers rarely write a name out: what covers most of its weight (rare words weigh more) is meant.
import { fold } from '../languages/fold.js'
import { englishStem } from '../languages/natural.js'
import { tokenise, type Token } from '../languages/tokenise.js'
import { rank, type Found } from './found.js'
import { TypoIndex } from './typo-index.js'

export interface CatalogueItem {
  id: string
  /** Its names, in any language. */
  names: readonly string[]
}

interface Name {
  id: string
  written: string
  words: readonly string[]
}

/** Share of a name's weight that must stand in the message. */
const enough = 0.6
/** A word of more names than this tells none of them. */
const tooCommon = 3000
const mostNames = 3
const mostJudged = 50
/** Sizes and counts (`20 l`) are left out of most messages. */
const smallWord = /^(?:\d+|[a-z]{1,2})$/
const smallShare = 0.3
/** Words read of one message, and between two words of one name. */
const mostTokens = 60
const widestGap = 2
const fuzzyFrom = 5

export class ProductCatalogue {
  private readonly names = new Map<number, Name>()
  private readonly numbersOf = new Map<string, number[]>()
  private readonly postings = new Map<string, Set<number>>()
  private readonly typos = new TypoIndex()
  private next = 0

  constructor(items: Iterable<CatalogueItem> = []) {
    for (const item of items) this.put(item)
  }

  get size(): number {
    return this.numbersOf.size
  }

  /** Adds an item, or replaces the one of the same id. Takes microseconds, whatever the size. */
  put({ id, names }: CatalogueItem): void {
    this.remove(id)
    const numbers = names.flatMap((written) => {
      const words = [...new Set(wordsOf(fold(written).text).map(({ word }) => word))]
      if (words.length === 0) return []
      const number = this.next++
      this.names.set(number, { id, written, words })
      for (const word of words) {
        const known = this.postings.get(word)
        if (known === undefined) this.postings.set(word, new Set([number]))
        else known.add(number)
        if (word.length >= fuzzyFrom && /^[a-z]+$/.test(word)) this.typos.add(word)
      }
      return [number]
    })
    if (numbers.length > 0) this.numbersOf.set(id, numbers)
  }

  /** Idempotent. */
  remove(id: string): void {
    for (const number of this.numbersOf.get(id) ?? []) {
      for (const word of this.names.get(number)?.words ?? []) {
        const known = this.postings.get(word)
        known?.delete(number)
        if (known?.size === 0) this.postings.delete(word)
      }
      this.names.delete(number)
    }
    this.numbersOf.delete(id)
  }

  /** The best covered names, at most three. Expects folded text. @param isKnown words of everyday speech: no typos of a product's name */
  find(folded: string, isKnown: (word: string) => boolean = () => false): Found[] {
    const read = wordsOf(folded)
      .slice(0, mostTokens)
      .map((one) => ({ ...one, word: this.asTaught(one, isKnown) }))
    const likely = this.likely(new Set(read.map(({ word }) => word)))
    const found = likely.flatMap((number) => this.judge(number, read) ?? [])
    return found.sort((a, b) => b.confidence - a.confidence || b.to - b.from - (a.to - a.from)).slice(0, mostNames)
  }

  /** Names that share the most weight in telling words with the message. */
  private likely(words: ReadonlySet<string>): number[] {
    const weights = new Map([...words].map((word) => [word, this.weight(word)]))
    const candidates = new Set<number>()
    for (const word of words) {
      const known = this.postings.get(word)
      if (known !== undefined && known.size <= tooCommon) for (const number of known) candidates.add(number)
    }
    const shared = (number: number): number =>
      (this.names.get(number)?.words ?? []).reduce((sum, word) => sum + (weights.get(word) ?? 0), 0)
    return [...candidates]
      .map((number): [number, number] => [number, shared(number)])
      .sort((a, b) => b[1] - a[1])
      .slice(0, mostJudged)
      .map(([number]) => number)
  }

  private weight(word: string): number {
    const rarity = Math.log((1 + this.names.size) / (1 + (this.postings.get(word)?.size ?? 0))) + 1
    return smallWord.test(word) ? rarity * smallShare : rarity
  }

  private asTaught({ word, token }: Word, isKnown: (word: string) => boolean): string {
    if (this.postings.has(word) || token.unspaced || word.length < fuzzyFrom || isKnown(token.text)) return word
    return this.typos.near(word).find((near) => this.postings.has(near)) ?? word
  }

  private judge(number: number, read: readonly Word[]): Found | undefined {
    const name = this.names.get(number)
    if (name === undefined) return undefined
    const stretch = longestStretch(read.flatMap(({ word }, at) => (name.words.includes(word) ? [at] : [])))
    const covered = new Set(stretch.map((at) => (read[at] as Word).word))
    let all = 0
    let there = 0
    for (const word of name.words) {
      const weight = this.weight(word)
      all += weight
      if (covered.has(word)) there += weight
    }
    const share = there / all
    const [first, last] = [read[stretch[0] ?? 0], read[stretch.at(-1) ?? 0]]
    if (share < enough || first === undefined || last === undefined) return undefined
    const value = { id: name.id, name: name.written }
    return {
      ...{ name: 'product', from: first.token.from, to: last.token.to, value, confidence: share, source: 'catalogue' },
      rank: share > 0.95 ? rank.listExact : rank.listFuzzy,
    }
  }
}

interface Word {
  word: string
  token: Token
}

const wordsOf = (folded: string): Word[] =>
  tokenise(folded).map((token) => ({ word: token.unspaced ? token.text : englishStem(token.text), token }))

/** The most places that stand close to one another. */
function longestStretch(places: readonly number[]): number[] {
  let best: number[] = []
  let open: number[] = []
  for (const at of places) {
    if (open.length > 0 && at - (open.at(-1) ?? 0) > widestGap) open = []
    open.push(at)
    if (open.length > best.length) best = [...open]
  }
  return best
}
