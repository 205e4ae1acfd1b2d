// Noise on the wire: whatever bytes come, the server answers or closes that connection, and goes on serving the others.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbedded, type EmbeddedDatabase } from '../../knowledge/store/embedded/index.js'

const { BSON } = mongoose.mongo
/** `npm run test:faults` asks for many more. */
const rounds = Number(process.env['KEFU_FAULT_ROUNDS'] ?? 10)
let directory: string
let server: EmbeddedDatabase
let client: mongoose.mongo.MongoClient
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kefu-wire-'))
  server = await startEmbedded({ directory, port: 0 })
  client = await mongoose.mongo.MongoClient.connect(server.uri)
})
afterAll(async () => {
  await client.close()
  await server.stop()
  await rm(directory, { recursive: true, force: true })
})

const open = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(server.uri).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return socket
}

function message(command: object, flags = 0, extra: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.from(BSON.serialize(command))
  const b = Buffer.concat([Buffer.alloc(21), body, extra])
  b.writeInt32LE(b.length, 0)
  b.writeInt32LE(7, 4)
  b.writeInt32LE(2013, 12)
  b.writeUInt32LE(flags, 16)
  return b
}
const ping = message({ ping: 1, $db: 'admin' })

/** The first reply, or undefined when the server closes the connection. */
async function reply(socket: Socket): Promise<Record<string, unknown> | undefined> {
  let got = Buffer.alloc(0)
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk as Buffer])
    if (got.length >= 16 && got.length >= got.readInt32LE(0))
      return BSON.deserialize(got.subarray(21, got.readInt32LE(0)))
  }
  return undefined
}

it('answers a message that comes byte by byte, and several that come in one piece', async () => {
  const socket = await open()
  for (const byte of ping) socket.write(Buffer.from([byte]))
  expect(await reply(socket)).toMatchObject({ ok: 1 })
  const other = await open()
  other.write(Buffer.concat([ping, ping, ping]))
  let length = 0
  for await (const chunk of other) if ((length += (chunk as Buffer).length) >= 3 * 38) break
  expect(length).toBe(3 * 38)
})

it.each([
  ['a length of zero', Buffer.alloc(16)],
  ['a length past the limit', Buffer.from([255, 255, 255, 127, ...Array<number>(12).fill(0)])],
  ['a negative length', Buffer.from([255, 255, 255, 255, ...Array<number>(12).fill(0)])],
  [
    'an unknown operation',
    (() => {
      const b = Buffer.from(ping)
      b.writeInt32LE(2001, 12)
      return b
    })(),
  ],
  ['a required flag it does not know', message({ ping: 1, $db: 'admin' }, 4)],
  [
    'a section longer than the message',
    (() => {
      const b = Buffer.from(ping)
      b.writeInt32LE(9999, 21)
      return b
    })(),
  ],
  [
    'two bodies',
    message({ ping: 1, $db: 'admin' }, 0, Buffer.concat([Buffer.from([0]), Buffer.from(BSON.serialize({ a: 1 }))])),
  ],
  ['a section of an unknown kind', message({ ping: 1, $db: 'admin' }, 0, Buffer.from([9, 5, 0, 0, 0, 0]))],
  ['no database', message({ ping: 1 })],
])('closes a connection that sends %s', async (_, bytes) => {
  const socket = await open()
  socket.write(bytes)
  expect(await reply(socket)).toBeUndefined()
  expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
})

it('answers BSON that is damaged inside with an error', async () => {
  const bytes = message({ insert: 'things', documents: [{ a: 'text' }], $db: 'wire' })
  bytes.writeInt32LE(-5, bytes.indexOf('text') - 4)
  const socket = await open()
  socket.write(bytes)
  const answer = await reply(socket)
  if (answer) expect(answer).toMatchObject({ ok: 0, code: 22 })
  expect(await client.db('wire').collection('things').countDocuments()).toBe(0)
})

it(
  'survives any bytes and any damage to good messages',
  async () => {
    const whole = message({
      find: 'things',
      filter: { a: { $gt: 1 }, b: [1, 'x', null] },
      $db: 'wire',
      lsid: { id: new BSON.UUID() },
    })
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    })
    const damaged = damage.map((changes) => {
      const b = Buffer.from(whole)
      for (const [at, byte] of changes) b[at] = byte
      return b
    })
    const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    const framed = noise.map((bytes) => {
      const b = Buffer.concat([Buffer.alloc(16), bytes])
      b.writeInt32LE(b.length, 0)
      b.writeInt32LE(2013, 12)
      return b
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, noise, framed), async (bytes) => {
        const socket = await open()
        socket.end(bytes)
        for await (const _ of socket) continue
        expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
      }),
      { numRuns: rounds * 100 },
    )
  },
  60_000 + rounds * 20_000,
)
