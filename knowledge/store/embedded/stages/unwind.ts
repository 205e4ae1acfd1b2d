// $unwind: manual, "$unwind (aggregation)".
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNothing, type Document, type Value } from '../bson/value.js'
import { pathParts } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import { keepTime } from '../time-limit.js'
import type { StageCompiler } from './stage.js'

function valueAt(d: Document, parts: readonly string[]): Value {
  let at: Value = d
  for (const part of parts) at = isDocument(at) ? at.get(part) : undefined
  return at
}
/** A copy with one value changed; undefined takes the field away. */
export function withValue(d: Document, parts: readonly string[], v: Value, from = 0): Document {
  const made = new Map(d)
  const part = parts[from] ?? ''
  const inner = made.get(part)
  if (from === parts.length - 1) {
    if (v === undefined) made.delete(part)
    else made.set(part, v)
  } else made.set(part, withValue(isDocument(inner) ? inner : new Map<string, Value>(), parts, v, from + 1))
  return made
}

const options = new Set(['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'])
export const unwind: StageCompiler = (arg) => {
  const spec = typeof arg === 'string' ? doc({ path: arg }) : arg
  if (!isDocument(spec))
    throw new ServerError(
      15981,
      `expected either a string or an object as specification for $unwind stage, got ${typeName(arg)}`,
    )
  for (const name of spec.keys())
    if (!options.has(name)) throw new ServerError(28811, `unrecognized option to $unwind stage: ${name}`)
  const path = spec.get('path')
  const keep = spec.get('preserveNullAndEmptyArrays')
  const indexName = spec.get('includeArrayIndex')
  if (!spec.has('path')) throw new ServerError(28812, 'no path specified to $unwind stage')
  if (typeof path !== 'string')
    throw new ServerError(28808, `expected a string as the path for $unwind stage, got ${typeName(path)}`)
  if (!path.startsWith('$'))
    throw new ServerError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  if (keep !== undefined && typeof keep !== 'boolean')
    throw new ServerError(
      28809,
      `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeName(keep)}`,
    )
  if (indexName !== undefined && (typeof indexName !== 'string' || indexName === ''))
    throw new ServerError(28810, `expected a non-empty string for the includeArrayIndex option to $unwind stage`)
  if (typeof indexName === 'string' && indexName.startsWith('$'))
    throw new ServerError(
      28822,
      `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${indexName}`,
    )
  const parts = pathParts(path.slice(1))
  const indexParts = indexName === undefined ? undefined : pathParts(indexName)
  const withIndex = (d: Document, index: Value): Document => (indexParts ? withValue(d, indexParts, index) : d)
  return function* (source) {
    for (const d of source) {
      keepTime()
      const v = valueAt(d, parts)
      if (Array.isArray(v) && v.length > 0) {
        for (let i = 0; i < v.length; i++) yield withIndex(withValue(d, parts, v[i]), BigInt(i))
      } else if (Array.isArray(v)) {
        if (keep === true) yield withIndex(withValue(d, parts, undefined), null)
      } else if (!isNothing(v) || keep === true) yield withIndex(d, null)
    }
  }
}
