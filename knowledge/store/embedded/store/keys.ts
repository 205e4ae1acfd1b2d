// How the data file is laid out: one ordered map of bytes.
//
//   01 <namespace>                → catalogue entry: ids, options, index specifications (BSON)
//   03 <collection id>            → number of documents
//   10 <collection id> <record>   → document (BSON)
//   20 <index id> <key> [record]  → record id; a unique index has no record in its keys
import { createHash } from 'node:crypto'

/** LMDB takes keys of 1978 bytes. */
const longestKey = 1900
const hashLength = 32
const recordLength = 6

const tagged = (tag: number, id: number): Buffer => {
  const b = Buffer.allocUnsafe(5)
  b[0] = tag
  b.writeUInt32BE(id, 1)
  return b
}
export const namespaceKey = (ns: string): Buffer => Buffer.concat([Buffer.from([1]), Buffer.from(ns)])
export const namespaceRange = { start: Buffer.from([1]), end: Buffer.from([2]) }
export const countKey = (collection: number): Buffer => tagged(3, collection)
export const documentPrefix = (collection: number): Buffer => tagged(0x10, collection)
export const indexPrefix = (index: number): Buffer => tagged(0x20, index)

export function documentKey(collection: number, record: number): Buffer {
  const b = Buffer.allocUnsafe(5 + recordLength)
  b[0] = 0x10
  b.writeUInt32BE(collection, 1)
  b.writeUIntBE(record, 5, recordLength)
  return b
}
export const recordOfDocumentKey = (key: Buffer): number => key.readUIntBE(5, recordLength)
/** The documents of a collection after a record (exclusive), forwards or backwards; 0 for all. */
export const documentRange = (
  collection: number,
  from: number,
  reverse: boolean,
): { start: Buffer; end: Buffer; reverse: boolean } =>
  reverse
    ? { start: documentKey(collection, from > 0 ? from - 1 : 2 ** 48 - 1), end: documentKey(collection, 0), reverse }
    : { start: documentKey(collection, from + 1), end: documentPrefix(collection + 1), reverse }
export const recordBytes = (record: number): Buffer => {
  const b = Buffer.allocUnsafe(recordLength)
  b.writeUIntBE(record, 0, recordLength)
  return b
}
export const recordOf = (value: Buffer): number => value.readUIntBE(0, recordLength)

/** The key of a non-unique index entry. */
export function withRecord(key: Buffer, record: number): Buffer {
  const b = Buffer.allocUnsafe(key.length + recordLength)
  b.set(key)
  b.writeUIntBE(record, key.length, recordLength)
  return b
}

export const withoutRecord = (key: Buffer): Buffer => key.subarray(0, key.length - recordLength)

export const isTooLong = (key: Buffer): boolean => key.length > longestKey
/** Long keys keep their beginning, so that ranges find them, and a hash of the whole, so that equality does. */
export const fit = (key: Buffer): Buffer =>
  isTooLong(key)
    ? Buffer.concat([key.subarray(0, longestKey - hashLength), createHash('sha256').update(key).digest()])
    : key
/** A bound that no shortened key can fall outside of. */
export const fitBound = (key: Buffer): Buffer =>
  key.length > longestKey - hashLength ? key.subarray(0, longestKey - hashLength) : key

/** The first key after all keys that start with this one. */
export function after(prefix: Buffer): Buffer {
  const b = Buffer.from(prefix)
  for (let i = b.length - 1; i >= 0; i--) {
    const byte = b[i] ?? 0
    if (byte === 255) continue
    b[i] = byte + 1
    return b.subarray(0, i + 1)
  }
  return Buffer.alloc(longestKey, 255)
}
