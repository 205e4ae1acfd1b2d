// Conversions between types: manual, "$convert". What cannot be converted is ConversionFailure (241).
import { Binary, Decimal128, ObjectId, Timestamp } from 'bson'
import { decimal, toDecimalExact } from '../bson/decimal.js'
import { binaryBytes } from '../bson/compare.js'
import {
  double,
  exact,
  exactOfText,
  int32Max,
  int32Min,
  int64Max,
  int64Min,
  isNaNValue,
  kindOf,
  toNumber,
  toWhole,
} from '../bson/numbers.js'
import { typeName, typeNumbers } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Numeric, type Value } from '../bson/value.js'
import { parseFreely } from '../dates/parse.js'
import { ServerError } from '../server-error.js'
import { fieldsOf, unary, type OperatorCompiler } from './definition.js'

const failure = (message: string): ServerError => new ServerError(241, message)
const unsupported = (v: Value, to: string): ServerError =>
  failure(`Unsupported conversion from ${typeName(v)} to ${to} in $convert with no onError value`)

/** Doubles as the server writes them: the shortest digits that read back the same, exponent as 1e+30. */
function doubleText(n: number): string {
  if (Number.isNaN(n)) return 'NaN'
  if (!Number.isFinite(n)) return n > 0 ? 'Infinity' : '-Infinity'
  if (Object.is(n, -0)) return '-0'
  return String(n)
}

export function toText(v: Value): string {
  if (typeof v === 'string') return v
  if (typeof v === 'boolean' || typeof v === 'bigint') return String(v)
  if (v instanceof Decimal128) return v.toString()
  if (isNumeric(v)) return doubleText(toNumber(v))
  if (v instanceof Date) return Number.isNaN(v.getTime()) ? 'invalid date' : v.toISOString()
  if (v instanceof ObjectId) return v.toHexString()
  if (v instanceof Timestamp) return new Date(v.t * 1000).toISOString()
  if (v instanceof Binary) return binaryBytes(v).toString('base64')
  throw unsupported(v, 'string')
}

const parseFailure = (text: string, reason: string): ServerError =>
  failure(`Failed to parse number '${text}' in $convert with no onError value: ${reason}`)

