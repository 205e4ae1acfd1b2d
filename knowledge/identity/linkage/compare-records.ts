// Two records as one pattern: the level of every field, as digits of one number.
import type { LinkField } from './field.js'
import { closely, compareOf, different, levelCount, loosely, same, swapped, unknown, type Compare } from './levels.js'

/** Base 6 digits of a double are exact up to twenty. */
export const mostFields = 20

export interface RecordComparer {
  fields: readonly LinkField[]
  /** The pattern of two records, by their row numbers. */
  pattern(a: number, b: number): number
}

const powersOfLevels = Float64Array.from({ length: mostFields + 1 }, (_, field) => levelCount ** field)

export const levelAt = (pattern: number, field: number): number =>
  Math.floor(pattern / (powersOfLevels[field] ?? 1)) % levelCount

/** For each value of the first field: the place of the same text in the second, or -1. */
function crossing(first: LinkField, second: LinkField): Int32Array {
  const places = new Map(second.values.map((value, at) => [value, at]))
  return Int32Array.from(first.values, (value) => (value === '' ? -1 : (places.get(value) ?? -1)))
}

const isName = ({ kind }: LinkField): boolean => kind === 'given-name' || kind === 'family-name' || kind === 'name'

/** For each e-mail value: 1 when its local part holds a name of somebody who has it. */
function emailsMadeOfNames(fields: readonly LinkField[]): Uint8Array | undefined {
  const email = fields.find(({ kind }) => kind === 'email')
  const names = fields.filter(isName)
  if (!email || names.length === 0) return undefined
  const made = new Uint8Array(email.values.length)
  const locals = email.values.map((value) => value.split('@')[0] ?? '')
  const words = names.map(({ latin }) => latin.map((value) => value.split(' ').filter((word) => word.length >= 3)))
  for (const [record, code] of email.codes.entries()) {
    if (code === 0 || made[code] === 1) continue
    const local = locals[code] ?? ''
    const holds = names.some((field, at) => words[at]?.[field.codes[record] ?? 0]?.some((word) => local.includes(word)))
    if (holds) made[code] = 1
  }
  return made
}

export function recordComparer(fields: readonly LinkField[]): RecordComparer {
  const compares: Compare[] = fields.map(compareOf)
  const codes = fields.map((field) => field.codes)
  const powers = fields.map((_, index) => levelCount ** index)
  const given = fields.findIndex(({ kind }) => kind === 'given-name')
  const family = fields.findIndex(({ kind }) => kind === 'family-name')
  const [givenField, familyField] = [fields[given], fields[family]]
  const cross = givenField && familyField ? crossing(givenField, familyField) : undefined

  const email = fields.findIndex(({ kind }) => kind === 'email')
  const names = fields.flatMap((field, index) => (isName(field) ? [index] : []))
  const nameMade = emailsMadeOfNames(fields)

  /** An address made of the name and the name itself are one piece of evidence: like addresses give way to it, equal ones replace it. */
  const withoutEcho = (pattern: number): number => {
    const level = levelAt(pattern, email)
    if (level === closely || level === loosely) return pattern - level * (powers[email] as number)
    if (level !== same) return pattern
    let left = pattern
    for (const index of names) {
      const nameLevel = levelAt(pattern, index)
      if (nameLevel >= loosely) left -= nameLevel * (powers[index] as number)
    }
    return left
  }

  const areSwapped = (a: number, b: number): boolean => {
    if (!cross || !givenField || !familyField) return false
    const givenA = givenField.codes[a] ?? 0
    const givenB = givenField.codes[b] ?? 0
    if (givenA === givenB) return false
    return cross[givenA] === familyField.codes[b] && cross[givenB] === familyField.codes[a]
  }

  return {
    fields,
    pattern(a, b) {
      let pattern = 0
      for (let index = 0; index < codes.length; index += 1) {
        const column = codes[index] as Int32Array
        const codeA = column[a] as number
        const codeB = column[b] as number
        if (codeA === 0 || codeB === 0) continue
        const level = codeA === codeB ? same : (compares[index] as Compare)(codeA, codeB)
        pattern += level * (powers[index] as number)
      }
      // Both names stand in the other's place: one piece of evidence, so the second field says nothing more.
      if (cross && levelAt(pattern, given) <= different && areSwapped(a, b)) {
        pattern += (swapped - levelAt(pattern, given)) * (powers[given] as number)
        pattern += (unknown - levelAt(pattern, family)) * (powers[family] as number)
      }
      return nameMade?.[codes[email]?.[a] ?? 0] === 1 ? withoutEcho(pattern) : pattern
    },
  }
}
