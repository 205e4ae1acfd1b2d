// The one order over all values: manual, "Comparison/Sort Order". Also equality, because two values are equal when neither comes first.
import { BSONRegExp, BSONSymbol, Binary, Code, DBRef, Decimal128, Double, MinKey, ObjectId, Timestamp } from 'bson'
import { compareNumbers } from './numbers.js'
import { isNumeric, type Document, type Value } from './value.js'

/** Classes of values, in their order. Undefined stands for a missing value and for the mark of an empty array. */
export const rank = {
  minKey: 0,
  undefined: 1,
  null: 2,
  number: 3,
  string: 4,
  object: 5,
  array: 6,
  binary: 7,
  objectId: 8,
  boolean: 9,
  date: 10,
  timestamp: 11,
  regex: 12,
  dbPointer: 13,
  code: 14,
  codeWithScope: 15,
  maxKey: 16,
} as const
export type Rank = (typeof rank)[keyof typeof rank]

export function rankOf(v: Value): Rank {
  switch (typeof v) {
    case 'number':
    case 'bigint':
      return rank.number
    case 'string':
      return rank.string
    case 'boolean':
      return rank.boolean
    case 'undefined':
      return rank.undefined
    default:
      return rankOfObject(v)
  }
}

function rankOfObject(v: Exclude<Value, undefined | boolean | number | bigint | string>): Rank {
  if (v === null) return rank.null
  if (v instanceof Map) return rank.object
  if (Array.isArray(v)) return rank.array
  if (v instanceof Date) return rank.date
  if (v instanceof ObjectId) return rank.objectId
  if (v instanceof Double || v instanceof Decimal128) return rank.number
  if (v instanceof Binary) return rank.binary
  if (v instanceof Timestamp) return rank.timestamp
  if (v instanceof BSONRegExp) return rank.regex
  if (v instanceof BSONSymbol) return rank.string
  if (v instanceof Code) return v.scope ? rank.codeWithScope : rank.code
  if (v instanceof DBRef) return rank.dbPointer
  return v instanceof MinKey ? rank.minKey : rank.maxKey
}

/** The text of a string or of a symbol, which count as one type. */
export const stringOf = (v: Value): string => (typeof v === 'string' ? v : v instanceof BSONSymbol ? v.value : '')

/** Order of strings: by UTF-8 bytes, or a collation's. */
export type StringOrder = (a: string, b: string) => number

/** Order of the UTF-8 bytes, which is the order of code points (UTF-16 units differ from it in the surrogates). */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const wideX = x >= 0xd800 && x < 0xe000
    const wideY = y >= 0xd800 && y < 0xe000
    return wideX !== wideY ? (wideX ? 1 : -1) : x - y
  }
  return a.length - b.length
}

const bytesOf = (v: Uint8Array): Buffer => Buffer.from(v.buffer, v.byteOffset, v.byteLength)
export const binaryBytes = (v: Binary): Buffer => bytesOf(v.value())
export const objectIdBytes = (v: ObjectId): Buffer => bytesOf(v.id)

function compareDocuments(a: Document, b: Document, order: StringOrder | undefined): number {
  const other = b.entries()
  for (const [nameA, valueA] of a) {
    const next = other.next()
    if (next.done === true) return 1
    const [nameB, valueB] = next.value
    const byRank = rankOf(valueA) - rankOf(valueB)
    if (byRank !== 0) return byRank
    const byName = compareText(nameA, nameB)
    if (byName !== 0) return byName
    const byValue = compare(valueA, valueB, order)
    if (byValue !== 0) return byValue
  }
  return a.size - b.size
}

function compareBinary(a: Binary, b: Binary): number {
  return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(binaryBytes(a), binaryBytes(b))
}

/** Negative, zero or positive. */
export function compare(a: Value, b: Value, order?: StringOrder): number {
  if (typeof a === 'number' && typeof b === 'number' && a === b) return 0
  if (typeof a === 'string' && typeof b === 'string') return order ? order(a, b) : compareText(a, b)
  const rankA = rankOf(a)
  const byRank = rankA - rankOf(b)
  if (byRank !== 0) return byRank
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (rankA === rank.string) return (order ?? compareText)(stringOf(a), stringOf(b))
  if (a instanceof Map && b instanceof Map) return compareDocuments(a, b, order)
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.min(a.length, b.length)
    for (let i = 0; i < length; i++) {
      const each = compare(a[i], b[i], order)
      if (each !== 0) return each
    }
    return a.length - b.length
  }
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime()
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(objectIdBytes(a), objectIdBytes(b))
  if (a instanceof Binary && b instanceof Binary) return compareBinary(a, b)
  if (a instanceof Timestamp && b instanceof Timestamp) return a.t - b.t || a.i - b.i
  if (a instanceof BSONRegExp && b instanceof BSONRegExp)
    return compareText(a.pattern, b.pattern) || compareText(a.options, b.options)
  if (a instanceof Code && b instanceof Code) return compareText(String(a.code), String(b.code))
  if (a instanceof DBRef && b instanceof DBRef)
    return compareText(a.collection, b.collection) || Buffer.compare(objectIdBytes(a.oid), objectIdBytes(b.oid))
  return 0
}

export const equal = (a: Value, b: Value, order?: StringOrder): boolean => compare(a, b, order) === 0
