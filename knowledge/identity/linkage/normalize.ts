// One spelling for what means the same, before values are compared.
import { pinyin } from 'pinyin-pro'
import type { FieldKind } from './field-kind.js'

const han = /\p{Script=Han}/u

/** Lower case, half-width, without accents and punctuation, single spaces. */
export const foldText = (value: string): string =>
  value
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@.]+/gu, ' ')
    .trim()

const digitsOf = (value: string): string => value.normalize('NFKC').replace(/\D/g, '')

/** Year, month, day as eight digits where all three can be told apart; else the digits as they stand. */
export function foldDate(value: string): string {
  const parts = value.normalize('NFKC').split(/\D+/).filter(Boolean)
  const [a = '', b = '', c = ''] = parts
  if (parts.length < 3) return parts.join('')
  if (a.length === 4) return `${a}${b.padStart(2, '0')}${c.padStart(2, '0')}`
  // Day or month first cannot be told from one value; a file has one order, and both records of a pair come from it.
  return c.length === 4 ? `${c}${b.padStart(2, '0')}${a.padStart(2, '0')}` : parts.join('')
}

/** The same for every record of one file; '' stays '' and means that nothing is known. */
export function foldValue(kind: FieldKind, value: string): string {
  if (value === '') return ''
  switch (kind) {
    case 'email':
      return value.normalize('NFKC').trim().toLowerCase()
    case 'phone': {
      const digits = digitsOf(value).replace(/^00/, '')
      // Country codes and trunk zeros differ between spellings of one number; its last ten digits do not.
      return digits.length > 10 ? digits.slice(-10) : digits.replace(/^0+/, '')
    }
    case 'date':
      return foldDate(value)
    case 'code':
      return value
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s-]+/g, '')
    default:
      return foldText(value).replace(/[.@]/g, ' ').replace(/\s+/g, ' ').trim()
  }
}

/** Chinese characters as syllables without tones ("王小明" → "wangxiaoming"), other text as it is. */
export const romanized = (value: string): string =>
  han.test(value) ? pinyin(value, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join('') : value

const groups: readonly [RegExp, string][] = [
  [/ph/g, 'f'],
  [/[ck]+|qu?/g, 'k'],
  [/[sz]+|x/g, 's'],
  [/[dt]+/g, 't'],
  [/[bp]+/g, 'p'],
  [/[mn]+/g, 'n'],
  [/[lr]+/g, 'r'],
  [/[gj]+/g, 'j'],
  [/[vfw]+/g, 'f'],
]

/** A rough sound: first letter kept, like consonants joined, vowels and h dropped. At most six characters. */
export function soundOf(value: string): string {
  const plain = romanized(value).replace(/[^a-z0-9]/g, '')
  if (plain === '') return value
  let rest = plain
  for (const [pattern, letter] of groups) rest = rest.replace(pattern, letter)
  return (
    plain.charAt(0) +
    rest
      .slice(1)
      .replace(/[aeiouyh]/g, '')
      .replace(/(.)\1+/g, '$1')
  ).slice(0, 6)
}
