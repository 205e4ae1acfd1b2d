// How a dotted path reaches values in a document: manual, "Query an Array of Embedded Documents" and "Dot Notation".
import { isDocument, type Value } from '../bson/value.js'

/** Array positions in a path: "0", "12", not "01". */
export function arrayIndex(part: string): number | undefined {
  if (part.length === 0 || part.length > 9 || (part.length > 1 && part.startsWith('0'))) return undefined
  for (let i = 0; i < part.length; i++) {
    const unit = part.charCodeAt(i)
    if (unit < 48 || unit > 57) return undefined
  }
  return Number(part)
}

/** `position` is the index in the first array that the path went through by itself, -1 when there was none. */
export type Visit = (value: Value, position: number) => boolean

/** Calls `visit` for every value the path reaches (undefined where a document lacks the field) until it says true. */
export function walk(v: Value, parts: readonly string[], from: number, visit: Visit, position = -1): boolean {
  const part = parts[from]
  if (part === undefined) return visit(v, position)
  if (isDocument(v)) return walk(v.get(part), parts, from + 1, visit, position)
  if (!Array.isArray(v)) return visit(undefined, position)
  const index = arrayIndex(part)
  if (index !== undefined && index < v.length && walk(v[index], parts, from + 1, visit, position)) return true
  let documents = 0
  for (let i = 0; i < v.length; i++) {
    const element = v[i]
    if (!isDocument(element)) continue
    documents++
    if (index !== undefined && !element.has(part)) continue
    if (walk(element.get(part), parts, from + 1, visit, position < 0 ? i : position)) return true
  }
  // A position past the end of a plain array is a missing value.
  if (index !== undefined && documents === 0 && index >= v.length)
    return walk(undefined, parts, from + 1, visit, position)
  return false
}
