// The short way of a find by key answers what the long way does, byte for byte, or leaves the question to it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BSONSymbol, ObjectId, UUID, deserialize, serialize, type Document } from 'bson'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Cursors, findByKey, headerRoom, runCommand, type Engine } from '../commands/index.js'
import { Store } from '../store/index.js'
import { readKeyFind } from './key-find.js'
import { formatReply, parseMessage } from './message.js'

let directory: string
let engine: Engine
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kefu-key-find-'))
  engine = { store: new Store({ file: join(directory, 'data.mdb') }), cursors: new Cursors(), startedAt: 0 }
})
afterAll(async () => {
  await engine.store.close()
  await rm(directory, { recursive: true, force: true })
})

const framed = (body: Uint8Array, flags = 0): Buffer => {
  const b = Buffer.concat([Buffer.alloc(21), body])
  b.writeInt32LE(b.length, 0)
  b.writeInt32LE(7, 4)
  b.writeInt32LE(2013, 12)
  b.writeInt32LE(flags, 16)
  return b
}
const message = (command: Document): Buffer => framed(serialize({ ...command, $db: 'test' }, { ignoreUndefined: true }))

async function longWay(asked: Buffer): Promise<Buffer> {
  const { database, command, sequences, ...to } = parseMessage(asked)
  const reply = await runCommand({ database, command, sequences, connection: 1 }, engine)
  return formatReply(reply, { database, command, sequences, ...to }).subarray(headerRoom)
}
function shortWay(asked: Buffer): Buffer | undefined {
  const read = readKeyFind(asked)
  return read && findByKey(read, engine.store)?.subarray(headerRoom)
}
const run = async (command: Document): Promise<Document> => {
  const reply = deserialize(await longWay(message(command)))
  expect(reply).toMatchObject({ ok: 1 })
  expect(reply).not.toHaveProperty('writeErrors')
  return reply
}
const asIt = { limit: 1, singleBatch: true, lsid: { id: new UUID('00112233-4455-6677-8899-aabbccddeeff') } }
const find = (name: string, filter: Document): Document => ({ find: name, filter, ...asIt })
const firstBatch = (reply: Buffer | undefined): unknown =>
  reply && (deserialize(reply).cursor as { firstBatch: unknown }).firstBatch

let number = 0
async function collection(documents: readonly Document[], index?: Document, options: Document = {}): Promise<string> {
  const name = `c${++number}`
  await run({ create: name, ...options })
  if (index) await run({ createIndexes: name, indexes: [{ key: { k: 1 }, name: 'k', unique: true, ...index }] })
  if (documents.length > 0) await run({ insert: name, documents })
  return name
}

describe('the short way', () => {
  it('finds a document by its _id, and by the value of a unique index', async () => {
    const id = new ObjectId()
    const name = await collection(
      [
        { _id: id, k: 'a', more: [1, { x: 2 }] },
        { _id: 'text', k: 'b' },
      ],
      {},
    )
    expect(firstBatch(shortWay(message(find(name, { _id: id }))))).toEqual([{ _id: id, k: 'a', more: [1, { x: 2 }] }])
    expect(firstBatch(shortWay(message(find(name, { _id: 'text' }))))).toEqual([{ _id: 'text', k: 'b' }])
    expect(firstBatch(shortWay(message(find(name, { k: 'b' }))))).toEqual([{ _id: 'text', k: 'b' }])
    expect(firstBatch(shortWay(message(find(name, { k: 'c' }))))).toEqual([])
  })

  it('takes the options that change nothing for one document', async () => {
    const name = await collection([{ _id: 'a' }])
    for (const options of [
      { batchSize: 2 },
      { readConcern: { level: 'majority' } },
      { singleBatch: false },
      { limit: 0 },
    ])
      expect(firstBatch(shortWay(message({ ...find(name, { _id: 'a' }), ...options })))).toEqual([{ _id: 'a' }])
  })

  it('says the new name of a collection that was renamed', async () => {
    const name = await collection([{ _id: 'a' }])
    expect(shortWay(message(find(name, { _id: 'a' })))).toBeDefined()
    const renamed = framed(serialize({ renameCollection: `test.${name}`, to: `test.${name}x`, $db: 'admin' }))
    expect(deserialize(await longWay(renamed))).toMatchObject({ ok: 1 })
    const asked = message(find(`${name}x`, { _id: 'a' }))
    expect(shortWay(asked)).toEqual(await longWay(asked))
  })

  it('holds documents as long as they may be', async () => {
    const name = await collection([{ _id: 'long', text: 'x'.repeat(200_000) }])
    const asked = message(find(name, { _id: 'long' }))
    expect(shortWay(asked)?.equals(await longWay(asked))).toBe(true)
  })
})

