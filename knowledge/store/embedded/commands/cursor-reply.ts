// `{cursor: {firstBatch: [...], id, ns}, ok: 1}` from raw documents, written at once and without decoding them.
import type { Batch } from './cursors.js'

/** Bytes left free before a reply that is written as bytes: the wire puts its header there instead of copying the whole. */
export const headerRoom = 21

/** Bytes of the name of the element of an array: "0", "17". */
const digits = (i: number): number => (i < 10 ? 1 : i < 100 ? 2 : i < 1000 ? 3 : String(i).length)

/** The bytes of the reply after `headerRoom` free ones. */
export function cursorReply(kind: 'firstBatch' | 'nextBatch', batch: Batch, ns: string): Buffer {
  let list = 5
  batch.documents.forEach((d, i) => (list += 2 + digits(i) + d.length))
  const nsLength = Buffer.byteLength(ns) + 1
  // Each element: its type, its name with a zero byte, its value.
  const cursor = 5 + (2 + kind.length) + list + 4 + 8 + 4 + 4 + nsLength
  const length = 5 + 8 + cursor + 4 + 8
  const b = Buffer.allocUnsafe(headerRoom + length)
  let p = headerRoom
  const int32 = (n: number): void => void (p = b.writeInt32LE(n, p))
  const element = (type: number, name: string): void => {
    b[p++] = type
    p += b.latin1Write(name, p)
    b[p++] = 0
  }
  int32(length)
  element(3, 'cursor')
  int32(cursor)
  element(4, kind)
  int32(list)
  batch.documents.forEach((d, i) => {
    element(3, String(i))
    p += d.copy(b, p)
  })
  b[p++] = 0
  element(0x12, 'id')
  p = b.writeBigInt64LE(batch.id, p)
  element(2, 'ns')
  int32(nsLength)
  p += b.utf8Write(ns, p)
  b[p++] = 0
  b[p++] = 0
  element(1, 'ok')
  p = b.writeDoubleLE(1, p)
  b[p] = 0
  return b
}

// The lengths in a first batch (of the reply, the cursor, the list) and its first document: each after the elements before it.
const replyAt = headerRoom
const cursorAt = replyAt + 4 + 8
const listAt = cursorAt + 4 + 12
const firstAt = listAt + 4 + 3
const emptyDocument = Buffer.from([5, 0, 0, 0, 0])

/** The reply that holds one document and no more, for a namespace: made once, as only the document and three lengths change. */
export class DocumentReply {
  private readonly before: Buffer
  private readonly after: Buffer
  private readonly whole: Buffer

  constructor(readonly ns: string) {
    this.whole = cursorReply('firstBatch', { documents: [emptyDocument], id: 0n }, ns)
    this.before = this.whole.subarray(0, firstAt)
    this.after = this.whole.subarray(firstAt + emptyDocument.length)
  }

  /** The bytes of the reply after `headerRoom` free ones. */
  around(d: Buffer): Buffer {
    const { before, after, whole } = this
    const { length } = d
    const b = Buffer.allocUnsafe(firstAt + length + after.length)
    b.set(before)
    // Not `copy`, which takes the bytes that lie behind the length of a buffer of lmdb's for its own.
    b.set(d.subarray(0, length), firstAt)
    b.set(after, firstAt + length)
    const more = length - emptyDocument.length
    for (const at of [replyAt, cursorAt, listAt]) b.writeInt32LE(whole.readInt32LE(at) + more, at)
    return b
  }
}
