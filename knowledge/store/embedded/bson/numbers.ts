// The four number types as one line of numbers: kinds, conversions, exact comparison.
import { Decimal128, Double } from 'bson'
import type { Numeric } from './value.js'

export const int32Min = -2147483648
export const int32Max = 2147483647
export const int64Min = -(2n ** 63n)
export const int64Max = 2n ** 63n - 1n

/** Whether a JavaScript number stands for an int32 here (-0 is a double). */
export const isInt32 = (n: number): boolean => (n | 0) === n && !Object.is(n, -0)
export const fitsInt64 = (n: bigint): boolean => n >= int64Min && n <= int64Max

/** A double; wrapped where the plain number would mean an int32. */
export const double = (n: number): number | Double => (isInt32(n) ? new Double(n) : n)

export type NumberKind = 'int' | 'long' | 'double' | 'decimal'
export function kindOf(v: Numeric): NumberKind {
  if (typeof v === 'number') return isInt32(v) ? 'int' : 'double'
  if (typeof v === 'bigint') return 'long'
  return v instanceof Double ? 'double' : 'decimal'
}

/** Nearest double; exact for int32 and double. */
export function toNumber(v: Numeric): number {
  if (typeof v === 'number') return v
  if (typeof v === 'bigint') return Number(v)
  if (v instanceof Double) return v.value
  return Number(decimalText(v))
}

const decimalText = (v: Decimal128): string => v.toString()

/** An exact decimal number `coefficient × 10^exponent`. */
export interface Exact {
  readonly coefficient: bigint
  readonly exponent: number
}
/** Every finite number, exactly; a JavaScript number only for NaN and the infinities. */
export type ExactOrSpecial = Exact | number

export function exactOfText(text: string): ExactOrSpecial {
  if (/nan/i.test(text)) return NaN
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  const found = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!found) return NaN
  const fraction = found[3] ?? ''
  const digits = BigInt(`${found[2] ?? ''}${fraction}` || '0')
  return { coefficient: found[1] === '-' ? -digits : digits, exponent: Number(found[4] ?? 0) - fraction.length }
}

const scratch = new DataView(new ArrayBuffer(8))
function exactOfDouble(v: number): ExactOrSpecial {
  if (!Number.isFinite(v)) return v
  if (Number.isInteger(v)) return { coefficient: BigInt(v), exponent: 0 }
  scratch.setFloat64(0, v)
  const bits = scratch.getBigUint64(0)
  let power = Number((bits >> 52n) & 0x7ffn)
  let mantissa = bits & 0xfffffffffffffn
  if (power === 0) power = 1
  else mantissa |= 0x10000000000000n
  power -= 1075
  while (power < 0 && (mantissa & 1n) === 0n) {
    mantissa >>= 1n
    power++
  }
  const magnitude = power >= 0 ? mantissa << BigInt(power) : mantissa * 5n ** BigInt(-power)
  return { coefficient: bits >> 63n ? -magnitude : magnitude, exponent: power >= 0 ? 0 : power }
}

export function exact(v: Numeric): ExactOrSpecial {
  if (typeof v === 'bigint') return { coefficient: v, exponent: 0 }
  if (typeof v === 'number') return exactOfDouble(v)
  return v instanceof Double ? exactOfDouble(v.value) : exactOfText(decimalText(v))
}

export const isNaNValue = (v: Numeric): boolean => {
  if (typeof v === 'bigint') return false
  return Number.isNaN(toNumber(v))
}

function magnitude(e: Exact): number {
  return (e.coefficient < 0n ? -e.coefficient : e.coefficient).toString().length + e.exponent
}

/** NaN is below every number and equal to itself: manual, "Comparison/Sort Order". */
export function compareExact(a: ExactOrSpecial, b: ExactOrSpecial): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const x = typeof a === 'number' ? a : 0
    const y = typeof b === 'number' ? b : 0
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1
    if (Number.isNaN(y)) return 1
    return x < y ? -1 : x > y ? 1 : 0
  }
  const signA = a.coefficient < 0n ? -1 : a.coefficient > 0n ? 1 : 0
  const signB = b.coefficient < 0n ? -1 : b.coefficient > 0n ? 1 : 0
  if (signA !== signB || signA === 0) return signA - signB
  // Far apart: decided without the power of ten, which may be huge (1E+6000).
  const far = magnitude(a) - magnitude(b)
  if (Math.abs(far) > 1) return far > 0 ? signA : -signA
  const shift = a.exponent - b.exponent
  const x = shift > 0 ? a.coefficient * 10n ** BigInt(shift) : a.coefficient
  const y = shift < 0 ? b.coefficient * 10n ** BigInt(-shift) : b.coefficient
  return x < y ? -1 : x > y ? 1 : 0
}

export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareExact(exact(a), exact(b))
  const x = a instanceof Double ? a.value : a
  const y = b instanceof Double ? b.value : b
  if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1
  if (Number.isNaN(y)) return 1
  return x < y ? -1 : x > y ? 1 : 0
}

/** The whole number a value equals, or undefined when it is not whole or not finite. */
export function toWhole(v: Numeric): bigint | undefined {
  if (typeof v === 'bigint') return v
  if (typeof v === 'number') return Number.isInteger(v) ? BigInt(v) : undefined
  const e = exact(v)
  if (typeof e === 'number') return undefined
  if (e.exponent >= 0) return e.exponent > 6200 ? undefined : e.coefficient * 10n ** BigInt(e.exponent)
  const unit = 10n ** BigInt(-e.exponent)
  return e.coefficient % unit === 0n ? e.coefficient / unit : undefined
}

/** Cut towards zero; undefined for NaN and the infinities. */
export function truncated(v: Numeric): bigint | undefined {
  if (typeof v === 'bigint') return v
  const e = exact(v)
  if (typeof e === 'number') return undefined
  if (e.exponent >= 0) return e.coefficient * 10n ** BigInt(e.exponent)
  return e.coefficient / 10n ** BigInt(-e.exponent)
}

/** int32 when both the kind and the size allow it, int64 up to its range, double beyond it. */
export function integer(n: bigint, narrow: boolean): number | bigint | Double {
  if (narrow && n >= BigInt(int32Min) && n <= BigInt(int32Max)) return Number(n)
  return fitsInt64(n) ? n : double(Number(n))
}
