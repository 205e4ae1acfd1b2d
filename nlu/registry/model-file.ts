// The bytes of a model: a JSON header and typed arrays, deflated, with a checksum. Plain data, nothing in it is ever executed.
import { createHash, webcrypto } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deflateRawSync, inflateRaw, inflateRawSync } from 'node:zlib'
import { AppError } from '../../platform/errors.js'

export type Section = Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float32Array

const sectionTypes = { Uint8Array, Int8Array, Uint16Array, Uint32Array, Int32Array, Float32Array } as const
type SectionType = keyof typeof sectionTypes

const magic = Buffer.from('KEFUNLU1')
const checksumLength = 32
/** A damaged length field must not make the process allocate all memory. */
const largestInflated = 1 << 30

interface Index {
  header: unknown
  sections: { name: string; type: SectionType; length: number }[]
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Layout: magic, SHA-256 of the rest, deflated (length of the index, index as JSON, sections one after another). Little-endian. */
export function packModel(header: unknown, sections: ReadonlyMap<string, Section>): Buffer {
  const index: Index = { header, sections: [] }
  const bodies: Uint8Array[] = []
  for (const [name, array] of sections) {
    index.sections.push({ name, type: array.constructor.name as SectionType, length: array.length })
    bodies.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  }
  const json = Buffer.from(JSON.stringify(index))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(json.length)
  const body = deflateRawSync(Buffer.concat([size, json, ...bodies]))
  return Buffer.concat([magic, sha256(body), body])
}

export interface UnpackedModel {
  header: unknown
  sections: Map<string, Section>
}

/** The opposite of `packModel`. Bytes that were cut, changed or made by another program are a `model-damaged` error. */
export function unpackModel(bytes: Uint8Array): UnpackedModel {
  const body = bodyOf(bytes)
  checkSum(bytes, sha256(body))
  try {
    return readBody(inflateRawSync(body, { maxOutputLength: largestInflated }))
  } catch (cause) {
    throw cause instanceof AppError ? cause : damaged('it cannot be read', cause)
  }
}

const inflateAside = promisify(inflateRaw)
/** Bytes inflated at once: the default would come back to this thread for every 16 KiB. */
const inflatedAtOnce = 1 << 20

/** As `unpackModel`, with the checksum and the inflating, nearly all of the work, done by other threads; the event loop turns before what is left. */
export async function unpackModelAside(bytes: Uint8Array): Promise<UnpackedModel> {
  const body = bodyOf(bytes)
  checkSum(bytes, Buffer.from(await webcrypto.subtle.digest('SHA-256', body)))
  try {
    const inflated = await inflateAside(body, { maxOutputLength: largestInflated, chunkSize: inflatedAtOnce })
    await nextTurn()
    return readBody(inflated)
  } catch (cause) {
    throw cause instanceof AppError ? cause : damaged('it cannot be read', cause)
  }
}

function bodyOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length < magic.length + checksumLength || !magic.equals(bytes.subarray(0, magic.length)))
    throw damaged('it does not begin like a model')
  return bytes.subarray(magic.length + checksumLength)
}

function checkSum(bytes: Uint8Array, sum: Buffer): void {
  if (!sum.equals(bytes.subarray(magic.length, magic.length + checksumLength)))
    throw damaged('its checksum does not match')
}

function readBody(body: Buffer): UnpackedModel {
  const jsonLength = body.readUInt32LE(0)
  const index = JSON.parse(body.toString('utf8', 4, 4 + jsonLength)) as Index
  const sections = new Map<string, Section>()
  let at = 4 + jsonLength
  for (const { name, type, length } of index.sections) {
    if (!Object.hasOwn(sectionTypes, type)) throw damaged('a section has an unknown type')
    const Type = sectionTypes[type]
    const size = length * Type.BYTES_PER_ELEMENT
    if (at + size > body.length) throw damaged('a section is cut short')
    // A copy, because typed arrays must begin at a multiple of their element size.
    sections.set(name, new Type(new Uint8Array(body.subarray(at, at + size)).buffer))
    at += size
  }
  return { header: index.header, sections }
}

/** The error for a model that cannot be used; the model store and the loader share it. */
export const damaged = (reason: string, cause?: unknown): AppError =>
  new AppError('model-damaged', `The language model cannot be loaded: ${reason}.`, { details: { reason }, cause })
