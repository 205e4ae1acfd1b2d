// Tells `{$gt: 1}` from `{x: 1}`: whether a value in a query is made of operators.
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'

/** A document whose first key is an operator, and not a DBRef's. */
export function isOperatorDocument(v: Value): v is Document {
  if (!isDocument(v)) return false
  const first = firstKey(v)
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db'
}
