// What a message says when typed pinyin and slips of the keyboard are read as they were meant.
import type { Folded } from './fold.js'
import type { Lexicon } from './lexicon.js'
import { readMisspelt } from './misspelt-han.js'
import { readPinyin } from './pinyin-input.js'

/** Places still lead to the original text. @param isKnown says that training saw a folded word as it stands */
export function readAsMeant(folded: Folded, lexicon: Lexicon, isKnown: (word: string) => boolean): Folded {
  const read = readPinyin(folded, lexicon, isKnown)
  const text = readMisspelt(read.text, lexicon)
  return text === read.text ? read : { ...read, text }
}
