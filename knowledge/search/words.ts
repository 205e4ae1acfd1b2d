// Words of a text as the search sees them: English stems, and for Chinese both character pairs (to find) and words (to weigh evidence).

/** English words that carry no subject. */
const englishStop = new Set(
  (
    'a about am an and any are as at be been but by can could did do does for from get give had has have hello help hey hi how i if in into ' +
    'is it its just know like me my need of on or our please s she so some t tell thank thanks that the their them then there they ' +
    'this to too up us want was we were what when where which who why will with would you your yours'
  ).split(' '),
)

/** Chinese words and single characters that carry no subject. */
const chineseStop = new Set(
  (
    '的 了 吗 呢 吧 啊 呀 嘛 是 在 有 我 你 您 他 她 它 们 我们 你们 他们 这 那 这个 那个 和 与 及 或 就 都 也 还 很 请 请问 想 要 会 能 可以 怎么 怎样 如何 什么 ' +
    '哪 哪里 哪个 多少 多 几 为什么 一下 一个 个 把 被 给 让 对 从 到 吗 谢谢 你好 您好 知道 告诉 帮 帮我 需要 是否 是不是 有没有 没有 不'
  ).split(' '),
)

const han = /\p{Script=Han}/u
const run = /\p{Script=Han}+|[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/**
 * A light stemmer: plural endings as in Harman's S-stemmer (JASIS 42, 1991), then -ing and -ed of words that stay long enough. It joins
 * "shipping / shipped / ships" without the false friends of heavier stemmers.
 */
export function stem(word: string): string {
  let base = word.replace(/['’]s?$/, '')
  if (base.length > 4 && base.endsWith('ies') && !/[ae]ies$/.test(base)) base = `${base.slice(0, -3)}y`
  else if (base.length > 3 && /(?:[sx]|ch|sh)es$/.test(base)) base = base.slice(0, -2)
  else if (base.length > 3 && base.endsWith('s') && !/[us]s$/.test(base)) base = base.slice(0, -1)
  const cut = /^(.*[aeiouy].*)(?:ing|ed)$/.exec(base)?.[1]
  if (cut !== undefined && cut.length > 2) {
    base = /([bdfgmnprt])\1$/.test(cut) ? cut.slice(0, -1) : cut
  }
  if (base.length > 3 && base.endsWith('ll')) base = base.slice(0, -1)
  // "change, changing", "return, returned": a final e would keep them apart.
  return base.length > 4 && base.endsWith('e') ? base.slice(0, -1) : base
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

const pairsOf = (characters: string): string[] => {
  const list = [...characters]
  if (list.length < 2) return list
  return list.slice(1).map((character, index) => `${list[index] ?? ''}${character}`)
}

/** Everything the index keeps of a text, repeats included. */
export function indexTerms(text: string): string[] {
  const terms: string[] = []
  for (const [part] of folded(text).matchAll(run)) {
    if (han.test(part)) terms.push(...pairsOf(part))
    else if (!englishStop.has(part)) terms.push(stem(part))
  }
  return terms
}

/** One informative word of a query, as it was written, with the terms that stand for it: all of them must be found for the word to count as found. */
export interface QueryWord {
  word: string
  terms: readonly string[]
}

/** The words of a query that say what it is about; stop words are left out. Each word once. */
export function queryWords(query: string): QueryWord[] {
  const words = new Map<string, QueryWord>()
  const add = (word: string, terms: readonly string[]): void => {
    const key = terms.join(' ')
    if (!words.has(key)) words.set(key, { word, terms })
  }
  for (const [part] of folded(query).matchAll(run)) {
    if (!han.test(part)) {
      if (!englishStop.has(part)) add(part, [stem(part)])
      continue
    }
    for (const { segment } of segmenter.segment(part)) {
      if (chineseStop.has(segment)) continue
      if ([...segment].length === 1) continue
      add(segment, pairsOf(segment))
    }
  }
  return [...words.values()]
}
