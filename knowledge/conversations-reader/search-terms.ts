// Terms of the text search: characters and pairs of them for Chinese, letter triples for alphabetic words, so that a search finds what
// stands inside a word or an unspaced sentence. Terms narrow; the text itself decides (`holds`).

export const searchForm = (text: string): string => text.normalize('NFKC').toLowerCase()

const runs = (text: string): readonly string[] =>
  searchForm(text).match(/\p{Script=Han}+|[\p{L}\p{N}\p{M}]+?(?=\p{Script=Han}|[^\p{L}\p{N}\p{M}]|$)/gu) ?? []

const isHan = (run: string): boolean => /^\p{Script=Han}/u.test(run)

const slices = (letters: readonly string[], length: number): readonly string[] =>
  Array.from({ length: Math.max(0, letters.length - length + 1) }, (_, at) => letters.slice(at, at + length).join(''))

/** What is stored for a message. */
export function termsOf(text: string): readonly string[] {
  const terms = new Set<string>()
  for (const run of runs(text)) {
    const letters = [...run]
    const lengths = isHan(run) ? [1, 2] : [1, 2, 3]
    for (const length of lengths) for (const term of slices(letters, length)) terms.add(term)
  }
  return [...terms]
}

/** What a message must hold to be looked at: for each run of the query its longest terms. */
export function termsOfQuery(query: string): readonly string[] {
  const terms = new Set<string>()
  for (const run of runs(query)) {
    const letters = [...run]
    for (const term of slices(letters, Math.min(letters.length, isHan(run) ? 2 : 3))) terms.add(term)
  }
  return [...terms]
}

/** True when the text holds every word of the query. */
export function holds(text: string, query: string): boolean {
  const within = searchForm(text)
  return searchForm(query)
    .split(/\s+/u)
    .every((word) => within.includes(word))
}

const before = 30
const after = 90

/** The part of the text around the query's first word. */
export function excerpt(text: string, query: string): string {
  const word = searchForm(query).trim().split(/\s+/u)[0] ?? ''
  const at = Math.max(0, searchForm(text).indexOf(word))
  const from = at <= before ? 0 : at - before
  const to = Math.min(text.length, at + word.length + after)
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`
}
