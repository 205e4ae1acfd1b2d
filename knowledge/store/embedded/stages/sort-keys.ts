// Sort specifications: manual, "$sort" and "Sort Consistency". An array sorts by its least (or greatest) element.
import { compare, type StringOrder } from '../bson/compare.js'
import { show } from '../bson/display.js'
import { toNumber } from '../bson/numbers.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { pathParts } from '../expr/index.js'
import { walk } from '../match/index.js'
import { ServerError, notSupported } from '../server-error.js'

export interface SortKey {
  readonly path: string
  readonly parts: readonly string[]
  readonly way: 1 | -1
}

/** At most 32 fields; `stage` also refuses an empty specification. */
export function sortKeysOf(spec: Value, stage: boolean): SortKey[] {
  if (!isDocument(spec)) throw new ServerError(15973, 'the $sort key specification must be an object')
  if (spec.size === 0 && stage) throw new ServerError(15976, '$sort stage must have at least one sort key')
  if (spec.size > 32) throw new ServerError(13103, 'too many compound keys')
  return [...spec].map(([path, v]) => {
    if (isDocument(v)) {
      if (v.has('$meta')) throw notSupported('$meta')
      throw new ServerError(15974, `Illegal key in $sort specification: ${path}: ${show(v)}`)
    }
    if (!isNumeric(v)) throw new ServerError(15974, `Illegal key in $sort specification: ${path}: ${show(v)}`)
    const n = toNumber(v)
    if (n !== 1 && n !== -1)
      throw new ServerError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)')
    return { path, parts: pathParts(path), way: n }
  })
}

/** The value a document sorts by under one key. */
export function sortValue(d: Value, parts: readonly string[], way: 1 | -1, order: StringOrder | undefined): Value {
  const [only] = parts
  if (parts.length === 1 && only !== undefined && isDocument(d)) {
    const v = d.get(only)
    if (!Array.isArray(v)) return v === undefined ? null : v
  }
  let best: Value
  let found = false
  const take = (v: Value): void => {
    if (!found || way * compare(v, best, order) < 0) best = v
    found = true
  }
  walk(d, parts, 0, (v) => {
    if (!Array.isArray(v)) take(v === undefined ? null : v)
    else if (v.length === 0) take(undefined)
    else for (const element of v) take(element)
    return false
  })
  return found ? best : null
}

export interface Sorter {
  valuesOf(d: Value): Value[]
  compare(a: readonly Value[], b: readonly Value[]): number
}

export function sorter(keys: readonly SortKey[], order: StringOrder | undefined): Sorter {
  return {
    valuesOf: (d) => keys.map((key) => sortValue(d, key.parts, key.way, order)),
    compare: (a, b) => {
      for (let i = 0; i < keys.length; i++) {
        const c = compare(a[i], b[i], order)
        if (c !== 0) return (keys[i]?.way ?? 1) * c
      }
      return 0
    },
  }
}

/** A sorted copy; equal documents keep their places. */
export function sortDocuments(
  list: Iterable<Document>,
  keys: readonly SortKey[],
  order: StringOrder | undefined,
): Document[] {
  const by = sorter(keys, order)
  return Array.from(list, (d) => ({ d, values: by.valuesOf(d) }))
    .sort((a, b) => by.compare(a.values, b.values))
    .map((each) => each.d)
}
