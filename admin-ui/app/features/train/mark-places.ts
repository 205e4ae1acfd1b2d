// Where marked values lie in a text: the text in pieces to draw, and a selection made into a place. Pure.
import type { MarkView } from '../../../api/train/contract.js'

export interface Piece {
  text: string
  mark?: MarkView
}

/** The text from beginning to end; joined they are the text. @param marks in order, without overlaps */
export function piecesOf(text: string, marks: readonly MarkView[]): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const mark of marks) {
    if (mark.start > at) pieces.push({ text: text.slice(at, mark.start) })
    pieces.push({ text: text.slice(mark.start, mark.end), mark })
    at = mark.end
  }
  if (at < text.length) pieces.push({ text: text.slice(at) })
  return pieces
}

export type Selected = { kind: 'place'; start: number; end: number } | { kind: 'nothing' } | { kind: 'taken' }

/** A selection without the blanks at its ends; `taken` where a value is marked already. */
export function selected(text: string, from: number, to: number, marks: readonly MarkView[]): Selected {
  const words = text.slice(from, to)
  const start = from + (words.length - words.trimStart().length)
  const end = start + words.trim().length
  if (end <= start) return { kind: 'nothing' }
  return marks.some((mark) => mark.start < end && start < mark.end) ? { kind: 'taken' } : { kind: 'place', start, end }
}

/** With one more value, in order. */
export const withMark = (marks: readonly MarkView[], mark: MarkView): MarkView[] =>
  [...marks, mark].sort((a, b) => a.start - b.start)

/** As the API wants names: `Order number` → `order-number`. */
export const nameOf = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
