// What the tagger reads: words where they are spaced, single characters where not, marks by themselves; with places in the original text.
import { fold } from '../../languages/fold.js'
import { isUnspaced } from '../../languages/scripts.js'
import { segmentChinese } from '../../languages/segment-chinese.js'

export interface TaggerToken {
  /** Folded. */
  text: string
  /** Capitals, digits and the like, as they were written: `Xx`, `9`, `x'x`. */
  shape: string
  /** Range of the original text. */
  start: number
  end: number
  /** For an unspaced character: the dictionary word that it stands in, and whether it begins it. Empty otherwise. */
  word: string
  beginsWord: boolean
}

const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\p{N}+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}])+|[^\s]/gu

/** Messages are read as far as this; what follows has no entities. */
const mostTokens = 400

export function tokensOf(original: string): TaggerToken[] {
  const tokens: TaggerToken[] = []
  for (const { index: start, 0: written } of original.matchAll(token)) {
    const text = fold(written).text
    if (text === '') continue
    tokens.push({ text, shape: shapeOf(written), start, end: start + written.length, word: '', beginsWord: true })
    if (tokens.length === mostTokens) break
  }
  nameWords(tokens)
  return tokens
}

/** Runs of characters are cut by the dictionary, and each character told its word. */
function nameWords(tokens: TaggerToken[]): void {
  const unspaced = ({ text }: TaggerToken): boolean => text.length === 1 && isUnspaced(text.charCodeAt(0))
  for (let from = 0; from < tokens.length;) {
    let to = from
    while (to < tokens.length && unspaced(tokens[to] as TaggerToken)) to++
    const run = tokens.slice(from, to)
    const text = run.map((one) => one.text).join('')
    let at = 0
    for (const length of text === '' ? [] : segmentChinese(text)) {
      run.slice(at, at + length).forEach((one, i) => {
        one.word = text.slice(at, at + length)
        one.beginsWord = i === 0
      })
      at += length
    }
    from = to + 1
  }
}

/** At most one sign for a run of like characters. */
function shapeOf(written: string): string {
  let shape = ''
  for (const c of written.slice(0, 20)) {
    const sign = /\p{N}/u.test(c) ? '9' : /\p{Lu}/u.test(c) ? 'X' : /\p{Ll}/u.test(c) ? 'x' : /\p{L}/u.test(c) ? 'l' : c
    if (!shape.endsWith(sign)) shape += sign
  }
  return shape
}
