// Items whose words are alike: the only model that can place an item nobody has bought yet.
import type { Scorer } from './baskets.js'

const wordsOf = (text: string): string[] => {
  const folded = text.normalize('NFKC').toLowerCase()
  const latin = folded.match(/[\p{L}\p{N}]+/gu) ?? []
  return latin.flatMap((word) =>
    // Chinese has no spaces: pairs of characters stand for words.
    /\p{Script=Han}/u.test(word) ? [...word].map((character, at, all) => character + (all[at + 1] ?? '')) : [word],
  )
}

/** Cosine of tf-idf word vectors; a word in more than `common` of all texts says nothing. Empty texts are like nothing. */
export function fitContent(texts: readonly string[], common = 1 / 5): Scorer {
  const numbers = new Map<string, number>()
  const rows = texts.map((text) => {
    const counts = new Map<number, number>()
    for (const word of wordsOf(text)) {
      const number = numbers.get(word) ?? numbers.size
      numbers.set(word, number)
      counts.set(number, (counts.get(number) ?? 0) + 1)
    }
    return counts
  })
  const holders: number[][] = Array.from({ length: numbers.size }, () => [])
  for (const [item, counts] of rows.entries()) for (const word of counts.keys()) holders[word]?.push(item)
  const rarity = holders.map((items) => (items.length > texts.length * common ? 0 : Math.log(texts.length / items.length)))
  const vectors = rows.map((counts) => {
    const entries = [...counts].map(([word, count]): [number, number] => [
      word,
      (1 + Math.log(count)) * (rarity[word] ?? 0),
    ])
    const norm = Math.sqrt(entries.reduce((sum, [, value]) => sum + value * value, 0)) || 1
    return entries.map(([word, value]): [number, number] => [word, value / norm])
  })
  const index = holders.map((items, word) =>
    items.map((item): [number, number] => [item, vectors[item]?.find(([one]) => one === word)?.[1] ?? 0]),
  )
  return {
    score(history, weights, into) {
      into.fill(0)
      const profile = new Map<number, number>()
      for (let at = 0; at < history.length; at += 1)
        for (const [word, value] of vectors[history[at] as number] ?? [])
          profile.set(word, (profile.get(word) ?? 0) + value * (weights[at] as number))
      for (const [word, worth] of profile)
        for (const [item, value] of index[word] ?? []) into[item] = (into[item] as number) + worth * value
    },
  }
}
