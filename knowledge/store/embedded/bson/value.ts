// The values that documents hold, as JavaScript sees them here. Type-exact: what comes in goes out with the same BSON type.
//
//   int32 → number                 int64 → bigint
//   double → number, or a Double where the number alone would read as an int32 (1.0)
//   document → Map (order kept; no field name can reach a prototype)      missing and undefined → undefined
import type { BSONRegExp, BSONSymbol, Binary, Code, DBRef, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { Decimal128, Double } from 'bson'

/** A BSON document; keys in the order of the document. */
export type Document = Map<string, Value>
export type Numeric = number | bigint | Double | Decimal128
export type Value =
  | undefined
  | null
  | boolean
  | Numeric
  | string
  | Date
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | DBRef
  | MinKey
  | MaxKey
  | Value[]
  | Document

export const isDocument = (v: Value): v is Document => v instanceof Map
export const isArray = (v: Value): v is Value[] => Array.isArray(v)
/** Missing, BSON undefined or null. */
export const isNothing = (v: Value): v is null | undefined => v === null || v === undefined
export const isNumeric = (v: Value): v is Numeric =>
  typeof v === 'number' ||
  typeof v === 'bigint' ||
  (typeof v === 'object' && v !== null && (v instanceof Double || v instanceof Decimal128))

/** A document from a literal; undefined fields are left out. Field names here are the program's own, never a user's. */
export function doc(fields: Record<string, Value>): Document {
  const made: Document = new Map()
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) made.set(name, value)
  return made
}

export const firstKey = (d: Document): string | undefined => d.keys().next().value

/** The Unicode code points of a text, which is what MongoDB counts. */
export const codePoints = (text: string): string[] => Array.from(text)
