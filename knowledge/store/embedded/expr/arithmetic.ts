// Arithmetic operators: manual, "Arithmetic Expression Operators". Results take the widest type; int32 grows to int64, int64 to double.
import { Decimal128 } from 'bson'
import { addDecimal, decimal, divideDecimal, multiplyDecimal, remainderDecimal } from '../bson/decimal.js'
import { double, exact, fitsInt64, integer, isInt32, kindOf, toNumber, toWhole, type Exact } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isNothing, isNumeric, type Numeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { binary, eager, unary, variadic, type OperatorCompiler } from './definition.js'
import { Sum } from './sum.js'

export function needNumber(v: Value, name: string, code = 28765): Numeric {
  if (isNumeric(v)) return v
  throw new ServerError(code, `${name} only supports numeric types, not ${typeName(v)}`)
}

const asWhole = (v: Numeric): bigint => (typeof v === 'bigint' ? v : BigInt(v as number))
const bothNarrow = (a: Numeric, b: Numeric): boolean => kindOf(a) === 'int' && kindOf(b) === 'int'
const hasDouble = (a: Numeric, b: Numeric): boolean => kindOf(a) === 'double' || kindOf(b) === 'double'
const isDecimal = (v: Numeric): v is Decimal128 => v instanceof Decimal128

export function multiply(a: Numeric, b: Numeric): Numeric {
  if (isDecimal(a) || isDecimal(b)) return multiplyDecimal(a, b)
  if (hasDouble(a, b)) return double(toNumber(a) * toNumber(b))
  return integer(asWhole(a) * asWhole(b), bothNarrow(a, b))
}

export function add(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number' && isInt32(a) && isInt32(b)) return integer(BigInt(a + b), true)
  if (isDecimal(a) || isDecimal(b)) return addDecimal(a, b)
  if (hasDouble(a, b)) return double(toNumber(a) + toNumber(b))
  return integer(asWhole(a) + asWhole(b), bothNarrow(a, b))
}

export function negate(v: Numeric): Numeric {
  if (isDecimal(v)) return multiplyDecimal(v, -1)
  if (kindOf(v) === 'double') return double(-toNumber(v))
  return integer(-asWhole(v), kindOf(v) === 'int')
}

const shifted = (date: Date, ms: number): Date => {
  const moved = new Date(date.getTime() + Math.round(ms))
  if (Number.isNaN(moved.getTime())) throw new ServerError(15, 'date overflow')
  return moved
}

function addAll(args: readonly Value[]): Value {
  let date: Date | undefined
  const sum = new Sum()
  for (const v of args) {
    if (isNumeric(v)) sum.add(v)
    else if (v instanceof Date) {
      if (date) throw new ServerError(16612, 'only one date allowed in an $add expression')
      date = v
    } else if (isNothing(v)) return null
    else throw new ServerError(14, `$add only supports numeric or date types, not ${typeName(v)}`)
  }
  return date ? shifted(date, toNumber(sum.result())) : sum.result()
}

function multiplyAll(args: readonly Value[]): Value {
  let product: Numeric = 1
  for (const v of args) {
    if (isNothing(v)) return null
    product = multiply(product, needNumber(v, '$multiply', 14))
  }
  return product
}

function subtract(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  if (a instanceof Date) {
    if (b instanceof Date) return BigInt(a.getTime() - b.getTime())
    if (isNumeric(b)) return shifted(a, -toNumber(b))
    throw new ServerError(14, `can't $subtract ${typeName(b)} from date`)
  }
  if (!isNumeric(a) || !isNumeric(b)) throw new ServerError(14, `can't $subtract ${typeName(b)} from ${typeName(a)}`)
  if (!isDecimal(a) && !isDecimal(b) && hasDouble(a, b)) return double(toNumber(a) - toNumber(b))
  if (!isDecimal(a) && !isDecimal(b)) return integer(asWhole(a) - asWhole(b), bothNarrow(a, b))
  return addDecimal(a, negate(b))
}

function divide(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  if (!isNumeric(a) || !isNumeric(b))
    throw new ServerError(14, `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw new ServerError(2, "can't $divide by zero")
  return isDecimal(a) || isDecimal(b) ? divideDecimal(a, b) : double(toNumber(a) / toNumber(b))
}

function modulo(a: Value, b: Value): Value {
  if (isNothing(a) || isNothing(b)) return null
  if (!isNumeric(a) || !isNumeric(b))
    throw new ServerError(16611, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`)
  if (toNumber(b) === 0) throw new ServerError(16610, "can't $mod by zero")
  if (isDecimal(a) || isDecimal(b)) return remainderDecimal(a, b)
  if (hasDouble(a, b)) return double(toNumber(a) % toNumber(b))
  return integer(asWhole(a) % asWhole(b), bothNarrow(a, b))
}

