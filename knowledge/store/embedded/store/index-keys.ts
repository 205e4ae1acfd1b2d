// The keys a document has in an index: manual, "Multikey Indexes", "Sparse Indexes", "Partial Indexes".
import { show } from '../bson/display.js'
import { KeyWriter } from '../bson/order-key.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { arrayIndex } from '../match/index.js'
import { ServerError } from '../server-error.js'
import type { Index } from './index-definition.js'
import { fit, isTooLong } from './keys.js'

const writer = new KeyWriter()

interface FieldValues {
  readonly values: Value[]
  array: boolean
  missing: boolean
}

/** What an index field takes: array elements one by one, null where the field is missing, undefined for an empty array. */
export function fieldValues(d: Document, parts: readonly string[]): FieldValues {
  const found: FieldValues = { values: [], array: false, missing: true }
  collect(d, parts, 0, found)
  return found
}

function collect(v: Value, parts: readonly string[], from: number, found: FieldValues): void {
  const part = parts[from]
  if (part === undefined) {
    if (v !== undefined) found.missing = false
    if (!Array.isArray(v)) found.values.push(v === undefined ? null : v)
    else {
      found.array = true
      if (v.length === 0) found.values.push(undefined)
      for (const element of v) found.values.push(element === undefined ? null : element)
    }
    return
  }
  if (!Array.isArray(v)) return collect(isDocument(v) ? v.get(part) : undefined, parts, from + 1, found)
  const index = arrayIndex(part)
  const byPosition = index !== undefined && index < v.length
  if (byPosition) collect(v[index], parts, from + 1, found)
  else found.array = true
  if (v.length === 0) found.values.push(undefined)
  for (const element of v) {
    if (isDocument(element)) {
      if (index !== undefined && !element.has(part)) continue
      found.array = true
      collect(element.get(part), parts, from + 1, found)
    } else if (!byPosition) found.values.push(null)
  }
}

/** The keys of a document without an array on the way, which are one or none; undefined for others. */
function plainKeys(index: Index, d: Document): Buffer[] | undefined {
  writer.begin(index.prefix)
  let missing = true
  for (const { parts, descending } of index.fields) {
    let v: Value = d
    for (const part of parts) v = isDocument(v) ? v.get(part) : Array.isArray(v) ? v : undefined
    if (Array.isArray(v)) return undefined
    if (v === undefined) v = null
    else missing = false
    writer.field(v, descending, index.fold)
  }
  if (missing && index.sparse) return []
  const key = writer.take()
  if (!isTooLong(key)) return [key]
  index.shortened = true
  return [fit(key)]
}

/** Without record ids; empty when the index leaves the document out. Sets `multikey` and `shortened` when they become true. */
export function indexKeys(index: Index, d: Document): Buffer[] {
  if (index.partial && !index.partial(d)) return []
  return plainKeys(index, d) ?? multipleKeys(index, d)
}

function multipleKeys(index: Index, d: Document): Buffer[] {
  const sets = index.fields.map((field) => fieldValues(d, field.parts))
  if (index.sparse && sets.every((set) => set.missing)) return []
  const arrays = index.fields.filter((_, i) => sets[i]?.array === true)
  if (arrays.length > 0)
    checkArrays(
      index,
      arrays.map((field) => field.path),
    )
  const { prefix } = index
  const keys: Buffer[] = []
  const build = (at: number, before: Buffer): void => {
    const field = index.fields[at]
    if (!field) {
      if (isTooLong(before)) index.shortened = true
      keys.push(fit(before))
      return
    }
    for (const v of sets[at]?.values ?? []) {
      writer.begin(before)
      writer.field(v, field.descending, index.fold)
      build(at + 1, writer.take())
    }
  }
  build(0, prefix)
  if (arrays.length > 0) index.multikey = true
  if (keys.length < 2) return keys
  keys.sort(Buffer.compare)
  return keys.filter((key, i) => i === 0 || !key.equals(keys[i - 1] ?? prefix))
}

/** The key of one value in an ascending index on one field. */
export function singleKey(index: Index, v: Value): Buffer {
  writer.begin(index.prefix)
  writer.field(v, false)
  return fit(writer.take())
}

function checkArrays(index: Index, paths: readonly string[]): void {
  if (index.hashed)
    throw new ServerError(
      16766,
      `hashed indexes do not currently support array values. Found array at path: ${paths[0] ?? ''}`,
    )
  const tops = new Set(paths.map((path) => path.split('.')[0]))
  if (tops.size > 1) throw new ServerError(171, `cannot index parallel arrays [${paths[1] ?? ''}] [${paths[0] ?? ''}]`)
}

/** E11000 as the drivers and mongoose read it. */
export function duplicateKey(ns: string, index: Index, d: Document): ServerError {
  const keyValue: Document = new Map()
  for (const field of index.fields) keyValue.set(field.path, fieldValues(d, field.parts).values[0] ?? null)
  const shown = [...keyValue].map(([path, v]) => `${path}: ${show(v)}`).join(', ')
  const keyPattern = index.spec.get('key')
  return new ServerError(
    11000,
    `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: { ${shown} }`,
    { keyPattern, keyValue },
  )
}
