// How lmdb's bytes become keys and values. By default both are copied, because lmdb overwrites what it hands out; a walk over many documents
// reads each one where it lies instead.

/** Keys are handed out as bytes, or as record numbers while documents are walked. */
export type Key = Buffer | number

const recordStart = 5
const recordLength = 6

/** From Node's pool: a buffer of its own for each of many short values costs the collector more than the work itself. */
const copyOf = (bytes: Buffer, start: number, end: number): Buffer => Buffer.from(bytes.subarray(start, end))
/** lmdb hands out one long buffer again and again, with the length of the value as its `length`. */
export const copied = (bytes: Buffer): Buffer => copyOf(bytes, 0, bytes.length)

export class Codec {
  private value: (bytes: Buffer) => unknown = copied
  private asRecords = false

  /** For lmdb's `encoder` option. */
  readonly values = {
    encode: (value: Buffer): Buffer => value,
    decode: (bytes: Buffer): unknown => this.value(bytes),
  }
  /** For lmdb's `keyEncoder` option. */
  readonly keys = {
    writeKey: (key: Buffer, target: Buffer, start: number): number => {
      target.set(key, start)
      return start + key.length
    },
    readKey: (target: Buffer, start: number, end: number): Key =>
      this.asRecords ? target.readUIntBE(start + recordStart, recordLength) : copyOf(target, start, end),
  }

  /** One step of a walk over documents: its key is the record number, its value what `read` makes of the bytes, which it may not keep. */
  step<T>(rows: Iterator<{ key: Key; value: unknown }>, read: (bytes: Buffer) => T): readonly [number, T] | undefined {
    this.value = read
    this.asRecords = true
    try {
      const next = rows.next()
      return next.done === true ? undefined : [next.value.key as number, next.value.value as T]
    } finally {
      this.value = copied
      this.asRecords = false
    }
  }
}
