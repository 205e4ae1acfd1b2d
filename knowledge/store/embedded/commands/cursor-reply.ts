// `{cursor: {firstBatch: [...], id, ns}, ok: 1}` from raw documents, without decoding them.
import type { Batch } from './cursors.js'

const cString = (text: string): Buffer => Buffer.from(`${text}\0`)
const int32 = (n: number): Buffer => {
  const b = Buffer.allocUnsafe(4)
  b.writeInt32LE(n)
  return b
}
const typed = (type: number, name: string, ...value: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([type]), cString(name), ...value])
function int64(n: bigint): Buffer {
  const b = Buffer.allocUnsafe(8)
  b.writeBigInt64LE(n)
  return b
}
function wrap(parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 5)
  return Buffer.concat([int32(length), ...parts, Buffer.from([0])], length)
}
const ok = ((): Buffer => {
  const one = Buffer.allocUnsafe(8)
  one.writeDoubleLE(1)
  return typed(1, 'ok', one)
})()

export function cursorReply(kind: 'firstBatch' | 'nextBatch', batch: Batch, ns: string): Buffer {
  const elements: Buffer[] = []
  batch.documents.forEach((d, i) => elements.push(Buffer.from(`\x03${i}\0`, 'latin1'), d))
  const name = cString(ns)
  const cursor = wrap([
    typed(4, kind, wrap(elements)),
    typed(0x12, 'id', int64(batch.id)),
    typed(2, 'ns', int32(name.length), name),
  ])
  return wrap([typed(3, 'cursor', cursor), ok])
}
