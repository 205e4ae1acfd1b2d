// The words that say what a group is about: those that it says more often than the others do (class-based TF-IDF, Grootendorst 2022).
import { queryWords } from '../../search/words.js'

const wordsOfLabel = 4

/** What the masking put in says nothing, nor does a lone letter or number. */
const saysNothing = (word: string): boolean =>
  /^(?:number|email|link|name|\d+)$/u.test(word) || (/^[a-z]$/u.test(word) && word.length === 1)

/** For each group its telling words as they are mostly written, best first. @param groups for each text its group, from 0, or -1 */
export function tellingWords(
  texts: readonly string[],
  counts: readonly number[],
  groups: ArrayLike<number>,
): readonly (readonly string[])[] {
  const all = new Map<string, number>()
  const written = new Map<string, Map<string, number>>()
  const ofGroup: Map<string, number>[] = []
  for (const [row, text] of texts.entries()) {
    const times = 1 + Math.log(counts[row] ?? 1)
    const group = groups[row] ?? -1
    for (const { word, terms } of queryWords(text)) {
      if (saysNothing(word)) continue
      const key = terms.join(' ')
      const forms = written.get(key) ?? new Map<string, number>()
      written.set(key, forms.set(word, (forms.get(word) ?? 0) + times))
      all.set(key, (all.get(key) ?? 0) + times)
      if (group < 0) continue
      const own = (ofGroup[group] ??= new Map<string, number>())
      own.set(key, (own.get(key) ?? 0) + times)
    }
  }
  const mean = [...all.values()].reduce((sum, one) => sum + one, 0) / Math.max(1, ofGroup.length)
  const usual = (key: string): string => best(written.get(key) ?? new Map([[key, 1]]))[0] ?? key
  return Array.from(ofGroup, (words = new Map<string, number>()) => {
    const scored = [...words].map(([key, times]) => [key, times * Math.log(1 + mean / (all.get(key) ?? 1))] as const)
    return best(new Map(scored)).slice(0, wordsOfLabel).map(usual)
  })
}

const best = (scores: ReadonlyMap<string, number>): string[] =>
  [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key)
