// Requests and replies on the wire: OP_MSG (kinds 0 and 1, checksum and moreToCome flags) and OP_QUERY for the first hello.
import { decode } from '../bson/decode.js'
import { encode } from '../bson/encode.js'
import { double } from '../bson/numbers.js'
import { isDocument, type Document } from '../bson/value.js'
import { headerRoom, type Reply } from '../commands/index.js'

const opReply = 1
const opQuery = 2004
const opMessage = 2013
const checksumPresent = 1
const moreToCome = 2
/** Any other of the low 16 flags must be understood and is not. */
const unknownFlags = 0xfffc

export interface Incoming {
  readonly id: number
  readonly legacy: boolean
  readonly wantsReply: boolean
  readonly database: string
  readonly command: Document
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>
}

export class ProtocolError extends Error {}

/** Throws ProtocolError on anything but the two operations; the connection is closed then. */
export function parseMessage(b: Buffer): Incoming {
  const id = b.readInt32LE(4)
  const op = b.readInt32LE(12)
  if (op === opQuery) return parseQuery(b, id)
  if (op !== opMessage) throw new ProtocolError(`operation ${op}`)
  const flags = b.readUInt32LE(16)
  if ((flags & unknownFlags) !== 0) throw new ProtocolError(`flags ${flags}`)
  return parseSections(b, id, b.length - ((flags & checksumPresent) !== 0 ? 4 : 0), (flags & moreToCome) === 0)
}

function parseSections(b: Buffer, id: number, end: number, wantsReply: boolean): Incoming {
  let command: Document | undefined
  const sequences = new Map<string, Buffer[]>()
  let p = 20
  while (p < end) {
    const kind = b[p++]
    const length = b.readInt32LE(p)
    if (length < 5 || p + length > end) throw new ProtocolError('a section longer than its message')
    if (kind === 0) {
      if (command) throw new ProtocolError('two bodies')
      command = decode(b.subarray(p, p + length))
    } else if (kind === 1) readSequence(b.subarray(p, p + length), sequences)
    else throw new ProtocolError(`section kind ${kind ?? 'none'}`)
    p += length
  }
  if (!command) throw new ProtocolError('no body')
  const database = command.get('$db')
  if (typeof database !== 'string' || database === '') throw new ProtocolError('no $db')
  complete(command, sequences)
  return { id, legacy: false, wantsReply, database, command, sequences }
}

function readSequence(b: Buffer, into: Map<string, Buffer[]>): void {
  const nameEnd = b.indexOf(0, 4)
  if (nameEnd < 0) throw new ProtocolError('a sequence without a name')
  const name = b.toString('utf8', 4, nameEnd)
  if (into.has(name)) throw new ProtocolError(`two sequences ${name}`)
  const documents: Buffer[] = []
  let p = nameEnd + 1
  while (p < b.length) {
    const length = b.length - p < 4 ? 0 : b.readInt32LE(p)
    if (length < 5 || p + length > b.length) throw new ProtocolError('a document longer than its sequence')
    documents.push(b.subarray(p, p + length))
    p += length
  }
  into.set(name, documents)
}

/** Arrays whose documents are wanted as they came; all others are wanted decoded. */
const keptRaw = new Set(['documents', 'ops', 'nsInfo'])
function complete(command: Document, sequences: Map<string, Buffer[]>): void {
  for (const [name, documents] of sequences)
    if (!keptRaw.has(name))
      command.set(
        name,
        documents.map((each) => decode(each)),
      )
  for (const name of keptRaw) {
    const list = command.get(name)
    if (!sequences.has(name) && Array.isArray(list) && list.every(isDocument)) sequences.set(name, list.map(encode))
  }
}

function parseQuery(b: Buffer, id: number): Incoming {
  const nameEnd = b.indexOf(0, 20)
  if (nameEnd < 0 || nameEnd + 9 > b.length) throw new ProtocolError('a query without a collection')
  const [database = ''] = b.toString('utf8', 20, nameEnd).split('.')
  const whole = decode(b, nameEnd + 9)
  const inner = whole.get('$query')
  return {
    id,
    legacy: true,
    wantsReply: true,
    database,
    command: isDocument(inner) ? inner : whole,
    sequences: new Map(),
  }
}

/** `ok` is a double on the wire, whatever it was here. */
function bodyOf(reply: Document): Buffer {
  const ok = reply.get('ok')
  if (typeof ok === 'number') reply.set('ok', double(ok))
  return encode(reply, 10)
}

/** Writes the header of an OP_MSG into the room before a reply's bytes. */
export function addHeader(frame: Buffer, to: number): Buffer {
  frame.writeInt32LE(frame.length, 0)
  frame.writeInt32LE(0, 4)
  frame.writeInt32LE(to, 8)
  frame.writeInt32LE(opMessage, 12)
  frame.fill(0, 16, headerRoom)
  return frame
}

/** The reply as it goes out; one that came as bytes is used up by it. */
export function formatReply(reply: Reply, to: Incoming): Buffer {
  const made = Buffer.isBuffer(reply)
  if (to.legacy) return legacyReply(made ? reply.subarray(headerRoom) : bodyOf(reply), to.id)
  return addHeader(made ? reply : Buffer.concat([Buffer.allocUnsafe(headerRoom), bodyOf(reply)]), to.id)
}

function legacyReply(body: Buffer, to: number): Buffer {
  const header = Buffer.alloc(36)
  header.writeInt32LE(header.length + body.length, 0)
  header.writeInt32LE(to, 8)
  header.writeInt32LE(opReply, 12)
  header.writeInt32LE(8, 16) // AwaitCapable
  header.writeInt32LE(1, 32) // one document
  return Buffer.concat([header, body])
}
