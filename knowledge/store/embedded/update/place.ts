// Finding and making the place of a dotted path inside a document.
import { show } from '../bson/display.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { arrayIndex } from '../match/index.js'
import { ServerError } from '../server-error.js'

/** Where a value stands: a field of a document or a position of an array. */
export type Place =
  { kind: 'field'; container: Document; key: string } | { kind: 'element'; container: Value[]; index: number }

export const present = (p: Place): boolean =>
  p.kind === 'field' ? p.container.has(p.key) : p.index < p.container.length
export const read = (p: Place): Value => (p.kind === 'field' ? p.container.get(p.key) : p.container[p.index])
const mostBackfill = 1_500_000

export function write(p: Place, v: Value): void {
  if (p.kind === 'field') {
    p.container.set(p.key, v)
    return
  }
  if (p.index - p.container.length > mostBackfill)
    throw new ServerError(2, `Cannot create an array gap of more than ${mostBackfill} elements`)
  while (p.container.length < p.index) p.container.push(null)
  p.container[p.index] = v
}

const notViable = (part: string, name: string, v: Value): ServerError =>
  new ServerError(28, `Cannot create field '${part}' in element {${name}: ${show(v)}}`)

/**
 * The place of a path. Without `create`: undefined when it is not there. With it: missing documents on the way are made,
 * and a value in the way is PathNotViable (28).
 */
export function placeOf(root: Document, parts: readonly string[], create: boolean): Place | undefined {
  let at: Value = root
  for (let i = 0; ; i++) {
    const part = parts[i] ?? ''
    let place: Place
    if (Array.isArray(at)) {
      const index = arrayIndex(part)
      if (index === undefined) {
        if (!create) return undefined
        throw notViable(part, parts[i - 1] ?? '', at)
      }
      place = { kind: 'element', container: at, index }
    } else if (isDocument(at)) place = { kind: 'field', container: at, key: part }
    else {
      if (!create) return undefined
      throw notViable(part, parts[i - 1] ?? '', at)
    }
    if (i === parts.length - 1) return create || present(place) ? place : undefined
    if (!present(place)) {
      if (!create) return undefined
      write(place, new Map())
    }
    at = read(place)
  }
}

/** The value at a path, by fields and array positions only. */
export function valueAt(root: Value, parts: readonly string[]): Value {
  let at = root
  for (const part of parts) {
    if (Array.isArray(at)) {
      const index = arrayIndex(part)
      at = index === undefined ? undefined : at[index]
    } else at = isDocument(at) ? at.get(part) : undefined
  }
  return at
}
