// The Chinese words that a model was taught, by how they sound: what misspelt characters and typed pinyin are read as.
import { fold } from './fold.js'
import { soundsOfWord } from './pinyin-of.js'
import { isHan } from './scripts.js'
import { segmentChinese } from './segment-chinese.js'

/** Words travel with the model: so many are enough, and cheap. */
const mostWords = 4000
const longestWord = 4

/** Words of up to four characters, and neighbours that come back, of the texts; most frequent first. Deterministic. */
export function wordsOf(texts: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const [run] of fold(text).text.matchAll(/\p{Script=Han}+/gu)) {
      // The dictionary knows no 退货 or 微信: neighbours that come back again and again are words, too.
      const words = new Set(Array.from({ length: run.length - 1 }, (_, i) => run.slice(i, i + 2)))
      let at = 0
      for (const length of segmentChinese(run)) {
        if (length <= longestWord) words.add(run.slice(at, at + length))
        at += length
      }
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostWords)
    .map(([word]) => word)
}

export interface Lexicon {
  readonly size: number
  /** 0 for the most frequent word; undefined for one that was not taught. */
  rank(word: string): number | undefined
  /** Words of this spelling (`tuikuan`), most frequent first. */
  spelt(letters: string): readonly string[]
}

/** @param words most frequent first; sounded out when first asked for, which takes tens of milliseconds once */
export function createLexicon(words: readonly string[]): Lexicon {
  const ranks = new Map<string, number>()
  for (const [rank, word] of words.entries()) if (isHan(word.charCodeAt(0)) && !ranks.has(word)) ranks.set(word, rank)
  let bySpelling: Map<string, string[]> | undefined
  const spellings = (): Map<string, string[]> => {
    const map = new Map<string, string[]>()
    for (const word of ranks.keys()) {
      const letters = soundsOfWord(word).join('')
      const same = map.get(letters)
      if (same === undefined) map.set(letters, [word])
      else same.push(word)
    }
    return map
  }
  return {
    size: ranks.size,
    rank: (word) => ranks.get(word),
    spelt: (letters) => (bySpelling ??= spellings()).get(letters) ?? [],
  }
}
