// One way of writing for text: NFKC, lower case, simplified characters, nothing invisible. Remembers where each character stood, so that spans can always be
// given in the original text.
import { isHan } from './scripts.js'
import { simplifyUnit } from './simplify-han.js'

/** How much of one message is looked at, in UTF-16 code units of the original; what follows is ignored and said so in the answer. */
export const readLimit = 4000

/** Marks on one base character that are kept; real scripts need at most a few, "zalgo" text has hundreds. */
const markLimit = 4

export interface Folded {
  text: string
  /** Original offset at which the folded code unit `i` begins. */
  start(i: number): number
  /** Original offset at which the folded code unit `i` ends. */
  end(i: number): number
  /** Code units of the original that were read, when not all were. */
  truncatedAt?: number
}

// eslint-disable-next-line no-control-regex -- plain ASCII is the common case and needs no folding but case
const plain = /^[\x00-\x7f]*$/
const invisible = /[\p{Cf}\p{Co}\p{Cn}\ufe00-\ufe0f]/u
const mark = /\p{M}/u

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Cuts at the limit without tearing a surrogate pair. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  return isHigh(text.charCodeAt(limit - 1)) ? text.slice(0, limit - 1) : text.slice(0, limit)
}

/** Folds at most `limit` code units into at most as many. An unpaired surrogate reads as a space. Never throws; linear in `limit`. */
export function fold(original: string, limit = readLimit): Folded {
  const text = cut(original, limit)
  const truncated = text.length < original.length ? { truncatedAt: text.length } : {}
  if (plain.test(text)) {
    return { text: text.toLowerCase(), start: (i) => i, end: (i) => i + 1, ...truncated }
  }
  const starts: number[] = []
  const ends: number[] = []
  let folded = ''
  let at = 0
  let truncatedAt = truncated.truncatedAt
  while (at < text.length) {
    const from = at
    at = clusterEnd(text, at)
    const piece = foldCluster(text, from, at)
    // Some characters fold to eighteen: the limit holds for what is read, too.
    if (folded.length + piece.length > limit) {
      truncatedAt = from
      break
    }
    folded += piece
    for (let i = 0; i < piece.length; i++) {
      starts.push(from)
      ends.push(at)
    }
  }
  return {
    text: folded,
    start: (i) => starts[i] ?? text.length,
    end: (i) => ends[i] ?? text.length,
    ...(truncatedAt === undefined ? {} : { truncatedAt }),
  }
}

/** One code point and the marks that follow it. */
function clusterEnd(text: string, from: number): number {
  let at = from + codePointLength(text, from)
  while (at < text.length && text.charCodeAt(at) > 0x2ff && mark.test(charAt(text, at))) at += codePointLength(text, at)
  return at
}

const codePointLength = (text: string, at: number): number =>
  isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1

const charAt = (text: string, at: number): string => text.slice(at, at + codePointLength(text, at))

function foldCluster(text: string, from: number, to: number): string {
  const first = text.charCodeAt(from)
  if (first < 0x80 && to === from + 1) return String.fromCharCode(first).toLowerCase()
  if (to === from + 1 && isHan(first)) return simplify(String.fromCharCode(first).normalize('NFKC'))
  if (to === from + 1 && (isHigh(first) || isLow(first))) return ' '
  let kept = ''
  let marks = 0
  for (const character of text.slice(from, to)) {
    if (invisible.test(character)) continue
    if (mark.test(character) && ++marks > markLimit) break
    kept += character
  }
  const composed = kept.normalize('NFKC').toLowerCase()
  // What does not compose with a Latin letter is decoration: c̶a̶n̶c̶e̶l.
  return first < 0x80 && marks > 0 ? composed.replace(/\p{M}/gu, '') : composed
}

/** Compatibility forms of Han characters compose to one character. */
const simplify = (han: string): string => String.fromCharCode(simplifyUnit(han.charCodeAt(0)))

/** Range of the original text for the folded range [from, to); empty ranges are not allowed. */
export const originalSpan = (folded: Folded, from: number, to: number): { start: number; end: number } => ({
  start: folded.start(from),
  end: folded.end(to - 1),
})
