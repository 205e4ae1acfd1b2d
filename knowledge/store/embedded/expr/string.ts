// String operators: manual, "String Expression Operators". Case changes touch ASCII letters only.
import { Timestamp } from 'bson'
import { compareText } from '../bson/compare.js'
import { isRegex, compileRegex } from '../bson/regex.js'
import { truncated } from '../bson/numbers.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { codePoints, isNothing, isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { searchPosition } from './array.js'
import { toText } from './convert.js'
import { binary, eager, fieldsOf, unary, variadic, type OperatorCompiler } from './definition.js'
import { int32 } from './whole.js'

function needText(v: Value, name: string, code: number): string {
  if (typeof v === 'string') return v
  throw new ServerError(code, `${name} requires a string argument, found: ${typeOrMissing(v)}`)
}

/** What $toLower, $substr and their like take for a string: nothing is "", numbers and dates are written out. */
function coerced(v: Value): string {
  if (isNothing(v)) return ''
  if (typeof v === 'string') return v
  if (isNumeric(v) || v instanceof Date || v instanceof Timestamp) return toText(v)
  throw new ServerError(16007, `can't convert from BSON type ${typeName(v)} to String`)
}
const lower = (s: string): string => s.replace(/[A-Z]+/g, (part) => part.toLowerCase())
const upper = (s: string): string => s.replace(/[a-z]+/g, (part) => part.toUpperCase())

const concat = variadic((args) => {
  let made = ''
  for (const v of args) {
    if (isNothing(v)) return null
    if (typeof v !== 'string') throw new ServerError(16702, `$concat only supports strings, not ${typeName(v)}`)
    made += v
  }
  return made
})

const split = binary((v, separator) => {
  if (isNothing(v) || isNothing(separator)) return null
  if (typeof v !== 'string')
    throw new ServerError(
      40085,
      `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(v)}`,
    )
  if (isRegex(separator)) return v.split(compileRegex(separator.pattern, separator.options))
  if (typeof separator !== 'string')
    throw new ServerError(
      40086,
      `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(separator)}`,
    )
  if (separator === '') throw new ServerError(40087, '$split requires a non-empty separator')
  return v.split(separator)
})

const substringOfPoints = eager(3, 3, ([v, start, count]) => {
  const points = codePoints(coerced(v))
  const from = int32(start, '$substrCP: starting index', 34450, 34451)
  const length = int32(count, '$substrCP: length', 34452, 34453)
  if (length < 0) throw new ServerError(34454, '$substrCP: length must be a nonnegative integer.')
  if (from < 0) throw new ServerError(34455, '$substrCP: the starting index must be nonnegative integer.')
  return points.slice(from, from + length).join('')
})

const substringOfBytes = eager(3, 3, ([v, start, count]) => {
  const bytes = Buffer.from(coerced(v))
  if (!isNumeric(start))
    throw new ServerError(
      16034,
      `$substrBytes:  starting index must be a numeric type (is BSON type ${typeOrMissing(start)})`,
    )
  if (!isNumeric(count))
    throw new ServerError(16035, `$substrBytes:  length must be a numeric type (is BSON type ${typeOrMissing(count)})`)
  const from = Number(truncated(start) ?? 0n)
  const length = Number(truncated(count) ?? 0n)
  if (from < 0) throw new ServerError(50752, `$substrBytes:  starting index must be non-negative (got: ${from})`)
  const end = length < 0 ? bytes.length : Math.min(bytes.length, from + length)
  const continues = (at: number): boolean => at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80
  if (continues(from))
    throw new ServerError(28656, '$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.')
  if (continues(end))
    throw new ServerError(28657, '$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.')
  return bytes.toString('utf8', Math.min(from, bytes.length), Math.max(from, end))
})

