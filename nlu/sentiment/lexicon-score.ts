// Feeling by word lists: what is known before any rating has been given. Negation turns a word within reach, degrees scale it, and what
// follows a "but" counts twice.
import { isUnspaced } from '../languages/scripts.js'
import { tokenise, type Token } from '../languages/tokenise.js'
import { chineseDegrees, chineseExceptions, chineseLexicon, chineseNegations, chineseTurns } from './lexicon-chinese.js'
import { englishDegrees, englishLexicon, englishNegations, englishTurns } from './lexicon-english.js'

/** A negated word says less than its opposite: "not good" is milder than "bad", "not bad" far milder than "good". */
const negated = (weight: number): number => (weight > 0 ? -Math.max(0.8 * weight, 1.2) : -0.4 * weight)
const negationReach = 3
const chineseReach = 4
const afterTurn = 2

/** Sum of the weights found; 0 when nothing was. Expects folded text. */
export function lexiconScore(folded: string): number {
  const tokens = tokenise(folded)
  const exclaimed = /[!！]/.test(folded) ? 1.2 : 1
  return (
    exclaimed *
      (englishScore(
        folded,
        tokens.filter((token) => !token.unspaced),
      ) +
        chineseScore(folded)) +
    faces(folded)
  )
}

function englishScore(folded: string, tokens: readonly Token[]): number {
  let readTo = 0
  let before = 0
  let score = 0
  let turned = false
  let sinceNegation = Infinity
  let degree = 1
  for (const { text, from, to } of tokens) {
    // A comma ends what a negation reaches.
    if (/[,.;:!?]/.test(folded.slice(readTo, from))) sinceNegation = Infinity
    readTo = to
    const word = text.replace(/['’]/g, '')
    if (englishTurns.has(word)) {
      if (!turned) before = score
      turned = true
      score = 0
      sinceNegation = Infinity
    }
    const weight = englishLexicon.get(word) ?? 0
    if (weight !== 0) score += degree * (sinceNegation <= negationReach ? negated(weight) : weight)
    sinceNegation = englishNegations.has(word) ? 0 : sinceNegation + 1
    degree = englishDegrees.get(word) ?? 1
  }
  return turned ? before + afterTurn * score : score
}

const longest = 5

/** Longest match from left to right; the dictionary of the segmenter is not needed for that. */
function chineseScore(folded: string): number {
  let score = 0
  let before = 0
  let turned = false
  let degree = 1
  let negatedUntil = -1
  let at = 0
  while (at < folded.length) {
    const unit = folded.charCodeAt(at)
    if (!isUnspaced(unit)) {
      if (unit !== 0x20) {
        negatedUntil = -1
        degree = 1
      }
      // Inside a spaced word nothing of these lists begins.
      at++
      continue
    }
    const turn = startsWithAny(folded, at, chineseTurns)
    if (turn !== undefined) {
      if (!turned) before = score
      turned = true
      score = 0
      at += turn.length
      continue
    }
    const found = longestWord(folded, at)
    if (found !== undefined) {
      const weight = chineseLexicon.get(found) ?? 0
      score += degree * (at < negatedUntil ? negated(weight) : weight)
      degree = 1
      at += found.length
      continue
    }
    const exception = startsWithAny(folded, at, chineseExceptions)
    const scaled = exception === undefined ? longestDegree(folded, at) : undefined
    const negation =
      exception === undefined && scaled === undefined ? startsWithAny(folded, at, chineseNegations) : undefined
    if (scaled !== undefined) degree = chineseDegrees.get(scaled) ?? 1
    if (negation !== undefined) negatedUntil = at + negation.length + chineseReach
    at += (exception ?? scaled ?? negation ?? ' ').length
  }
  return turned ? before + afterTurn * score : score
}

const startsWithAny = (text: string, at: number, words: readonly string[]): string | undefined =>
  words.find((word) => text.startsWith(word, at))

function longestWord(text: string, at: number): string | undefined {
  const exception = startsWithAny(text, at, chineseExceptions)
  const shortest = exception !== undefined && !chineseLexicon.has(exception) ? exception.length : 0
  for (let length = Math.min(longest, text.length - at); length > shortest; length--) {
    const word = text.slice(at, at + length)
    if (!chineseLexicon.has(word)) continue
    // 很好: the degree is looked up first when the word alone is both (好 before another word).
    return word
  }
  return undefined
}

function longestDegree(text: string, at: number): string | undefined {
  for (let length = 2; length > 0; length--) {
    const word = text.slice(at, at + length)
    if (chineseDegrees.has(word)) return word
  }
  return undefined
}

const happy = /[😀-😆😊😍🥰😘🤩👍👏🙏❤🎉]|:-?\)|:d\b|<3/gu
const unhappy = /[😞😟😠😡🤬😢😭😤👎💔🤮😒😩]|:-?\(|>:\(/gu

const faces = (folded: string): number =>
  2 * ((folded.match(happy)?.length ?? 0) - (folded.match(unhappy)?.length ?? 0))
