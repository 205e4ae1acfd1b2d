// Words with their places: by `natural` where words are spaced, by the segmenter's dictionary where they are not.
import { spacedWords } from './natural.js'
import { isUnspaced } from './scripts.js'
import { segmentChinese } from './segment-chinese.js'

export interface Token {
  text: string
  /** Range of the folded text. */
  from: number
  to: number
  unspaced: boolean
}

/** Tokens of folded text in order; punctuation is left out. */
export function tokenise(folded: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const word of spacedWords(folded)) {
    const from = folded.indexOf(word, at)
    at = from + word.length
    splitByScript(word, from, tokens)
  }
  return tokens
}

/** 订单nl10023到 is one run of letters for `natural`; here it becomes 订单, nl10023, 到. */
function splitByScript(run: string, offset: number, tokens: Token[]): void {
  let from = 0
  while (from < run.length) {
    const unspaced = isUnspaced(run.charCodeAt(from))
    let to = from + 1
    while (to < run.length && isUnspaced(run.charCodeAt(to)) === unspaced) to++
    const part = run.slice(from, to)
    let at = offset + from
    for (const length of unspaced ? segmentChinese(part) : [part.length]) {
      tokens.push({
        text: part.slice(at - offset - from, at - offset - from + length),
        from: at,
        to: at + length,
        unspaced,
      })
      at += length
    }
    from = to
  }
}
