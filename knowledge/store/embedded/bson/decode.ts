// BSON bytes to values: bsonspec.org, version 1.1.
import { BSONRegExp, BSONSymbol, Binary, Code, DBRef, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { ServerError } from '../server-error.js'
import { double } from './numbers.js'
import type { Parts } from './parts.js'
import type { Document, Value } from './value.js'

const deepest = 200

declare global {
  /** Node's own methods, which its type declarations leave out; the fastest way to short strings. */
  interface Buffer {
    latin1Slice(start?: number, end?: number): string
    utf8Slice(start?: number, end?: number): string
    latin1Write(text: string, offset: number): number
    utf8Write(text: string, offset: number): number
  }
}

function text(b: Buffer, start: number, end: number): string {
  if (end - start < 24) {
    let i = start
    while (i < end && (b[i] ?? 0) < 128) i++
    if (i === end) return b.latin1Slice(start, end)
  }
  return b.utf8Slice(start, end)
}

// The same few hundred field names come again and again: one string each saves the making and the hashing of it.
const nameSlots = 4096
const names: (string | undefined)[] = new Array<string | undefined>(nameSlots)
export function fieldName(b: Buffer, start: number, end: number): string {
  const length = end - start
  if (length > 32) return text(b, start, end)
  let hash = length
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (b[i] ?? 0)) | 0
  const slot = hash & (nameSlots - 1)
  const known = names[slot]
  if (known !== undefined && known.length === length) {
    let i = 0
    while (i < length && known.charCodeAt(i) === b[start + i]) i++
    if (i === length) return known
  }
  const made = text(b, start, end)
  if (made.length === length) names[slot] = made
  return made
}

const damaged = (): ServerError => new ServerError(22, 'invalid BSON')

function zeroAfter(b: Buffer, at: number): number {
  const end = b.indexOf(0, at)
  if (end < 0) throw damaged()
  return end
}

/** Where the value of this type ends; throws on what is no type, and on a length past the buffer. */
export function valueEnd(b: Buffer, type: number, at: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return at + 8
    case 0x02:
    case 0x0d:
    case 0x0e:
      return at + 4 + b.readInt32LE(at)
    case 0x03:
    case 0x04:
    case 0x0f:
      return at + b.readInt32LE(at)
    case 0x05:
      return at + 5 + b.readInt32LE(at)
    case 0x06:
    case 0x0a:
    case 0xff:
    case 0x7f:
      return at
    case 0x07:
      return at + 12
    case 0x08:
      return at + 1
    case 0x0b:
      return zeroAfter(b, zeroAfter(b, at) + 1) + 1
    case 0x0c:
      return at + 16 + b.readInt32LE(at)
    case 0x10:
      return at + 4
    case 0x13:
      return at + 16
  }
  throw damaged()
}

/** The string whose length stands there. */
export const stringAt = (b: Buffer, at: number): string => {
  const length = b.readInt32LE(at)
  if (length < 1 || b[at + 3 + length] !== 0) throw damaged()
  return text(b, at + 4, at + 3 + length)
}
const copy = (b: Buffer, start: number, end: number): Buffer => Buffer.from(b.subarray(start, end))

/** @param parts what is wanted of a document, or of each in an array; all where nothing is said */
function readValue(b: Buffer, type: number, at: number, end: number, depth: number, parts?: Parts): Value {
  switch (type) {
    case 0x01:
      return double(b.readDoubleLE(at))
    case 0x02:
      return stringAt(b, at)
    case 0x03:
      return readDocument(b, at, depth + 1, parts)
    case 0x04:
      return readArray(b, at, depth + 1, parts)
    case 0x05:
      // Subtype 2 carries its length twice.
      return b[at + 4] === 2 ? new Binary(copy(b, at + 9, end), 2) : new Binary(copy(b, at + 5, end), b[at + 4] ?? 0)
    case 0x06:
      return undefined
    case 0x07:
      return new ObjectId(copy(b, at, at + 12))
    case 0x08:
      return b[at] === 1
    case 0x09:
      return new Date(b.readInt32LE(at + 4) * 4294967296 + b.readUInt32LE(at))
    case 0x0a:
      return null
    case 0x0b: {
      const middle = zeroAfter(b, at)
      return new BSONRegExp(text(b, at, middle), text(b, middle + 1, end - 1))
    }
    case 0x0c:
      return new DBRef(stringAt(b, at), new ObjectId(copy(b, end - 12, end)))
    case 0x0d:
      return new Code(stringAt(b, at))
    case 0x0e:
      return new BSONSymbol(stringAt(b, at))
    case 0x0f: {
      const scopeAt = at + 8 + b.readInt32LE(at + 4)
      // bson's Code wants a plain object; the Map travels through it untouched.
      return new Code(stringAt(b, at + 4), readDocument(b, scopeAt, depth + 1))
    }
    case 0x10:
      return b.readInt32LE(at)
    case 0x11:
      return new Timestamp({ i: b.readUInt32LE(at), t: b.readUInt32LE(at + 4) })
    case 0x12:
      return b.readBigInt64LE(at)
    case 0x13:
      return new Decimal128(copy(b, at, at + 16))
    case 0xff:
      return new MinKey()
    default:
      return new MaxKey()
  }
}

