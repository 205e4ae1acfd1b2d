// Lists that admins define: values with synonyms, found exactly or, for spaced words, with small typos.
import type { EntityDefinition } from '../dataset/training-set.js'
import { fold } from '../languages/fold.js'
import { editDistance, englishStem, jaroWinkler } from '../languages/natural.js'
import { isUnspaced } from '../languages/scripts.js'
import { tokenise, type Token } from '../languages/tokenise.js'
import { rank, type Found } from './found.js'
import { isInsideWord } from './patterns.js'
import { editsFor, TypoIndex } from './typo-index.js'

type List = Extract<EntityDefinition, { kind: 'list' }>

interface Phrase {
  name: string
  value: string
  /** Folded words as written, and their stems. */
  words: readonly string[]
  stems: readonly string[]
  fuzzy: boolean
}

interface Trie {
  next: Map<string, Trie>
  ends: { name: string; value: string }[]
}

const newTrie = (): Trie => ({ next: new Map(), ends: [] })

/** Typos are looked for in words of at least this length: shorter ones are too close to each other. */
const fuzzyFrom = 5
/** Beside another word of the same value a shorter one is safe. */
const shortestTypo = (phrase: Phrase): number => (phrase.words.length > 1 ? fuzzyFrom - 1 : fuzzyFrom)

/** Finds values of all lists at once. `isKnown` says that a word is one that training saw: it is then no typo of another. */
export class ListRecogniser {
  private readonly byStem = new Map<string, Phrase[]>()
  private readonly characters = newTrie()
  private readonly typos = new TypoIndex()

  constructor(
    lists: readonly List[],
    private readonly isKnown: (word: string) => boolean = () => false,
  ) {
    for (const list of lists)
      for (const { value, synonyms } of list.values)
        for (const written of new Set([value, ...synonyms])) this.add(list, value, fold(written).text)
  }

  find(folded: string): Found[] {
    const words = this.byStem.size === 0 ? [] : tokenise(folded).filter((token) => !token.unspaced)
    return [...this.findCharacters(folded), ...this.findWords(words)]
  }

  private add(list: List, value: string, written: string): void {
    if ([...written].some((c) => isUnspaced(c.charCodeAt(0)))) {
      let node = this.characters
      for (const c of written.trim()) {
        const next = node.next.get(c) ?? newTrie()
        node.next.set(c, next)
        node = next
      }
      node.ends.push({ name: list.name, value })
      return
    }
    const words = tokenise(written).map((token) => token.text)
    const first = words[0]
    if (first === undefined) return
    const phrase = { name: list.name, value, words, stems: words.map(englishStem), fuzzy: list.fuzzy }
    const key = englishStem(first)
    const phrases = this.byStem.get(key)
    if (phrases === undefined) this.byStem.set(key, [phrase])
    else phrases.push(phrase)
    if (list.fuzzy && first.length >= shortestTypo(phrase)) this.typos.add(first)
  }

  private findCharacters(folded: string): Found[] {
    const found: Found[] = []
    if (this.characters.next.size === 0) return found
    for (let from = 0; from < folded.length; from++) {
      let node: Trie | undefined = this.characters
      for (let to = from; to < folded.length;) {
        const c: string = String.fromCodePoint(folded.codePointAt(to) ?? 0)
        node = node.next.get(c)
        if (node === undefined) break
        to += c.length
        if (node.ends.length > 0 && !isInsideWord(folded, from, to))
          for (const { name, value } of node.ends)
            found.push({ name, from, to, value, confidence: 1, source: 'list', rank: rank.listExact })
      }
    }
    return found
  }

  private findWords(tokens: readonly Token[]): Found[] {
    return tokens.flatMap((token, at) => {
      const exact = this.matchAt(tokens, at, englishStem(token.text))
      if (exact.length > 0 || token.text.length < fuzzyFrom - 1 || this.isKnown(token.text)) return exact
      return this.typos.near(token.text).flatMap((word) => this.matchAt(tokens, at, englishStem(word)))
    })
  }

  private matchAt(tokens: readonly Token[], at: number, stem: string): Found[] {
    return (this.byStem.get(stem) ?? []).flatMap((phrase): Found[] => {
      let confidence = 1
      for (let i = 0; i < phrase.words.length; i++) {
        const token = tokens[at + i]
        if (token === undefined) return []
        confidence = Math.min(confidence, this.likeness(token.text, phrase, i))
      }
      const last = tokens[at + phrase.words.length - 1]
      const first = tokens[at]
      if (confidence === 0 || first === undefined || last === undefined) return []
      const { name, value } = phrase
      const ranked = confidence >= 0.95 ? rank.listExact : rank.listFuzzy
      return [{ name, from: first.from, to: last.to, value, confidence, source: 'list', rank: ranked }]
    })
  }

  /** 1 as written, 0.95 in another form (plural, tense), below for a typo, 0 for another word. */
  private likeness(word: string, phrase: Phrase, i: number): number {
    const wanted = phrase.words[i] as string
    if (word === wanted) return 1
    if (englishStem(word) === phrase.stems[i]) return 0.95
    if (!phrase.fuzzy || Math.min(word.length, wanted.length) < shortestTypo(phrase) || this.isKnown(word)) return 0
    return editDistance(word, wanted) <= editsFor(wanted) ? 0.85 * jaroWinkler(word, wanted) : 0
  }
}
