// `{cursor: {firstBatch: [...], id, ns}, ok: 1}` from raw documents, written at once and without decoding them.
import type { Batch } from './cursors.js'

/** Bytes of the name of the element of an array: "0", "17". */
const digits = (i: number): number => (i < 10 ? 1 : i < 100 ? 2 : i < 1000 ? 3 : String(i).length)

export function cursorReply(kind: 'firstBatch' | 'nextBatch', batch: Batch, ns: string): Buffer {
  let list = 5
  batch.documents.forEach((d, i) => (list += 2 + digits(i) + d.length))
  const nsLength = Buffer.byteLength(ns) + 1
  // Each element: its type, its name with a zero byte, its value.
  const cursor = 5 + (2 + kind.length) + list + 4 + 8 + 4 + 4 + nsLength
  const b = Buffer.allocUnsafe(5 + 8 + cursor + 4 + 8)
  let p = 0
  const int32 = (n: number): void => void (p = b.writeInt32LE(n, p))
  const element = (type: number, name: string): void => {
    b[p++] = type
    p += b.latin1Write(name, p)
    b[p++] = 0
  }
  int32(b.length)
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
