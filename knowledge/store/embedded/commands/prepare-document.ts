// Documents on their way into the store: _id in front, size and names checked.
import { ObjectId, Timestamp } from 'bson'
import { decode, valueEnd } from '../bson/decode.js'
import { encode } from '../bson/encode.js'
import { partsOf, type Parts } from '../bson/parts.js'
import { isRegex } from '../bson/regex.js'
import { firstKey, isDocument, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import type { Collection, Index } from '../store/index.js'
import { mostDocumentBytes } from './diagnostics.js'

export function checkId(id: Value): void {
  if (Array.isArray(id)) throw new ServerError(53, "The '_id' value cannot be of type array")
  if (isRegex(id)) throw new ServerError(53, "The '_id' value cannot be of type regex")
  if (id === undefined) throw new ServerError(53, "The '_id' value cannot be of type undefined")
  if (isDocument(id))
    for (const name of id.keys())
      if (name.startsWith('$'))
        throw new ServerError(52, `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`)
}

/** With an `_id`, which comes first. */
export function withId(d: Document): Document {
  if (firstKey(d) === '_id') return d
  const made: Document = new Map([['_id', d.has('_id') ? d.get('_id') : new ObjectId()]])
  for (const [name, v] of d) if (name !== '_id') made.set(name, v)
  return made
}

export function checkSize(raw: Buffer): void {
  if (raw.length > mostDocumentBytes)
    throw new ServerError(
      10334,
      `BSONObj size: ${raw.length} (0x${raw.length.toString(16)}) is invalid. Size must be between 0 and 16793600(16MB)`,
    )
}

let increment = 0
const isZeroTimestamp = (v: Value): boolean => v instanceof Timestamp && v.t === 0 && v.i === 0

/** Whether the document begins with its `_id` and has no time at the top that the server would have to set. */
function isReady(b: Buffer): boolean {
  if (b.length < 9 || b[5] !== 0x5f || b[6] !== 0x69 || b[7] !== 0x64 || b[8] !== 0) return false
  try {
    for (let p = 4; p < b.length - 1;) {
      const type = b[p] ?? 0
      if (type === 0x11) return false
      const nameEnd = b.indexOf(0, p + 1)
      const end = nameEnd < 0 ? 0 : valueEnd(b, type, nameEnd + 1)
      if (end <= p) return false
      p = end
    }
    return true
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof ServerError) return false
    throw thrown
  }
}

/**
 * An inserted document: zero timestamps at the top become the time, as the server does it. Where it goes in as it came, only `parts` of it
 * are read.
 */
export function prepareInsert(raw: Buffer, parts?: Parts): { raw: Buffer; document: Document } {
  checkSize(raw)
  if (parts && isReady(raw)) {
    const document = decode(raw, 0, parts)
    checkId(document.get('_id'))
    return { raw, document }
  }
  let document = decode(raw)
  if (document.has('_id')) checkId(document.get('_id'))
  const moved = firstKey(document) !== '_id'
  if (moved) document = withId(document)
  let stamped = false
  for (const [name, v] of document)
    if (name !== '_id' && isZeroTimestamp(v)) {
      document.set(name, new Timestamp({ t: Math.floor(Date.now() / 1000), i: ++increment }))
      stamped = true
    }
  return { raw: moved || stamped ? encode(document) : raw, document }
}

const partsOfIndexes = new WeakMap<readonly Index[], { count: number; parts: Parts }>()

/** What has to be read of a document for its `_id` and keys; undefined for all of it, where something looks at the document itself. */
export function partsToIndex({ validator, indexes }: Collection): Parts | undefined {
  if (validator || indexes.some((index) => index.partial)) return undefined
  const known = partsOfIndexes.get(indexes)
  if (known?.count === indexes.length) return known.parts
  const parts = partsOf([['_id'], ...indexes.flatMap(({ fields }) => fields.map((field) => field.parts))])
  partsOfIndexes.set(indexes, { count: indexes.length, parts })
  return parts
}