function indexOf(points: boolean): OperatorCompiler {
  return eager(2, 4, (args, { name }) => {
    const [v, wanted, start, end] = args
    if (isNothing(v)) return null
    if (typeof v !== 'string')
      throw new ServerError(
        points ? 40093 : 40091,
        `${name} requires a string as the first argument, found: ${typeName(v)}`,
      )
    if (typeof wanted !== 'string')
      throw new ServerError(
        points ? 40094 : 40092,
        `${name} requires a string as the second argument, found: ${typeOrMissing(wanted)}`,
      )
    const text = points ? codePoints(v) : Buffer.from(v)
    const from = args.length > 2 ? searchPosition(start, name, 'starting') : 0
    const to = Math.min(args.length > 3 ? searchPosition(end, name, 'ending') : text.length, text.length)
    if (from > text.length || from > to) return -1
    if (Buffer.isBuffer(text)) return text.subarray(0, to).indexOf(Buffer.from(wanted), from)
    const needle = codePoints(wanted)
    for (let i = from; i + needle.length <= to; i++) if (needle.every((point, j) => text[i + j] === point)) return i
    return -1
  })
}

const blanks = new Set(
  codePoints('\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'),
)
const trimming =
  (left: boolean, right: boolean): OperatorCompiler =>
  (arg, context, compile, name) => {
    const codes = { notObject: 50696, unknown: 50694, missing: { input: 50695 } }
    const fields = fieldsOf(arg, ['input', 'chars'], codes, context, compile, name)
    const input = fields.get('input')
    const chars = fields.optional('chars')
    return (env) => {
      const v = input(env)
      if (isNothing(v)) return null
      if (typeof v !== 'string')
        throw new ServerError(50699, `${name} requires its input to be a string, got ${typeName(v)}`)
      const given = chars?.(env)
      if (chars && isNothing(given)) return null
      if (chars && typeof given !== 'string')
        throw new ServerError(50700, `${name} requires 'chars' to be a string, got ${typeName(given)}`)
      const unwanted = typeof given === 'string' ? new Set(codePoints(given)) : blanks
      const points = codePoints(v)
      let start = 0
      let end = points.length
      if (left) while (start < end && unwanted.has(points[start] ?? '')) start++
      if (right) while (end > start && unwanted.has(points[end - 1] ?? '')) end--
      return points.slice(start, end).join('')
    }
  }

const replacing =
  (all: boolean): OperatorCompiler =>
  (arg, context, compile, name) => {
    const names = ['input', 'find', 'replacement'] as const
    const codes = { notObject: 51751, unknown: 51750, missing: { input: 51749, find: 51748, replacement: 51747 } }
    const fields = fieldsOf(arg, names, codes, context, compile, name)
    const reads = names.map((each) => fields.get(each))
    return (env) => {
      const values = reads.map((read) => read(env))
      values.forEach((v, i) => {
        if (!isNothing(v) && typeof v !== 'string')
          throw new ServerError(
            51746 - i,
            `${name} requires that '${names[i] ?? ''}' be a string, found: ${typeName(v)}`,
          )
      })
      const [v, find, replacement] = values
      if (typeof v !== 'string' || typeof find !== 'string' || typeof replacement !== 'string') return null
      if (all) return v.split(find).join(replacement)
      const at = v.indexOf(find)
      return at < 0 ? v : v.slice(0, at) + replacement + v.slice(at + find.length)
    }
  }

export const stringOperators = new Map<string, OperatorCompiler>([
  ['$concat', concat],
  ['$split', split],
  ['$toLower', unary((v) => lower(coerced(v)))],
  ['$toUpper', unary((v) => upper(coerced(v)))],
  ['$strcasecmp', binary((a, b) => Math.sign(compareText(upper(coerced(a)), upper(coerced(b)))))],
  ['$strLenBytes', unary((v, { name }) => Buffer.byteLength(needText(v, name, 34473)))],
  ['$strLenCP', unary((v, { name }) => codePoints(needText(v, name, 34471)).length)],
  ['$substr', substringOfBytes],
  ['$substrBytes', substringOfBytes],
  ['$substrCP', substringOfPoints],
  ['$indexOfBytes', indexOf(false)],
  ['$indexOfCP', indexOf(true)],
  ['$trim', trimming(true, true)],
  ['$ltrim', trimming(true, false)],
  ['$rtrim', trimming(false, true)],
  ['$replaceOne', replacing(false)],
  ['$replaceAll', replacing(true)],
])
