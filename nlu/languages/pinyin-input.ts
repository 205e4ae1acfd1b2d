// Chinese typed in Latin letters: "tuikuan", "wo yao tui huo". Letters that can be read wholly as taught words are read as those words.
import type { Folded } from './fold.js'
import type { Lexicon } from './lexicon.js'

/** Runs of Latin words; digits and marks end them. */
const latinRun = /[a-z]+(?:[ '’][a-z]+)*/g
/** Shorter ones ("he", "women") are more often English. */
const fewestLetters = 5
/** "chuang" is the longest syllable, four of them the longest word. */
const longestSpelling = 24
/** Longer runs of letters are no message. */
const longestRun = 200
/** Each word costs, so that few long ones win over many short ones; a rare one costs a little more. */
const wordCost = 6

/** @param isKnown words that training knows as they stand: mostly English. @returns the same text where nothing is pinyin. */
export function readPinyin(folded: Folded, lexicon: Lexicon, isKnown: (word: string) => boolean): Folded {
  if (lexicon.size === 0 || !/[a-z]{2}/.test(folded.text)) return folded
  let text = ''
  const places: { from: number; to: number }[] = []
  const keep = (from: number, to: number): void => {
    for (let i = from; i < to; i++) places.push({ from: i, to: i + 1 })
    text += folded.text.slice(from, to)
  }
  let read = 0
  for (const { index, 0: run } of folded.text.matchAll(latinRun)) {
    const words = readRun(run, lexicon, isKnown)
    if (words === undefined) continue
    keep(read, index)
    for (const { word, from, to } of words) {
      const step = (to - from) / word.length
      for (let i = 0; i < word.length; i++)
        places.push({ from: index + from + Math.floor(i * step), to: index + from + Math.floor((i + 1) * step) })
      text += word
    }
    read = index + run.length
  }
  if (read === 0) return folded
  keep(read, folded.text.length)
  const { truncatedAt } = folded
  return {
    text,
    start: (i) => folded.start(places[i]?.from ?? folded.text.length),
    end: (i) => folded.end((places[i]?.to ?? folded.text.length) - 1),
    ...(truncatedAt === undefined ? {} : { truncatedAt }),
  }
}

interface Spelt {
  word: string
  /** Range in the run. */
  from: number
  to: number
}

/** The cheapest way to read all letters as taught words; undefined where there is none, or where it is plainly English. */
function readRun(run: string, lexicon: Lexicon, isKnown: (word: string) => boolean): Spelt[] | undefined {
  if (run.length > longestRun || run.replace(/[^a-z]/g, '').length < fewestLetters) return undefined
  const written = run.split(/[^a-z]/)
  if (written.filter(isKnown).length * 2 >= written.length) return undefined
  const letters: number[] = []
  for (let i = 0; i < run.length; i++) if (/[a-z]/.test(run.charAt(i))) letters.push(i)
  const spelling = letters.map((i) => run.charAt(i)).join('')
  const starts = new Set(written.reduce<number[]>((all, word) => [...all, (all.at(-1) ?? 0) + word.length], [0]))
  const cost = new Float64Array(spelling.length + 1).fill(Infinity)
  const last: (Spelt | undefined)[] = []
  cost[0] = 0
  for (let at = 0; at < spelling.length; at++) {
    if (cost[at] === Infinity) continue
    for (let to = at + 1; to <= Math.min(spelling.length, at + longestSpelling); to++) {
      const [word] = lexicon.spelt(spelling.slice(at, to))
      if (word === undefined) continue
      // A word that ends where a blank stands is likelier than one that ends inside what was typed as one.
      const seam = starts.has(to) ? 0 : 1
      const total = (cost[at] as number) + wordCost + Math.log(1 + (lexicon.rank(word) ?? 0)) / 2 + seam
      if (total >= (cost[to] as number)) continue
      cost[to] = total
      last[to] = { word, from: letters[at] ?? 0, to: (letters[to - 1] ?? 0) + 1 }
    }
  }
  const words: Spelt[] = []
  for (let at = spelling.length; at > 0;) {
    const word = last[at]
    if (word === undefined) return undefined
    words.unshift(word)
    at = letters.indexOf(word.from)
  }
  return words.some(({ word }) => word.length > 1) ? words : undefined
}