/** Where the bytes of a document's fields end. */
function bodyEnd(b: Buffer, at: number, depth: number): number {
  if (depth > deepest) throw new ServerError(15, 'Document exceeds maximum nested object depth: 200')
  const length = b.readInt32LE(at)
  if (length < 5 || at + length > b.length || b[at + length - 1] !== 0) throw damaged()
  return at + length - 1
}

function readDocument(b: Buffer, at: number, depth: number, parts?: Parts): Document {
  const stop = bodyEnd(b, at, depth)
  const made: Document = new Map()
  let p = at + 4
  while (p < stop) {
    const type = b[p++] ?? 0
    let nameEnd = p
    while (b[nameEnd] !== 0) if (++nameEnd >= stop) throw damaged()
    const name = fieldName(b, p, nameEnd)
    const end = valueEnd(b, type, nameEnd + 1)
    if (end > stop) throw damaged()
    const wanted = parts ? parts.get(name) : 'whole'
    if (wanted === undefined) check(b, type, nameEnd + 1, end, depth)
    else made.set(name, readValue(b, type, nameEnd + 1, end, depth, wanted === 'whole' ? undefined : wanted))
    p = end
  }
  return made
}

function readArray(b: Buffer, at: number, depth: number, parts?: Parts): Value[] {
  const stop = bodyEnd(b, at, depth)
  const made: Value[] = []
  let p = at + 4
  while (p < stop) {
    const type = b[p++] ?? 0
    while (b[p] !== 0) if (++p >= stop) throw damaged()
    const end = valueEnd(b, type, p + 1)
    if (end > stop) throw damaged()
    made.push(readValue(b, type, p + 1, end, depth, type === 0x03 ? parts : undefined))
    p = end
  }
  return made
}

/** Looks over a value that is not wanted: throws as `readValue` would. */
function check(b: Buffer, type: number, at: number, end: number, depth: number): void {
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
    case 0x0c: {
      const length = b.readInt32LE(at)
      if (length < 1 || b[at + 3 + length] !== 0) throw damaged()
      return
    }
    case 0x03:
    case 0x04: {
      const stop = bodyEnd(b, at, depth + 1)
      let p = at + 4
      while (p < stop) {
        const inner = b[p++] ?? 0
        while (b[p] !== 0) if (++p >= stop) throw damaged()
        const innerEnd = valueEnd(b, inner, ++p)
        if (innerEnd > stop) throw damaged()
        check(b, inner, p, innerEnd, depth + 1)
        p = innerEnd
      }
      return
    }
    case 0x0b:
      readValue(b, type, at, end, depth)
      return
    case 0x0f:
      stringAt(b, at + 4)
      check(b, 0x03, at + 8 + b.readInt32LE(at + 4), end, depth)
  }
}

/**
 * Throws a ServerError (22) on bytes that are no document, (15) on one nested deeper than 200.
 * @param parts what is wanted of it; the rest is looked over as strictly as if it were read
 */
export function decode(b: Buffer, at = 0, parts?: Parts): Document {
  try {
    return readDocument(b, at, 0, parts)
  } catch (thrown) {
    if (thrown instanceof RangeError) throw damaged()
    throw thrown
  }
}

/** Where a top-level field stands in a raw document: the bytes of its value. */
export function rawField(b: Buffer, name: string): { type: number; start: number; end: number } | undefined {
  const stop = bodyEnd(b, 0, 0)
  let p = 4
  while (p < stop) {
    const type = b[p++] ?? 0
    const nameEnd = zeroAfter(b, p)
    const end = valueEnd(b, type, nameEnd + 1)
    if (end > stop) throw damaged()
    if (text(b, p, nameEnd) === name) return { type, start: nameEnd + 1, end }
    p = end
  }
  return undefined
}

/** Only these top-level fields, in the order of the document: for readers that need few of many. */
export function decodeOnly(b: Buffer, wanted: ReadonlySet<string>): Document {
  const stop = bodyEnd(b, 0, 0)
  const made: Document = new Map()
  let p = 4
  while (p < stop) {
    const type = b[p++] ?? 0
    let nameEnd = p
    while (b[nameEnd] !== 0) nameEnd++
    const end = valueEnd(b, type, nameEnd + 1)
    const name = fieldName(b, p, nameEnd)
    if (wanted.has(name)) {
      made.set(name, readValue(b, type, nameEnd + 1, end, 0))
      if (made.size === wanted.size) break
    }
    p = end
  }
  return made
}
