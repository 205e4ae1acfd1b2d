// Powers, logarithms and trigonometry: manual, "Arithmetic" and "Trigonometry Expression Operators".
import { Decimal128 } from 'bson'
import { decimal, decimalOfDouble, toDecimalExact } from '../bson/decimal.js'
import { double, fitsInt64, integer, isNaNValue, kindOf, toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isNothing, isNumeric, type Numeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { needNumber } from './arithmetic.js'
import { decimalFunction, decimalLog, decimalPower } from './decimal-functions.js'
import { binary, unary, type OperatorCompiler } from './definition.js'

interface Domain {
  readonly allows: (x: number) => boolean
  readonly code: number
  readonly words: string
}
const positive = (code: number): Domain => ({
  allows: (x) => x > 0,
  code,
  words: "'s argument must be a positive number",
})
const finite: Domain = { allows: Number.isFinite, code: 50989, words: ' cannot be applied to an infinite value' }
const unit: Domain = { allows: (x) => Math.abs(x) <= 1, code: 50989, words: ' value must be in [-1,1]' }

/** A real function; decimals get a decimal's precision. NaN stays NaN. */
const real = (f: (x: number) => number, domain?: Domain): OperatorCompiler =>
  unary((v, { name }) => {
    if (isNothing(v)) return null
    const n = needNumber(v, name)
    const x = toNumber(n)
    if (domain && !isNaNValue(n) && !domain.allows(x))
      throw new ServerError(domain.code, `${name}${domain.words}, but is ${x}`)
    if (n instanceof Decimal128) return decimalFunction(name, n) ?? decimalOfDouble(f(x))
    return double(f(x))
  })

function power(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  const base = needNumber(a, "$pow's base", 28762)
  const exponent = needNumber(b, "$pow's exponent", 28763)
  if (toNumber(base) === 0 && toNumber(exponent) < 0)
    throw new ServerError(28764, '$pow cannot take a base of 0 and a negative exponent')
  if (base instanceof Decimal128 || exponent instanceof Decimal128) {
    const wide = decimal(toDecimalExact(base))
    return decimalPower(wide, toDecimalExact(exponent)) ?? decimalOfDouble(toNumber(base) ** toNumber(exponent))
  }
  if (kindOf(base) !== 'double' && kindOf(exponent) !== 'double') {
    const whole = wholePower(BigInt(base as number | bigint), BigInt(exponent as number | bigint))
    if (whole !== undefined) return integer(whole, kindOf(base) === 'int' && kindOf(exponent) === 'int')
  }
  return double(toNumber(base) ** toNumber(exponent))
}

/** Undefined when the power is no int64. */
function wholePower(base: bigint, exponent: bigint): bigint | undefined {
  if (base === 1n || exponent === 0n) return 1n
  if (base === -1n) return exponent % 2n === 0n ? 1n : -1n
  if (exponent < 0n) return undefined
  if (base === 0n) return 0n
  if (exponent > 64n) return undefined
  const made = base ** exponent
  return fitsInt64(made) ? made : undefined
}

function logarithm(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  const v = needNumber(a, "$log's argument", 28756)
  const base = needNumber(b, "$log's base", 28757)
  if (!isNaNValue(v) && toNumber(v) <= 0)
    throw new ServerError(28758, `$log's argument must be a positive number, but is ${toNumber(v)}`)
  if (!isNaNValue(base) && (toNumber(base) <= 0 || toNumber(base) === 1))
    throw new ServerError(28759, `$log's base must be a positive number not equal to 1, but is ${toNumber(base)}`)
  const plain = Math.log(toNumber(v)) / Math.log(toNumber(base))
  if (!(v instanceof Decimal128) && !(base instanceof Decimal128)) return double(plain)
  return decimalLog(decimal(toDecimalExact(v)), decimal(toDecimalExact(base))) ?? decimalOfDouble(plain)
}

function arctangent2(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  const need = (v: Value, code: number): Numeric => {
    if (isNumeric(v)) return v
    throw new ServerError(code, `$atan2 only supports numeric types, not ${typeName(v)}`)
  }
  const y = need(a, 51044)
  const x = need(b, 51045)
  const made = Math.atan2(toNumber(y), toNumber(x))
  return y instanceof Decimal128 || x instanceof Decimal128 ? decimalOfDouble(made) : double(made)
}

export const mathOperators = new Map<string, OperatorCompiler>([
  [
    '$sqrt',
    real(Math.sqrt, { allows: (x) => x >= 0, code: 28714, words: "'s argument must be greater than or equal to 0" }),
  ],
  ['$exp', real(Math.exp)],
  ['$ln', real(Math.log, positive(28766))],
  ['$log10', real(Math.log10, positive(28761))],
  ['$log', binary(logarithm)],
  ['$pow', binary(power)],
  ['$sin', real(Math.sin, finite)],
  ['$cos', real(Math.cos, finite)],
  ['$tan', real(Math.tan, finite)],
  ['$asin', real(Math.asin, unit)],
  ['$acos', real(Math.acos, unit)],
  ['$atan', real(Math.atan)],
  ['$atan2', binary(arctangent2)],
  ['$sinh', real(Math.sinh)],
  ['$cosh', real(Math.cosh)],
  ['$tanh', real(Math.tanh)],
  ['$asinh', real(Math.asinh)],
  ['$acosh', real(Math.acosh, { allows: (x) => x >= 1, code: 50989, words: ' value must be in [1,inf]' })],
  ['$atanh', real(Math.atanh, unit)],
  ['$degreesToRadians', real((x) => (x * Math.PI) / 180)],
  ['$radiansToDegrees', real((x) => (x * 180) / Math.PI)],
  ['$sigmoid', real((x) => 1 / (1 + Math.exp(-x)))],
])
