// Messages without what could identify somebody, for showing them to people who look at groups and not at customers.
import type { Customer } from '../../bot/domain/customer.js'

/** Longest first: an address holds what looks like a number. */
const patterns: readonly [RegExp, string][] = [
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '[email]'],
  [/\b(?:https?:\/\/|www\.)\S+/giu, '[link]'],
  // Order numbers, phones, cards, postal codes: letters with a number behind them, or four digits and more however they are spaced.
  [/\b[A-Z]{1,5}-?\d[A-Z\d-]*\b/gu, '[number]'],
  [/\+?\(?\d(?:[\s().-]{0,3}\d){3,}/gu, '[number]'],
]

/** "My name is …", 我叫…: a name that the record need not know. */
const introductions: readonly RegExp[] = [
  /(\b(?:[Mm]y name is|[Tt]his is|I am called|[Nn]ame:)\s+)\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]+){0,2}/gu,
  /((?:我叫|我的名字是|姓名[:：]?|收件人[:：]?(?:是)?)\s*)\p{Script=Han}{2,4}?(?=[，。,.\s!！?？的]|$)/gu,
]

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Names and address lines as a record has them; single letters would blank half of every text. */
function wordsOf({ name, address, number }: Partial<Pick<Customer, 'name' | 'address' | 'number'>>): string[] {
  const whole = [name, number, address?.name, address?.line1, address?.line2, address?.city].filter(
    (one) => one !== undefined,
  )
  const parts = [name, address?.name].flatMap((one) => one?.split(/\s+/u) ?? [])
  const isTelling = (text: string): boolean => (/\p{Script=Han}/u.test(text) ? text.length >= 2 : text.length >= 3)
  return [...new Set([...whole, ...parts])].filter(isTelling).sort((a, b) => b.length - a.length)
}

/** Safe to repeat. @param about what is known of who wrote it */
export function masked(text: string, about: Partial<Pick<Customer, 'name' | 'address' | 'number'>> = {}): string {
  let shown = text.normalize('NFKC')
  for (const [pattern, instead] of patterns) shown = shown.replace(pattern, instead)
  for (const pattern of introductions) shown = shown.replace(pattern, '$1[name]')
  for (const word of wordsOf(about)) {
    const edge = /\p{Script=Han}/u.test(word) ? '' : '(?![\\p{L}\\p{N}])'
    const before = edge === '' ? '' : '(?<![\\p{L}\\p{N}])'
    shown = shown.replace(new RegExp(`${before}${escaped(word)}${edge}`, 'giu'), '[name]')
  }
  return shown
}
