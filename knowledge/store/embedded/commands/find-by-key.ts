// A find by the value of a unique index: two look-ups, and the stored bytes straight into the reply. It says nothing that the long way
// (find.ts) would not: whatever it is not sure of, it leaves to that.
import { ObjectId } from 'bson'
import { stringAt, valueEnd } from '../bson/decode.js'
import { keyIndex, pointKey } from '../plan/index.js'
import { isView, type Collection, type Store } from '../store/index.js'
import { cursorReply, DocumentReply } from './cursor-reply.js'

/** A find whose filter is one field, of a string or an object id, as it lies in a message. */
export interface KeyFind {
  /** "database.collection". */
  readonly ns: string
  /** A top-level field. */
  readonly path: string
  readonly message: Buffer
  /** Where the only element of the filter begins (its type), where its value does, and where both end. */
  readonly start: number
  readonly valueAt: number
  readonly end: number
}

const objectIdType = 7

/** The reply after `headerRoom` free bytes; undefined when the long way has to find out. */
export function findByKey(asked: KeyFind, store: Store): Buffer | undefined {
  const c = store.get(asked.ns)
  if (!c || isView(c) || c.options.has('collation')) return undefined
  const index = keyIndex(c, asked.path)
  if (!index) return undefined
  const { message, start, valueAt, end } = asked
  const isId = message[start] === objectIdType
  const value = isId ? new ObjectId(Buffer.from(message.subarray(valueAt, end))) : stringAt(message, valueAt)
  const record = store.recordAt(pointKey(index, value))
  if (record === undefined) return cursorReply('firstBatch', { documents: [], id: 0n }, c.ns)
  const found = store.lentDocument(c, record)
  return found && holds(found, message, start, end) ? wrapOf(c).around(found) : undefined
}

/** Whether one of the document's own elements is, byte for byte, the one that stands in `b` from `start` to `end`. */
function holds(d: Buffer, b: Buffer, start: number, end: number): boolean {
  const last = d.readInt32LE(0) - 1
  let p = 4
  while (p < last) {
    let at = start
    while (at < end && d[p + at - start] === b[at]) at++
    if (at === end) return true
    const type = d[p++] ?? 0
    while (d[p] !== 0) p++
    p = valueEnd(d, type, p + 1)
  }
  return false
}

/** One a collection, made anew when it was renamed. */
const wraps = new WeakMap<Collection, DocumentReply>()
function wrapOf(c: Collection): DocumentReply {
  const known = wraps.get(c)
  if (known?.ns === c.ns) return known
  const made = new DocumentReply(c.ns)
  wraps.set(c, made)
  return made
}
