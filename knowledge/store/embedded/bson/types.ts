// BSON type numbers and names: manual, "BSON Types".
import {
  BSONRegExp,
  BSONSymbol,
  Binary,
  Code,
  DBRef,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import { isInt32 } from './numbers.js'
import type { Value } from './value.js'

export const typeNumbers = new Map<string, number>([
  ['double', 1],
  ['string', 2],
  ['object', 3],
  ['array', 4],
  ['binData', 5],
  ['undefined', 6],
  ['objectId', 7],
  ['bool', 8],
  ['date', 9],
  ['null', 10],
  ['regex', 11],
  ['dbPointer', 12],
  ['javascript', 13],
  ['symbol', 14],
  ['javascriptWithScope', 15],
  ['int', 16],
  ['timestamp', 17],
  ['long', 18],
  ['decimal', 19],
  ['minKey', -1],
  ['maxKey', 127],
])
const typeNames = new Map([...typeNumbers].map(([name, number]) => [number, name]))

/** The type number of a value; a missing value counts as undefined (6). */
export function typeNumber(v: Value): number {
  switch (typeof v) {
    case 'string':
      return 2
    case 'boolean':
      return 8
    case 'bigint':
      return 18
    case 'undefined':
      return 6
    case 'number':
      return isInt32(v) ? 16 : 1
    default:
      return v === null ? 10 : objectTypeNumber(v)
  }
}

function objectTypeNumber(v: Exclude<Value, undefined | null | boolean | number | bigint | string>): number {
  if (v instanceof Map) return 3
  if (Array.isArray(v)) return 4
  if (v instanceof Date) return 9
  if (v instanceof ObjectId) return 7
  if (v instanceof Double) return 1
  if (v instanceof Decimal128) return 19
  if (v instanceof Binary) return 5
  if (v instanceof Timestamp) return 17
  if (v instanceof BSONRegExp) return 11
  if (v instanceof Code) return v.scope ? 15 : 13
  if (v instanceof BSONSymbol) return 14
  if (v instanceof DBRef) return 12
  if (v instanceof MinKey) return -1
  if (v instanceof MaxKey) return 127
  throw new TypeError('not a BSON value')
}

/** The manual's alias of a value's type: "int", "objectId", … */
export const typeName = (v: Value): string => typeNames.get(typeNumber(v)) ?? 'unknown'
/** As `typeName`, with "missing" where there is no value. */
export const typeOrMissing = (v: Value): string => (v === undefined ? 'missing' : typeName(v))
export const isTypeNumber = (n: number): boolean => typeNames.has(n)
