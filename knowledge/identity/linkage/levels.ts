// How two values of a field agree, as one of a few levels: the evidence that the Fellegi-Sunter model weighs.
import type { LinkField } from './field.js'
import { bitsOf, isOneEditApart, jaroWinkler } from './similarity.js'

/** Level 0 says nothing (a value is not known), 1 is "different", the highest is "the same". */
export const unknown = 0
export const different = 1
export const loosely = 2
export const closely = 3
export const swapped = 4
export const same = 5
export const levelCount = 6

/** Compares values by their places; never called for equal places or unknown values. */
export type Compare = (a: number, b: number) => number

const loosest = 0.82
const closest = 0.92

/** Jaro-Winkler cannot reach `loosest` when the texts share too few kinds of characters. */
function mayBeAlike(field: LinkField, a: number, b: number): boolean {
  const maskA = field.masks[a] ?? 0
  const maskB = field.masks[b] ?? 0
  const shared = bitsOf(maskA & maskB)
  return shared * 2 >= Math.min(bitsOf(maskA), bitsOf(maskB))
}

function compareText(field: LinkField): Compare {
  const { latin } = field
  return (a, b) => {
    if (!mayBeAlike(field, a, b)) return different
    const textA = latin[a] ?? ''
    const textB = latin[b] ?? ''
    if (isOneEditApart(textA, textB)) return closely
    const likeness = jaroWinkler(textA, textB)
    if (likeness >= closest) return closely
    if (likeness >= loosest) return loosely
    return different
  }
}

/** Street names and the like: also alike when one holds the other, or the words stand in another order. */
function compareWords(field: LinkField): Compare {
  const text = compareText(field)
  const packed = field.latin.map((value) => value.replace(/ /g, ''))
  const sorted = field.latin.map((value) => value.split(' ').sort().join(''))
  return (a, b) => {
    if (!mayBeAlike(field, a, b)) return different
    if (sorted[a] === sorted[b] || packed[a] === packed[b]) return closely
    const level = text(a, b)
    if (level !== different) return level
    const [packedA, packedB] = [packed[a] ?? '', packed[b] ?? '']
    const [short, long] = packedA.length <= packedB.length ? [packedA, packedB] : [packedB, packedA]
    return short.length >= 5 && long.includes(short) ? loosely : different
  }
}

/** Numbers written by hand: a slip of one digit, or two digits swapped. */
function compareDigits(field: LinkField): Compare {
  const { values } = field
  return (a, b) => {
    const [textA, textB] = [values[a] ?? '', values[b] ?? '']
    if (Math.min(textA.length, textB.length) < 3) return different
    if (isOneEditApart(textA, textB)) return closely
    return textA.length === textB.length && distance(textA, textB) <= 2 && textA.length >= 6 ? loosely : different
  }
}

const distance = (a: string, b: string): number => {
  let apart = 0
  for (let at = 0; at < a.length; at += 1) if (a.charCodeAt(at) !== b.charCodeAt(at)) apart += 1
  return apart
}

function compareDates(field: LinkField): Compare {
  const { values } = field
  const digits = compareDigits(field)
  return (a, b) => {
    const [textA, textB] = [values[a] ?? '', values[b] ?? '']
    const isTurned =
      textA.slice(0, 4) === textB.slice(0, 4) &&
      textA.slice(4, 6) === textB.slice(6) &&
      textA.slice(6) === textB.slice(4, 6)
    if (isTurned) return closely
    const level = digits(a, b)
    if (level !== different) return level
    const alike = [[0, 4] as const, [4, 6] as const, [6, 8] as const].filter(
      ([from, to]) => textA.slice(from, to) === textB.slice(from, to),
    )
    return alike.length >= 2 ? loosely : different
  }
}

function compareEmails(field: LinkField): Compare {
  const { values } = field
  const local = values.map((value) => value.split('@')[0] ?? '')
  return (a, b) => {
    if (isOneEditApart(values[a] ?? '', values[b] ?? '')) return closely
    return local[a] === local[b] ? loosely : different
  }
}

export function compareOf(field: LinkField): Compare {
  switch (field.kind) {
    case 'category':
      return () => different
    case 'date':
      return compareDates(field)
    case 'code':
    case 'phone':
      return compareDigits(field)
    case 'email':
      return compareEmails(field)
    case 'text':
      return compareWords(field)
    case 'given-name':
    case 'family-name':
    case 'name':
      return compareText(field)
  }
}
