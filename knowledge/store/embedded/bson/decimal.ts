// Decimal128 arithmetic, IEEE 754-2008 decimal128: 34 digits, round half to even, exponents kept where they can be.
import { Decimal128 } from 'bson'
import { exact, exactOfText, kindOf, toNumber, type Exact, type ExactOrSpecial } from './numbers.js'
import type { Numeric } from './value.js'

const digitsKept = 34
const ten = (power: number): bigint => 10n ** BigInt(power)
const size = (n: bigint): number => (n < 0n ? -n : n).toString().length

/** `a / b` rounded half to even. */
function divideRounded(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const rest = a - quotient * b
  const twice = (rest < 0n ? -rest : rest) * 2n
  const unit = b < 0n ? -b : b
  if (twice > unit || (twice === unit && (quotient & 1n) === 1n)) return quotient + (a < 0n !== b < 0n ? -1n : 1n)
  return quotient
}

const special = (v: number): Decimal128 =>
  Decimal128.fromString(Number.isNaN(v) ? 'NaN' : v > 0 ? 'Infinity' : '-Infinity')

/** Rounded to 34 digits; beyond the exponent range infinity or zero. */
export function decimal(v: ExactOrSpecial): Decimal128 {
  if (typeof v === 'number') return special(v)
  let { coefficient, exponent } = v
  const extra = size(coefficient) - digitsKept
  if (extra > 0) {
    coefficient = divideRounded(coefficient, ten(extra))
    exponent += extra
    if (size(coefficient) > digitsKept) {
      coefficient /= 10n
      exponent++
    }
  }
  if (exponent < -6176) {
    const lost = -6176 - exponent
    coefficient = lost > digitsKept + 1 ? 0n : divideRounded(coefficient, ten(lost))
    exponent = -6176
  }
  if (exponent > 6111) {
    const room = digitsKept - size(coefficient)
    const need = exponent - 6111
    if (coefficient === 0n) exponent = 6111
    else if (need > room) return special(coefficient < 0n ? -Infinity : Infinity)
    else {
      coefficient *= ten(need)
      exponent = 6111
    }
  }
  return Decimal128.fromString(`${coefficient}E${exponent}`)
}

/** As MongoDB turns numbers into decimals: a double keeps its first 15 significant digits. */
export function toDecimalExact(v: Numeric): ExactOrSpecial {
  if (kindOf(v) !== 'double') return exact(v)
  const n = toNumber(v)
  if (!Number.isFinite(n)) return n
  if (n === 0) return { coefficient: 0n, exponent: 0 }
  const read = exactOfText(n.toPrecision(15))
  if (typeof read === 'number') return read
  let { coefficient, exponent } = read
  // 15 digits when the double needs them; a whole number stays whole.
  while (exponent < 0 && coefficient % 10n === 0n && Number.isInteger(n)) {
    coefficient /= 10n
    exponent++
  }
  return { coefficient, exponent }
}

const asNumber = (v: ExactOrSpecial): number =>
  typeof v === 'number' ? v : v.coefficient === 0n ? 0 : v.coefficient < 0n ? -1 : 1

export function addDecimal(a: Numeric, b: Numeric): Decimal128 {
  const x = toDecimalExact(a)
  const y = toDecimalExact(b)
  if (typeof x === 'number' || typeof y === 'number') return special(asNumber(x) + asNumber(y))
  // Numbers too far apart to touch within 34 digits: the small one is lost, and its power of ten must not be computed.
  if (x.coefficient !== 0n && y.coefficient !== 0n && Math.abs(x.exponent - y.exponent) > 3 * digitsKept + 70) {
    const big = size(x.coefficient) + x.exponent > size(y.coefficient) + y.exponent ? x : y
    return decimal(big)
  }
  const exponent = Math.min(x.exponent, y.exponent)
  const widen = (e: Exact): bigint => (e.coefficient === 0n ? 0n : e.coefficient * ten(e.exponent - exponent))
  return decimal({ coefficient: widen(x) + widen(y), exponent })
}

export function multiplyDecimal(a: Numeric, b: Numeric): Decimal128 {
  const x = toDecimalExact(a)
  const y = toDecimalExact(b)
  if (typeof x === 'number' || typeof y === 'number') return special(asNumber(x) * asNumber(y))
  return decimal({ coefficient: x.coefficient * y.coefficient, exponent: x.exponent + y.exponent })
}

export function divideDecimal(a: Numeric, b: Numeric): Decimal128 {
  const x = toDecimalExact(a)
  const y = toDecimalExact(b)
  if (typeof x === 'number' || typeof y === 'number' || y.coefficient === 0n) return special(asNumber(x) / asNumber(y))
  const ideal = x.exponent - y.exponent
  const scale = Math.max(0, digitsKept + 2 + size(y.coefficient) - size(x.coefficient))
  const top = x.coefficient * ten(scale)
  let coefficient = top / y.coefficient
  const rest = top - coefficient * y.coefficient
  let exponent = ideal - scale
  if (rest !== 0n) {
    // One more digit that only says "something is left" keeps the last rounding right.
    coefficient = coefficient * 10n + (top < 0n !== y.coefficient < 0n ? -1n : 1n)
    exponent--
    return decimal({ coefficient, exponent })
  }
  while (exponent < ideal && coefficient !== 0n && coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent++
  }
  return decimal({ coefficient, exponent: coefficient === 0n ? ideal : exponent })
}

/** Sign of the dividend, as C's fmod. */
export function remainderDecimal(a: Numeric, b: Numeric): Decimal128 {
  const x = toDecimalExact(a)
  const y = toDecimalExact(b)
  if (typeof x === 'number' || (typeof y === 'number' && Number.isNaN(y))) return special(NaN)
  if (typeof y === 'number') return decimal(x)
  const exponent = Math.min(x.exponent, y.exponent)
  return decimal({
    coefficient: (x.coefficient * ten(x.exponent - exponent)) % (y.coefficient * ten(y.exponent - exponent)),
    exponent,
  })
}

/** From a double's own result (square roots and the like), at the precision a double has. */
export const decimalOfDouble = (n: number): Decimal128 =>
  Number.isFinite(n) ? decimal(exactOfText(String(n))) : special(n)
