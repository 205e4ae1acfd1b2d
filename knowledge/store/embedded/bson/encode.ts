// Values to BSON bytes: bsonspec.org, version 1.1.
import { BSONRegExp, BSONSymbol, Binary, Code, DBRef, Decimal128, Double, MinKey, ObjectId, Timestamp } from 'bson'
import { ServerError } from '../server-error.js'
import { binaryBytes, objectIdBytes } from './compare.js'
import { isInt32 } from './numbers.js'
import type { Document, Value } from './value.js'

let out = Buffer.allocUnsafe(64 * 1024)
let depth = 0
let at = 0

function room(bytes: number): void {
  if (at + bytes <= out.length) return
  const wider = Buffer.allocUnsafe(Math.max(out.length * 2, at + bytes + 1024))
  out.copy(wider, 0, 0, at)
  out = wider
}

/** Longer texts are quicker through Node's own writing, shorter ones letter by letter. */
const fewLetters = 24

/** UTF-8 at a place with room for it; gives the number of bytes. */
function writeText(text: string, start: number): number {
  const { length } = text
  if (length > fewLetters) return out.utf8Write(text, start)
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) return out.utf8Write(text, start)
    out[start + i] = unit
  }
  return length
}
function writeName(name: string): void {
  if (name.includes('\0')) throw new ServerError(2, 'field names cannot contain the null byte')
  room(name.length * 3 + 1)
  at += writeText(name, at)
  out[at++] = 0
}
function writeString(text: string): void {
  room(text.length * 3 + 5)
  const length = writeText(text, at + 4)
  out.writeInt32LE(length + 1, at)
  at += 4 + length
  out[at++] = 0
}
function writeBytes(bytes: Uint8Array): void {
  room(bytes.length)
  out.set(bytes, at)
  at += bytes.length
}

function header(type: number, name: string): void {
  room(1)
  out[at++] = type
  writeName(name)
  room(16)
}

/** 64 bits; an invalid time is that of 1970. */
function writeTime(ms: number): void {
  const time = Number.isNaN(ms) ? 0 : ms
  const high = Math.floor(time / 4_294_967_296)
  at = out.writeInt32LE(high, out.writeUInt32LE(time - high * 4_294_967_296, at))
}

function writeNumber(name: string, v: number): void {
  if (isInt32(v)) {
    header(0x10, name)
    at = out.writeInt32LE(v, at)
  } else {
    header(0x01, name)
    at = out.writeDoubleLE(v, at)
  }
}

function writeObject(name: string, v: object): void {
  if (v instanceof Map) {
    header(0x03, name)
    writeDocument(v as Document)
  } else if (Array.isArray(v)) {
    header(0x04, name)
    writeArray(v as Value[])
  } else if (v instanceof Date) {
    header(0x09, name)
    writeTime(v.getTime())
  } else if (v instanceof ObjectId) {
    header(0x07, name)
    writeBytes(objectIdBytes(v))
  } else if (v instanceof Double) {
    header(0x01, name)
    at = out.writeDoubleLE(v.value, at)
  } else if (v instanceof Decimal128) {
    header(0x13, name)
    writeBytes(v.bytes)
  } else if (v instanceof Binary) writeBinary(name, v)
  else if (v instanceof Timestamp) {
    header(0x11, name)
    out.writeUInt32LE(v.i, at)
    at = out.writeUInt32LE(v.t, at + 4)
  } else if (v instanceof BSONRegExp) {
    header(0x0b, name)
    writeName(v.pattern)
    writeName(v.options)
  } else writeRare(name, v)
}

function writeBinary(name: string, v: Binary): void {
  const bytes = binaryBytes(v)
  header(0x05, name)
  out.writeInt32LE(v.sub_type === 2 ? bytes.length + 4 : bytes.length, at)
  out[at + 4] = v.sub_type
  at += 5
  if (v.sub_type === 2) at = out.writeInt32LE(bytes.length, at)
  writeBytes(bytes)
}

function writeRare(name: string, v: object): void {
  if (v instanceof Code && v.scope instanceof Map) {
    header(0x0f, name)
    const start = at
    at += 4
    writeString(String(v.code))
    writeDocument(v.scope as Document)
    out.writeInt32LE(at - start, start)
  } else if (v instanceof Code) {
    header(0x0d, name)
    writeString(String(v.code))
  } else if (v instanceof BSONSymbol) {
    header(0x0e, name)
    writeString(v.value)
  } else if (v instanceof DBRef) {
    header(0x0c, name)
    writeString(v.collection)
    writeBytes(objectIdBytes(v.oid))
  } else header(v instanceof MinKey ? 0xff : 0x7f, name)
}

function writeValue(name: string, v: Value): void {
  switch (typeof v) {
    case 'number':
      return writeNumber(name, v)
    case 'string':
      header(0x02, name)
      return writeString(v)
    case 'boolean':
      header(0x08, name)
      out[at++] = v ? 1 : 0
      return
    case 'bigint':
      header(0x12, name)
      at = out.writeBigInt64LE(v, at)
      return
    case 'undefined':
      return header(0x06, name)
    default:
      if (v === null) header(0x0a, name)
      else writeObject(name, v)
  }
}

/** As deep as documents are read; deeper ones would be lost once they are stored. */
const deepestDocument = 200
let deepest = deepestDocument
function deeper(): void {
  if (++depth > deepest + 1) throw new ServerError(15, `Document exceeds maximum nested object depth: ${deepest}`)
}

function writeArray(list: readonly Value[]): void {
  deeper()
  room(5)
  const start = at
  at += 4
  for (let i = 0; i < list.length; i++) writeValue(String(i), list[i])
  close(start)
}
function writeDocument(d: Document): void {
  deeper()
  room(5)
  const start = at
  at += 4
  for (const [name, value] of d) writeValue(name, value)
  close(start)
}
function close(start: number): void {
  depth--
  room(1)
  out[at++] = 0
  out.writeInt32LE(at - start, start)
}

/**
 * BSON undefined is written for fields that are there and undefined; leave a field out to have it missing. Throws a ServerError (15) on
 * a document nested deeper than 200, more by `wrapping` for a reply that holds documents.
 */
export function encode(d: Document, wrapping = 0): Buffer {
  at = 0
  depth = 0
  deepest = deepestDocument + wrapping
  writeDocument(d)
  const made = Buffer.allocUnsafe(at)
  out.copy(made, 0, 0, at)
  if (out.length > 4 * 1024 * 1024) out = Buffer.allocUnsafe(64 * 1024)
  return made
}
