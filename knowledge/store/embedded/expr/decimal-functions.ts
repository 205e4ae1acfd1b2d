// Elementary functions of decimals to 34 digits, by series on fixed-point numbers with 60 digits behind the point.
import type { Decimal128 } from 'bson'
import { decimal } from '../bson/decimal.js'
import { exact, type ExactOrSpecial } from '../bson/numbers.js'

const places = 70
const one = 10n ** BigInt(places)
type Fixed = bigint

const mul = (a: Fixed, b: Fixed): Fixed => (a * b) / one
const div = (a: Fixed, b: Fixed): Fixed => (a * one) / b
const whole = (n: number): Fixed => BigInt(n) * one

function fixed(e: ExactOrSpecial): Fixed | undefined {
  if (typeof e === 'number') return undefined
  const shift = e.exponent + places
  if (shift > 6000) return undefined
  return shift >= 0 ? e.coefficient * 10n ** BigInt(shift) : e.coefficient / 10n ** BigInt(-shift)
}

const result = (v: Fixed, scale = 0): Decimal128 => {
  // 36 digits, so that the rounding to 34 is the only one that shows; zeros at the end are not significant.
  let coefficient = v
  let exponent = -places + scale
  const extra = (v < 0n ? -v : v).toString().length - 36
  if (extra > 0) {
    coefficient /= 10n ** BigInt(extra)
    exponent += extra
  }
  const made = decimal({ coefficient, exponent })
  const e = exact(made)
  if (typeof e === 'number') return made
  let { coefficient: c, exponent: x } = e
  while (x < 0 && c !== 0n && c % 10n === 0n) {
    c /= 10n
    x++
  }
  return decimal({ coefficient: c, exponent: c === 0n ? 0 : x })
}

function squareRoot(n: bigint): bigint {
  if (n < 2n) return n
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (x + n / x) >> 1n
    if (next >= x) return x
    x = next
  }
}
const sqrtFixed = (v: Fixed): Fixed => squareRoot(v * one)

/** Σ x^k/k!, x small. */
function expSeries(x: Fixed): Fixed {
  let term = one
  let sum = one
  for (let k = 1n; term !== 0n; k++) {
    term = mul(term, x) / k
    sum += term
  }
  return sum
}
function expFixed(x: Fixed): Fixed {
  // e^x = (e^(x/2^k))^(2^k)
  const halvings = 12n
  let v = expSeries(x >> halvings)
  for (let i = 0n; i < halvings; i++) v = mul(v, v)
  return v
}
/** 2·artanh((x-1)/(x+1)) for x near 1. */
function lnSeries(x: Fixed): Fixed {
  const y = div(x - one, x + one)
  const square = mul(y, y)
  let power = y
  let sum = 0n
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += power / k
    power = mul(power, square)
  }
  return 2n * sum
}
const ln10 = ((): Fixed => {
  // ln 10 = 2·ln(√√√10)·4 by repeated roots, so that the series starts near 1.
  let root = whole(10)
  for (let i = 0; i < 6; i++) root = sqrtFixed(root)
  return 64n * lnSeries(root)
})()
function lnExact(e: Exclude<ExactOrSpecial, number>): Fixed {
  const digits = e.coefficient.toString().length
  // x = m·10^n with 1 ≤ m < 10
  let m = (e.coefficient * one) / 10n ** BigInt(digits - 1)
  let roots = 0n
  while (m > (one * 11n) / 10n) {
    m = sqrtFixed(m)
    roots++
  }
  return (lnSeries(m) << roots) + BigInt(e.exponent + digits - 1) * ln10
}

function arctanSeries(x: Fixed): Fixed {
  const square = mul(x, x)
  let power = x
  let sum = 0n
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n, sign = -sign) {
    sum += (sign * power) / k
    power = mul(power, square)
  }
  return sum
}
const pi = 16n * arctanSeries(one / 5n) - 4n * arctanSeries(one / 239n)
function arctan(x: Fixed): Fixed {
  if (x < 0n) return -arctan(-x)
  if (x > one) return pi / 2n - arctan(div(one, x))
  // Halve the angle until the series is quick: atan x = 2·atan(x / (1 + √(1 + x²)))
  let y = x
  let doublings = 0n
  while (y > one / 16n) {
    y = div(y, one + sqrtFixed(one + mul(y, y)))
    doublings++
  }
  return arctanSeries(y) << doublings
}
function sinCos(x: Fixed): { sin: Fixed; cos: Fixed } {
  let angle = x % (2n * pi)
  if (angle < 0n) angle += 2n * pi
  const halvings = 8n
  const small = angle >> halvings
  const square = mul(small, small)
  let term = small
  let sin = small
  for (let k = 1n; term !== 0n; k++) {
    term = -mul(term, square) / (2n * k * (2n * k + 1n))
    sin += term
  }
  let cos = sqrtFixed(one - mul(sin, sin))
  for (let i = 0n; i < halvings; i++) [sin, cos] = [2n * mul(sin, cos), mul(cos, cos) - mul(sin, sin)]
  return { sin, cos }
}