function absolute(v: Value): Value {
  if (isNothing(v)) return null
  const n = needNumber(v, '$abs')
  if (kindOf(n) === 'double') return double(Math.abs(toNumber(n)))
  if (isDecimal(n)) return n.toString().startsWith('-') ? Decimal128.fromString(n.toString().slice(1)) : n
  const whole = asWhole(n)
  if (whole === -(2n ** 63n)) throw new ServerError(28680, "can't take $abs of long long min")
  return integer(whole < 0n ? -whole : whole, kindOf(n) === 'int')
}

export type Rounding = 'half-even' | 'truncate' | 'up' | 'down'

/** The whole multiple of `10^-place` that the rounding picks. */
export function roundExact(e: Exact, place: number, rounding: Rounding): Exact {
  const drop = -place - e.exponent
  if (drop <= 0) return e
  if (drop > 7000) return { coefficient: 0n, exponent: -place }
  const unit = 10n ** BigInt(drop)
  let quotient = e.coefficient / unit
  const rest = e.coefficient - quotient * unit
  const twice = (rest < 0n ? -rest : rest) * 2n
  const away = e.coefficient < 0n ? -1n : 1n
  if (rounding === 'half-even' && (twice > unit || (twice === unit && (quotient & 1n) === 1n))) quotient += away
  if (rounding === 'up' && rest > 0n) quotient += 1n
  if (rounding === 'down' && rest < 0n) quotient -= 1n
  return { coefficient: quotient, exponent: -place }
}

function roundNumber(v: Numeric, place: number, rounding: Rounding): Value {
  const kind = kindOf(v)
  const e = exact(v)
  if (typeof e === 'number') return v
  if ((kind === 'int' || kind === 'long') && place >= 0) return v
  const rounded = roundExact(e, place, rounding)
  if (kind === 'decimal') return decimal(rounded)
  if (kind === 'double') {
    const made = Number(`${rounded.coefficient}e${rounded.exponent}`)
    return double(made === 0 && toNumber(v) < 0 ? -0 : made)
  }
  const whole = rounded.coefficient * 10n ** BigInt(rounded.exponent)
  if (!fitsInt64(whole))
    throw new ServerError(
      51080,
      `invalid conversion from Decimal128 result in $round resulting from arguments: [${String(v)}, ${place}]`,
    )
  return integer(whole, kind === 'int')
}

const rounder = (rounding: Rounding): OperatorCompiler =>
  eager(1, 2, (args, { name }) => {
    const [v, digits] = args
    if (isNothing(v)) return null
    if (args.length > 1 && isNothing(digits)) return null
    const n = needNumber(v, name, 51081)
    if (args.length === 1) return roundNumber(n, 0, rounding)
    if (!isNumeric(digits)) throw new ServerError(16004, `can't convert from BSON type ${typeName(digits)} to long`)
    const place = toWhole(digits)
    if (place === undefined) throw new ServerError(51082, `precision argument to ${name} must be a integral value`)
    if (place < -20n || place > 100n)
      throw new ServerError(51083, `cannot apply ${name} with precision value ${place} value must be in [-20, 100]`)
    return roundNumber(n, Number(place), rounding)
  })

const toWholeNumber = (rounding: 'up' | 'down'): OperatorCompiler =>
  unary((v, { name }) => (isNothing(v) ? null : roundNumber(needNumber(v, name), 0, rounding)))

function ceilOrFloorDouble(rounding: 'up' | 'down'): OperatorCompiler {
  const general = toWholeNumber(rounding)
  const fast = rounding === 'up' ? Math.ceil : Math.floor
  return (arg, context, compile, name) => {
    const slow = general(arg, context, compile, name)
    const read = compile(Array.isArray(arg) ? arg[0] : arg, context)
    return (env) => {
      const v = read(env)
      return isNumeric(v) && kindOf(v) === 'double' ? double(fast(toNumber(v))) : slow(env)
    }
  }
}

export const arithmeticOperators = new Map<string, OperatorCompiler>([
  ['$add', variadic(addAll)],
  ['$multiply', variadic(multiplyAll)],
  ['$subtract', binary(subtract)],
  ['$divide', binary(divide)],
  ['$mod', binary(modulo)],
  ['$abs', unary(absolute)],
  ['$ceil', ceilOrFloorDouble('up')],
  ['$floor', ceilOrFloorDouble('down')],
  ['$round', rounder('half-even')],
  ['$trunc', rounder('truncate')],
])
