// Array operators on evaluated arguments: manual, "Array Expression Operators".
import { compare } from '../bson/compare.js'
import { toWhole } from '../bson/numbers.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { keepTime } from '../time-limit.js'
import { binary, eager, unary, variadic, type OperatorCompiler } from './definition.js'
import { int32 } from './whole.js'

function needArray(v: Value, code: number, what: string): Value[] {
  if (Array.isArray(v)) return v
  throw new ServerError(code, `${what} must be an array, but is ${typeOrMissing(v)}`)
}

const edge = (pick: (list: Value[]) => Value): OperatorCompiler =>
  unary((v, { name }) => (isNothing(v) ? null : pick(needArray(v, 28689, `${name}'s argument`))))

function elementAt(list: Value, index: Value): Value {
  if (isNothing(list) || isNothing(index)) return null
  const array = needArray(list, 28689, "$arrayElemAt's first argument")
  const at = int32(index, "$arrayElemAt's second argument", 28690, 28691)
  return array[at < 0 ? array.length + at : at]
}

function concatenate(args: readonly Value[]): Value {
  const all: Value[] = []
  for (const v of args) {
    if (isNothing(v)) return null
    if (!Array.isArray(v)) throw new ServerError(28664, `$concatArrays only supports arrays, not ${typeName(v)}`)
    for (const element of v) all.push(element)
  }
  return all
}

function contains(args: readonly Value[], order: Parameters<typeof compare>[2]): boolean {
  const [wanted, list] = args
  if (!Array.isArray(list))
    throw new ServerError(40081, `$in requires an array as a second argument, found: ${typeOrMissing(list)}`)
  return list.some((element) => compare(element, wanted, order) === 0)
}

/** A position for $indexOfArray, $indexOfBytes and $indexOfCP. */
export function searchPosition(v: Value, name: string, which: string): number {
  const whole = isNumeric(v) ? toWhole(v) : undefined
  if (whole === undefined)
    throw new ServerError(
      40096,
      `${name} requires an integral ${which} index, found a value of type: ${typeOrMissing(v)}`,
    )
  if (whole < 0n) throw new ServerError(40097, `${name} requires a nonnegative ${which} index, found: ${whole}`)
  return Number(whole)
}

function indexOf(args: readonly Value[], order: Parameters<typeof compare>[2]): Value {
  const [list, wanted, from, to] = args
  if (isNothing(list)) return null
  if (!Array.isArray(list))
    throw new ServerError(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(list)}`)
  const start = args.length > 2 ? searchPosition(from, '$indexOfArray', 'starting') : 0
  const end = args.length > 3 ? searchPosition(to, '$indexOfArray', 'ending') : list.length
  for (let i = start; i < Math.min(end, list.length); i++) if (compare(list[i], wanted, order) === 0) return i
  return -1
}

function rangeNumber(v: Value, what: string, code: number): number {
  if (!isNumeric(v))
    throw new ServerError(code, `$range requires a numeric ${what} value, found value of type: ${typeOrMissing(v)}`)
  return int32(v, `$range's ${what} value`, code, code + 1)
}
const longestRange = 12_000_000
function range(args: readonly Value[]): Value {
  const start = rangeNumber(args[0], 'starting', 34443)
  const end = rangeNumber(args[1], 'ending', 34445)
  const step = args.length > 2 ? rangeNumber(args[2], 'step', 34447) : 1
  if (step === 0) throw new ServerError(34449, '$range requires a non-zero step value')
  if (Math.abs((end - start) / step) > longestRange) throw new ServerError(146, '$range would use too much memory')
  const made: Value[] = []
  for (let i = start; step > 0 ? i < end : i > end; i += step) {
    keepTime()
    made.push(i)
  }
  return made
}

function slice(args: readonly Value[]): Value {
  const [list, second, third] = args
  if (isNothing(list) || isNothing(second) || (args.length > 2 && isNothing(third))) return null
  const array = needArray(list, 28724, 'First argument to $slice')
  const position = int32(second, 'Second argument to $slice', 28725, 28726)
  if (args.length < 3) return position >= 0 ? array.slice(0, position) : array.slice(position)
  const count = int32(third, 'Third argument to $slice', 28727, 28728)
  if (count <= 0) throw new ServerError(28729, `Third argument to $slice must be positive: ${count}`)
  const start = position < 0 ? Math.max(0, array.length + position) : position
  return array.slice(start, start + count)
}

function sizeOf(v: Value): number {
  if (Array.isArray(v)) return v.length
  throw new ServerError(17124, `The argument to $size must be an array, but was of type: ${typeOrMissing(v)}`)
}

function pairOf(element: Value): [Value, Value] {
  if (Array.isArray(element)) {
    if (element.length !== 2)
      throw new ServerError(
        40397,
        `$arrayToObject requires an array of size 2 arrays,found array of size: ${element.length}`,
      )
    if (typeof element[0] !== 'string')
      throw new ServerError(
        40395,
        `$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: ${typeOrMissing(element[0])}`,
      )
    return [element[0], element[1]]
  }
  const pair = element as Document
  if (pair.size !== 2)
    throw new ServerError(
      40392,
      `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:${pair.size}`,
    )
  if (!pair.has('k') || !pair.has('v'))
    throw new ServerError(40393, "$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys")
  if (typeof pair.get('k') !== 'string')
    throw new ServerError(
      40394,
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeName(pair.get('k'))}`,
    )
  return [pair.get('k'), pair.get('v')]
}
function arrayToObject(v: Value): Value {
  if (isNothing(v)) return null
  const list = needArray(v, 40386, "$arrayToObject's argument")
  const made: Document = new Map()
  const asArrays = Array.isArray(list[0])
  for (const element of list) {
    if (!Array.isArray(element) && !isDocument(element))
      throw new ServerError(40398, `Unrecognised input type format for $arrayToObject: ${typeOrMissing(element)}`)
    if (Array.isArray(element) !== asArrays)
      throw new ServerError(
        asArrays ? 40391 : 40396,
        '$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects.',
      )
    const [key, value] = pairOf(element)
    if ((key as string).includes('\0')) throw new ServerError(4940400, 'Key field cannot contain an embedded null byte')
    made.set(key as string, value)
  }
  return made
}
function objectToArray(v: Value): Value {
  if (isNothing(v)) return null
  if (!isDocument(v)) throw new ServerError(40390, `$objectToArray requires a document input, found: ${typeName(v)}`)
  return [...v].map(
    ([key, value]) =>
      new Map<string, Value>([
        ['k', key],
        ['v', value],
      ]),
  )
}

export const arrayOperators = new Map<string, OperatorCompiler>([
  ['$isArray', unary((v) => Array.isArray(v))],
  ['$arrayElemAt', binary(elementAt)],
  ['$first', edge((list) => list[0])],
  ['$last', edge((list) => list.at(-1))],
  ['$concatArrays', variadic(concatenate)],
  ['$in', eager(2, 2, (args, { order }) => contains(args, order))],
  ['$indexOfArray', eager(2, 4, (args, { order }) => indexOf(args, order))],
  ['$range', eager(2, 3, range)],
  [
    '$reverseArray',
    unary((v) => (isNothing(v) ? null : [...needArray(v, 34435, 'The argument to $reverseArray')].reverse())),
  ],
  ['$size', unary(sizeOf)],
  ['$slice', eager(2, 3, slice)],
  ['$arrayToObject', unary(arrayToObject)],
  ['$objectToArray', unary(objectToArray)],
])