function numberOfText(text: string, to: 'double' | 'decimal' | 'int' | 'long'): Numeric {
  if (/^[+-]?0x/i.test(text)) throw failure(`Illegal hexadecimal input in $convert with no onError value: ${text}`)
  if (/^\s/.test(text)) throw parseFailure(text, 'Leading whitespace')
  if (to === 'int' || to === 'long') {
    if (!/^[+-]?\d+$/.test(text)) throw parseFailure(text, text === '' ? 'No digits' : 'Did not consume whole string.')
    const n = BigInt(text.replace(/^\+/, ''))
    const [least, most] = to === 'int' ? [BigInt(int32Min), BigInt(int32Max)] : [int64Min, int64Max]
    if (n < least || n > most) throw parseFailure(text, 'Overflow')
    return to === 'int' ? Number(n) : n
  }
  if (/^[+-]?(inf|infinity|nan)$/i.test(text)) {
    const special = /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity
    return to === 'decimal' ? decimal(special) : special
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
    throw parseFailure(text, text === '' ? 'Empty string' : 'Did not consume whole string.')
  if (to === 'decimal') return decimal(exactOfText(text))
  const n = Number(text)
  if (!Number.isFinite(n)) throw parseFailure(text, 'Out of range')
  return double(n)
}

function toInteger(n: Numeric, least: bigint, most: bigint): bigint {
  if (isNaNValue(n)) throw failure('Attempt to convert NaN value to integer type in $convert with no onError value')
  const e = exact(n)
  if (typeof e === 'number')
    throw failure('Attempt to convert infinity value to integer type in $convert with no onError value')
  if (e.exponent > 40)
    throw failure(`Conversion would overflow target type in $convert with no onError value: ${toText(n)}`)
  const whole = e.exponent >= 0 ? e.coefficient * 10n ** BigInt(e.exponent) : e.coefficient / 10n ** BigInt(-e.exponent)
  if (whole < least || whole > most)
    throw failure(`Conversion would overflow target type in $convert with no onError value: ${toText(n)}`)
  return whole
}

function toNumberType(v: Value, to: 'double' | 'decimal' | 'int' | 'long'): Value {
  let n: Numeric
  if (typeof v === 'boolean') n = v ? 1 : 0
  else if (v instanceof Date && to !== 'int') n = BigInt(v.getTime())
  else if (isNumeric(v)) n = v
  else if (typeof v === 'string') return numberOfText(v, to)
  else throw unsupported(v, to)
  switch (to) {
    case 'double': {
      const made = toNumber(n)
      if (!Number.isFinite(made) && n instanceof Decimal128 && typeof exact(n) !== 'number')
        throw failure(`Conversion would overflow target type in $convert with no onError value: ${toText(n)}`)
      return double(made)
    }
    case 'decimal':
      return n instanceof Decimal128 ? n : decimal(toDecimalExact(n))
    case 'int':
      return Number(toInteger(n, BigInt(int32Min), BigInt(int32Max)))
    case 'long':
      return toInteger(n, int64Min, int64Max)
  }
}

/** Moments of dates, ids and timestamps; undefined for all else. */
export function momentOf(v: Value): number | undefined {
  if (v instanceof Date) return v.getTime()
  if (v instanceof ObjectId) return v.getTimestamp().getTime()
  return v instanceof Timestamp ? v.t * 1000 : undefined
}

function toDate(v: Value): Date {
  const moment = momentOf(v)
  if (moment !== undefined) return new Date(moment)
  if (isNumeric(v) && kindOf(v) !== 'int') return new Date(Number(toInteger(v, int64Min, int64Max)))
  if (typeof v !== 'string') throw unsupported(v, 'date')
  const parsed = parseFreely(v)
  if (parsed.kind === 'wrong') throw failure(`Error parsing date string '${v}'; ${parsed.reason}`)
  return new Date(parsed.utcMs)
}

function toObjectId(v: Value): ObjectId {
  if (v instanceof ObjectId) return v
  if (typeof v !== 'string') throw unsupported(v, 'objectId')
  if (!/^[0-9a-fA-F]{24}$/.test(v))
    throw failure(
      `Failed to parse objectId '${v}' in $convert with no onError value: Invalid string length for parsing to OID, expected 24 but found ${v.length}`,
    )
  return new ObjectId(v)
}

const toBoolean = (v: Value): boolean => (isNumeric(v) ? isNaNValue(v) || toNumber(v) !== 0 : v !== false)

export function convert(v: Value, to: string): Value {
  switch (to) {
    case 'string':
      return toText(v)
    case 'bool':
      return toBoolean(v)
    case 'objectId':
      return toObjectId(v)
    case 'date':
      return toDate(v)
    case 'double':
    case 'decimal':
    case 'int':
    case 'long':
      return toNumberType(v, to)
  }
  if (typeNumbers.has(to)) throw unsupported(v, to)
  throw new ServerError(2, `Unknown type name: ${to}`)
}

function targetName(v: Value): string {
  if (typeof v === 'string') {
    if (!typeNumbers.has(v)) throw new ServerError(2, `Unknown type name: ${v}`)
    return v
  }
  if (!isNumeric(v))
    throw new ServerError(9, `$convert's 'to' argument must be a string or number, but is ${typeName(v)}`)
  const whole = toWhole(v)
  if (whole === undefined) throw new ServerError(9, `In $convert, numeric 'to' argument is not an integer`)
  for (const [name, number] of typeNumbers) if (BigInt(number) === whole) return name
  throw new ServerError(9, `In $convert, numeric value for 'to' does not correspond to a BSON type: ${whole}`)
}

const converting: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 9, unknown: 9, missing: { input: 9, to: 9 } }
  const fields = fieldsOf(
    arg,
    ['input', 'to', 'onError', 'onNull', 'format', 'byteOrder', 'base'],
    codes,
    context,
    compile,
    name,
  )
  for (const extra of ['format', 'byteOrder', 'base'])
    if (fields.has(extra))
      throw new ServerError(238, `$convert with '${extra}' is not supported by the embedded database`)
  const input = fields.get('input')
  const to = fields.raw('to')
  const target = compile(isDocument(to) && to.has('type') ? to.get('type') : to, context)
  const onError = fields.optional('onError')
  const onNull = fields.optional('onNull')
  return (env) => {
    const v = input(env)
    const wanted = target(env)
    if (isNothing(wanted)) return null
    const type = targetName(wanted)
    if (isNothing(v)) return onNull ? onNull(env) : null
    try {
      return convert(v, type)
    } catch (thrown) {
      if (onError && thrown instanceof ServerError && thrown.code === 241) return onError(env)
      throw thrown
    }
  }
}

const short = (to: string): OperatorCompiler => unary((v) => (isNothing(v) ? null : convert(v, to)))

export const conversionOperators = new Map<string, OperatorCompiler>([
  ['$convert', converting],
  ['$toString', short('string')],
  ['$toInt', short('int')],
  ['$toLong', short('long')],
  ['$toDouble', short('double')],
  ['$toDecimal', short('decimal')],
  ['$toBool', short('bool')],
  ['$toDate', short('date')],
  ['$toObjectId', short('objectId')],
])
