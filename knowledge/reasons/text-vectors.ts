// Texts as unit vectors of one length: the meaning a sentence encoder gives them, where there is one for their language, and the weight of their
// words (TF-IDF, hashed into as many columns with signs, Weinberger et al. 2009) in any case.
import { indexTerms } from '../search/words.js'

/** What weighs words: learnt once from the texts that are grouped, kept with the groups. */
export interface WordWeights {
  texts: number
  /** In how many of them a word stands; words of one text alone are left out. */
  counts: ReadonlyMap<string, number>
}

/** More words than this say nothing more about groups. */
const mostWords = 20_000
export const wordColumns = 512

/** Words that carry a subject, of Chinese its character pairs, and in English pairs of neighbours: "change address" is not "change password". */
export function termsOf(text: string): string[] {
  const words = indexTerms(text)
  const pairs = words.slice(1).flatMap((word, at) => {
    const before = words[at] ?? ''
    return /\p{Script=Han}/u.test(word + before) ? [] : `${before} ${word}`
  })
  return [...words, ...pairs]
}

export function weighWords(texts: readonly string[]): WordWeights {
  const counts = new Map<string, number>()
  for (const text of texts) for (const term of new Set(termsOf(text))) counts.set(term, (counts.get(term) ?? 0) + 1)
  const often = [...counts].filter(([, count]) => count > 1)
  often.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return { texts: texts.length, counts: new Map(often.slice(0, mostWords)) }
}

export const weightOf = ({ texts, counts }: WordWeights, term: string): number => {
  const count = counts.get(term)
  return count === undefined ? 0 : Math.log((1 + texts) / (1 + count)) + 1
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** All zeros for a text without a word that is known. */
export function wordVector(text: string, weights: WordWeights): Float32Array {
  const vector = new Float32Array(wordColumns)
  for (const term of termsOf(text)) {
    const hash = hashOf(term)
    const column = hash % wordColumns
    vector[column] = (vector[column] as number) + (hash & 0x80000000 ? -1 : 1) * weightOf(weights, term)
  }
  return toUnit(vector)
}

/** Both in one: `share` of the likeness of two texts is that of their meanings, the rest that of their words. */
export function joined(meaning: Float32Array | undefined, words: Float32Array, share: number): Float32Array {
  if (meaning === undefined) return words
  const vector = new Float32Array(meaning.length + words.length)
  vector.set(meaning.map((value) => value * Math.sqrt(share)))
  vector.set(
    words.map((value) => value * Math.sqrt(1 - share)),
    meaning.length,
  )
  return toUnit(vector)
}
