// Which language a message is in: English, Chinese, both, or honestly something else.
import type { Language } from '../understanding.js'
import { englishWords, foreignWords } from './function-words.js'
import { spacedWords } from './natural.js'
import { isHan, isKana } from './scripts.js'

/** @param knownWord says whether the trained model has seen a folded English word; sharpens the call on content words */
export function detectLanguage(
  folded: string,
  context: 'en' | 'zh' | undefined,
  knownWord: (word: string) => boolean = () => false,
): Language {
  const counts = countLetters(folded)
  if (counts.other > counts.han + counts.latin || counts.kana > counts.han / 4) return 'other'
  const words = latinWords(folded)
  if (counts.han === 0) return words.length === 0 ? (context ?? 'en') : latinLanguage(words, context, knownWord)
  const english = words.filter((word) => word.length > 2 && (englishWords.has(word) || knownWord(word)))
  // One Han character in English text is a slip of the keyboard, a name in Latin letters in Chinese text is just a name.
  if (counts.han === 1 && english.length > 2) return 'en'
  return english.length > 0 && english.length * 8 >= counts.han / 4 ? 'mixed' : 'zh'
}

interface LetterCounts {
  han: number
  kana: number
  latin: number
  other: number
}

const latin = /\p{Script=Latin}/u
const letter = /\p{L}/u

function countLetters(folded: string): LetterCounts {
  const counts = { han: 0, kana: 0, latin: 0, other: 0 }
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i)
    if (unit >= 0x61 && unit <= 0x7a) counts.latin++
    else if (unit < 0x80) continue
    else if (isHan(unit)) counts.han++
    else if (isKana(unit)) counts.kana++
    else if (latin.test(folded.charAt(i))) counts.latin++
    else if (letter.test(folded.charAt(i))) counts.other++
  }
  return counts
}

/** Words of letters only: order numbers, prices, addresses on the web and their parts say nothing about the language. */
function latinWords(folded: string): string[] {
  const prose = folded.replace(/\S*[@/\\_]\S*|\S*\d\S*/g, (run) => run.replace(/[a-z0-9@/\\_.:-]+/g, ' '))
  const words: string[] = []
  for (const run of spacedWords(prose)) {
    for (const word of run.split(/[^\p{Script=Latin}'’]+/u)) if (word !== '') words.push(word.replace(/['’]/g, ''))
  }
  return words
}

/** Said the same in many languages, or too short to tell: the conversation's language decides. */
const neutral = /^(?:ok|okay|hm+|ha(?:ha)*|app|vip|sms|pdf|[a-z])$/

function latinLanguage(
  words: readonly string[],
  context: 'en' | 'zh' | undefined,
  knownWord: (word: string) => boolean,
): Language {
  const telling = words.filter((word) => !neutral.test(word))
  if (telling.length === 0) return context ?? 'en'
  let english = 0
  for (const word of telling) english += englishWords.has(word) ? 1 : knownWord(word) ? 0.5 : 0
  const foreign = Math.max(...[...foreignWords.values()].map((list) => telling.filter((word) => list.has(word)).length))
  // eslint-disable-next-line no-control-regex -- ASCII is meant
  const accented = telling.filter((word) => /[^\x00-\x7f]/.test(word)).length
  return foreign + accented / 2 > english && foreign + accented >= Math.min(2, telling.length) ? 'other' : 'en'
}