describe('what is left to the long way', () => {
  const id = new ObjectId()
  const asked = find('somewhere', { _id: 'a' })
  it.each<[string, Document]>([
    ['a projection', { ...asked, projection: { _id: 1 } }],
    ['a sort', { ...asked, sort: { _id: 1 } }],
    ['a skip', { ...asked, skip: 1 }],
    ['a time limit', { ...asked, maxTimeMS: 10 }],
    ['a collation', { ...asked, collation: { locale: 'en' } }],
    ['a batch of nothing', { ...asked, batchSize: 0 }],
    ['a negative limit', { ...asked, limit: -1 }],
    ['a transaction', { ...asked, txnNumber: 1 }],
    ['an unknown option', { ...asked, other: 1 }],
    ['two fields', find('somewhere', { _id: 'a', k: 'b' })],
    ['no fields', find('somewhere', {})],
    ['an operator', find('somewhere', { _id: { $gt: 'a' } })],
    ['an operator at the top', find('somewhere', { $comment: 'a' })],
    ['a path into documents', find('somewhere', { 'k.x': id })],
    ['a number', find('somewhere', { _id: 1 })],
    ['a text that is not ASCII', find('somewhere', { _id: 'é' })],
    ['a text with a zero', find('somewhere', { _id: 'a\0b' })],
    ['a text as long as a shortened key', find('somewhere', { _id: 'x'.repeat(1990) })],
    ['another command', { count: 'somewhere', query: { _id: 'a' } }],
    ['a field before the command', { filter: { _id: 'a' }, find: 'somewhere' }],
  ])('%s', (_, command) => {
    expect(readKeyFind(message(command))).toBeUndefined()
  })

  it('a field that is given twice, and flags', () => {
    const body = Buffer.from(serialize({ ...asked, filteR: { _id: 'b' }, $db: 'test' }))
    expect(
      readKeyFind(framed(Buffer.from(body.toString('latin1').replace('filteR', 'filter'), 'latin1'))),
    ).toBeUndefined()
    expect(readKeyFind(framed(serialize({ ...asked, $db: 'test' }), 2))).toBeUndefined()
  })
})

const text = fc.constantFrom('', 'a', 'A', 'ab', 'b', 'é', '中', 'a\0b', 'x'.repeat(900), 'x'.repeat(2100))
const ids = ['0'.repeat(24), '1'.repeat(24), 'f'.repeat(24)].map((hex) => new ObjectId(hex))
const key: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: fc.constantFrom(...ids) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 1, true, new Date(0), { x: 'a' }, new BSONSymbol('a')) },
)
const held = fc.oneof({ weight: 5, arbitrary: key }, { weight: 1, arbitrary: fc.array(key, { maxLength: 3 }) })
const kinds = fc.constantFrom<{ index?: Document; options?: Document }>(
  { index: {} },
  { index: { key: { k: -1 } } },
  { index: { sparse: true } },
  { index: { unique: false } },
  { index: { hidden: true } },
  { index: { partialFilterExpression: { k: { $gt: 'a' } } } },
  { index: { collation: { locale: 'en', strength: 2 } } },
  { index: {}, options: { collation: { locale: 'en', strength: 2 } } },
  { index: { key: { k: 1, other: 1 } } },
  {},
)
const document = fc.record({ before: text, k: held, after: text }, { requiredKeys: [] })
const rounds = Number(process.env['KEFU_FAULT_ROUNDS'] ?? 10) * 5

it('answers as the long way does, byte for byte, whatever is stored and indexed', async () => {
  let short = 0
  const world = fc.record({ kind: kinds, documents: fc.array(document, { maxLength: 12 }), keys: fc.array(key) })
  await fc.assert(
    fc.asyncProperty(world, async ({ kind, documents, keys }) => {
      const name = await collection([], kind.index, kind.options)
      for (const [i, d] of documents.entries())
        // Those that a unique index refuses are left out.
        await longWay(message({ insert: name, documents: [{ _id: i % 2 === 0 ? `id ${i}` : i, ...d }] }))
      const filters = [...keys.map((k) => ({ k })), ...documents.map((_, i) => ({ _id: `id ${i}` }))]
      for (const filter of filters) {
        const asked = message(find(name, filter))
        const answer = shortWay(asked)
        if (!answer) continue
        short++
        expect(answer.equals(await longWay(asked)), JSON.stringify(filter)).toBe(true)
      }
    }),
    { numRuns: rounds },
  )
  expect(short).toBeGreaterThan(0)
}, 600_000)

it('survives every message of which bytes are changed, and answers none that the long way refuses', async () => {
  const name = await collection([{ _id: 'a', k: 'b' }], {})
  const whole = message({ ...find(name, { k: 'b' }), readConcern: { level: 'local' } })
  for (let at = 16; at < whole.length; at++)
    for (const byte of [0, 1, 2, 5, 127, 255]) {
      const noisy = Buffer.from(whole)
      noisy[at] = byte
      let answer: Buffer | undefined
      try {
        answer = shortWay(noisy)
      } catch {
        continue
      }
      if (answer) expect(answer.equals(await longWay(noisy)), `${at}: ${byte}`).toBe(true)
    }
})
