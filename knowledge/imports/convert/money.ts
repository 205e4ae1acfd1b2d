// Money: an amount with its currency, as whole minor units (cents, fen; yen have none). Reckoned on the digits, so that no cent is lost.
import { currenciesOf, exponentOf } from './currencies.js'
import { readDecimal, type DecimalOptions } from './decimal.js'

export interface MoneyOptions extends DecimalOptions {
  /** What stands in the currency column, or the rule's own currency; what the amount says itself must agree. */
  currency?: string | undefined
}

export type ReadMoney =
  { kind: 'money'; minor: number; currency: string } | { kind: 'invalid'; reason: string; suggestion?: string }

const invalid = (reason: string): ReadMoney => ({ kind: 'invalid', reason })

/** A sign or code before or behind the number, with the minus before either: `-€ 5`, `EUR -5`, `(5.00) USD`, `5元`. */
const written = /^([-+]?)([^\d\s.,()+-]*)\s*([-+]?\(?[-+]?[\d.,\s'’]*\d[\d.,]*[万亿]?\)?)\s*([^\d\s.,()+-]*)$/u

const longest = 60

/** @param text cleaned, not empty. */
export function readMoney(text: string, { currency: given, ...options }: MoneyOptions): ReadMoney {
  const match = text.length > longest ? null : written.exec(text)
  if (!match) return invalid('is not an amount of money')
  const [, minus = '', before = '', number = '', after = ''] = match
  const said = currencyOf([before, after], given)
  if (said.kind === 'invalid') return said

  const isNegative = minus === '-' || /^\(.*\)$/.test(number) || number.includes('-')
  const bare = number.replace(/[()\s'’+-]/g, '')
  const { digits, places } = readDecimal(bare, options)
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(digits)) return invalid('is not an amount of money')
  const exponent = exponentOf(said.currency)
  const [whole = '', fraction = ''] = digits.split('.')
  const shifted = fraction.padEnd(places + exponent, '0')
  const tooFine = shifted.slice(places + exponent)
  if (/[1-9]/.test(tooFine)) return invalid(`has more decimals than ${said.currency}, which has ${String(exponent)}`)
  const minor = Number(whole + shifted.slice(0, places + exponent))
  if (!Number.isSafeInteger(minor)) return invalid('is too large an amount')
  return { kind: 'money', minor: isNegative && minor > 0 ? -minor : minor, currency: said.currency }
}

type Said = { kind: 'currency'; currency: string } | { kind: 'invalid'; reason: string; suggestion?: string }

function currencyOf(marks: readonly string[], given: string | undefined): Said {
  const asked = given === undefined || given === '' ? [] : currenciesOf(given)
  if (given !== undefined && given !== '' && asked.length === 0)
    return { kind: 'invalid', reason: `has a currency that does not exist: ${given.slice(0, 20)}` }
  let possible = asked
  for (const mark of marks) {
    if (mark === '') continue
    const meant = currenciesOf(mark)
    if (meant.length === 0)
      return { kind: 'invalid', reason: `has a currency that does not exist: ${mark.slice(0, 20)}` }
    const both = possible.length === 0 ? meant : possible.filter((code) => meant.includes(code))
    if (both.length === 0)
      return { kind: 'invalid', reason: `says ${mark}, but its currency is given as ${possible.join(' or ')}` }
    possible = both
  }
  const [only, ...others] = possible
  if (only === undefined) return { kind: 'invalid', reason: 'has no currency, and none is set for the column' }
  if (others.length > 0)
    return {
      kind: 'invalid',
      reason: `may be ${possible.slice(0, 3).join(', ')}: name the currency in the rule or a column`,
    }
  return { kind: 'currency', currency: only }
}
