// The one place that imports `natural`: only the sub-modules used. Its main entry prints on import and pulls in database drivers.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

interface Distance {
  (a: string, b: string, options?: { restricted?: boolean; ignoreCase?: boolean }): number
}

const { DamerauLevenshteinDistance } = require('natural/lib/natural/distance/levenshtein_distance.js') as {
  DamerauLevenshteinDistance: Distance
}
const jaroWinklerDistance = require('natural/lib/natural/distance/jaro-winkler_distance.js') as Distance
const porter = require('natural/lib/natural/stemmers/porter_stemmer.js') as { stem(word: string): string }
const { RegexpTokenizer } = require('natural/lib/natural/tokenizers/regexp_tokenizer.js') as {
  RegexpTokenizer: new (options: { pattern: RegExp; gaps: boolean }) => { tokenize(text: string): string[] | null }
}

/** Insertions, deletions, replacements and swaps of neighbours, each once per letter (optimal string alignment). */
export const editDistance = (a: string, b: string): number => DamerauLevenshteinDistance(a, b, { restricted: true })

/** 0 … 1, higher is more alike; favours a common beginning (Winkler 1990). */
export const jaroWinkler = (a: string, b: string): number => jaroWinklerDistance(a, b, { ignoreCase: false })

/** Porter's stem of an English word: returns, returned → return. */
export const englishStem = (word: string): string => porter.stem(word)

/** Words of spaced scripts; apostrophes stay inside. Expects folded text. */
const words = new RegexpTokenizer({ pattern: /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}]+)*/gu, gaps: false })
export const spacedWords = (folded: string): string[] => words.tokenize(folded) ?? []