const arcsin = (x: Fixed): Fixed => {
  if (x === one) return pi / 2n
  if (x === -one) return -pi / 2n
  return arctan(div(x, sqrtFixed(one - mul(x, x))))
}
const lnOf = (x: Fixed): Fixed => lnExact({ coefficient: x, exponent: -places })

type OfFixed = (x: Fixed) => Fixed
const functions = new Map<string, OfFixed>([
  ['$sin', (x) => sinCos(x).sin],
  ['$cos', (x) => sinCos(x).cos],
  ['$tan', (x) => div(sinCos(x).sin, sinCos(x).cos)],
  ['$asin', arcsin],
  ['$acos', (x) => pi / 2n - arcsin(x)],
  ['$atan', arctan],
  ['$sinh', (x) => (expFixed(x) - expFixed(-x)) / 2n],
  ['$cosh', (x) => (expFixed(x) + expFixed(-x)) / 2n],
  ['$tanh', (x) => one - div(2n * one, expFixed(2n * x) + one)],
  ['$asinh', (x) => (x < 0n ? -1n : 1n) * lnOf((x < 0n ? -x : x) + sqrtFixed(mul(x, x) + one))],
  ['$acosh', (x) => (x === one ? 0n : lnOf(x + sqrtFixed(mul(x, x) - one)))],
  ['$atanh', (x) => lnOf(div(one + x, one - x)) / 2n],
  ['$degreesToRadians', (x) => mul(x, pi) / 180n],
  ['$radiansToDegrees', (x) => div(x * 180n, pi)],
])

/** Undefined where the value lies outside what 70 places can hold, or is not finite: a double's answer has to do there. */
export function decimalFunction(name: string, v: Decimal128): Decimal128 | undefined {
  const e = exact(v)
  if (typeof e === 'number') return undefined
  if (name === '$sqrt') return decimalSqrt(e)
  if (name === '$ln' && e.coefficient > 0n) return result(lnExact(e))
  if (name === '$log10' && e.coefficient > 0n) return result(div(lnExact(e), ln10))
  const x = fixed(e)
  if (x === undefined) return undefined
  if (name === '$exp') return decimalExp(x)
  const apply = functions.get(name)
  const tooFar = e.coefficient !== 0n && (x === 0n || (x < 0n ? -x : x) > whole(100_000))
  const tiny = e.coefficient !== 0n && (x < 0n ? -x : x) < 10n ** 25n
  return apply && !tooFar && !tiny ? result(apply(x)) : undefined
}

function decimalSqrt(e: Exclude<ExactOrSpecial, number>): Decimal128 | undefined {
  if (e.coefficient < 0n) return undefined
  if (e.coefficient === 0n) return decimal({ coefficient: 0n, exponent: Math.floor(e.exponent / 2) })
  const exponent = Math.floor(e.exponent / 2)
  const even = e.coefficient * 10n ** BigInt(e.exponent - exponent * 2)
  const root = squareRoot(even)
  if (root * root === even) return decimal({ coefficient: root, exponent })
  return decimal({ coefficient: squareRoot(even * 10n ** 80n) * 10n + 1n, exponent: exponent - 41 })
}

function decimalExp(x: Fixed): Decimal128 | undefined {
  // e^x = 10^n · e^(x - n·ln 10)
  const n = x / ln10
  if (n > 6200n || n < -6200n) return undefined
  return result(expFixed(x - n * ln10), Number(n))
}

export function decimalPower(base: Decimal128, power: ExactOrSpecial): Decimal128 | undefined {
  const b = exact(base)
  if (typeof b === 'number' || typeof power === 'number') return undefined
  const asWhole =
    power.exponent >= 0 && power.exponent < 4 ? power.coefficient * 10n ** BigInt(power.exponent) : undefined
  if (asWhole !== undefined && asWhole >= 0n && asWhole < 200n)
    return decimal({ coefficient: b.coefficient ** asWhole, exponent: b.exponent * Number(asWhole) })
  if (b.coefficient <= 0n) return undefined
  const p = fixed(power)
  return p === undefined ? undefined : decimalExp(mul(p, lnExact(b)))
}

export function decimalLog(v: Decimal128, base: Decimal128): Decimal128 | undefined {
  const x = exact(v)
  const b = exact(base)
  if (typeof x === 'number' || typeof b === 'number') return undefined
  return result(div(lnExact(x), lnExact(b)))
}
