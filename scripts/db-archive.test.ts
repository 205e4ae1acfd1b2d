// Export and import keep every type, index and option.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../tests/support/test-store.js'
import { exportAll, importAll } from './db-archive.js'
import { checkAll } from './db-check.js'
import { openTarget, type Target } from './db-target.js'

const { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, ObjectId, Timestamp } = mongoose.mongo.BSON
let folder: string
let server: Awaited<ReturnType<typeof startTestServer>>
let target: Target
const [from, to] = [`from_${process.pid}`, `to_${process.pid}`]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-archive-'))
  server = await startTestServer()
  target = await openTarget({ uri: server.uri })
})
afterAll(async () => {
  await Promise.all([from, to].map((name) => target.client.db(name).dropDatabase()))
  await target.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

it('brings every type, index, option and view into another database', async () => {
  const db = target.client.db(from)
  const values = {
    _id: new ObjectId(),
    int: new Int32(1),
    double: new Double(1),
    long: Long.fromString('9007199254740993'),
    decimal: Decimal128.fromString('1.10'),
    date: new Date(-1),
    text: '你好\u2028"',
    bytes: new Binary(Buffer.from([0, 255]), 5),
    regex: new BSONRegExp('^a', 'i'),
    stamp: new Timestamp({ t: 1, i: 2 }),
    most: new MaxKey(),
    nothing: null,
    list: [new Int32(1), { deep: [] }],
  }
  await db.createCollection('odd/name', { validator: { int: { $gt: 0 } } })
  await db.collection('odd/name').insertOne(values)
  await db.collection('odd/name').createIndex({ text: 1, int: -1 }, { unique: true, sparse: true, name: 'by_text' })
  await db.createCollection('seen', { viewOn: 'odd/name', pipeline: [{ $match: { int: 1 } }] })
  const archive = join(folder, 'archive')
  expect(await exportAll(target.client, archive, from)).toEqual(
    expect.arrayContaining([{ name: `${from}.odd/name`, documents: 1 }]) as unknown[],
  )
  const line = await readFile(join(archive, from, 'odd%2Fname.json'), 'utf8')
  expect(JSON.parse(line)).toMatchObject({ int: { $numberInt: '1' }, double: { $numberDouble: '1.0' } })

  await importAll(target.client, archive, { replace: false, database: to })
  const made = target.client.db(to)
  expect(await made.collection('odd/name').findOne({})).toEqual(await db.collection('odd/name').findOne({}))
  const indexes = async (of: typeof db): Promise<unknown> => of.collection('odd/name').listIndexes().toArray()
  expect(await indexes(made)).toEqual(await indexes(db))
  await expect(made.collection('odd/name').insertOne({ int: 0 })).rejects.toThrow(/failed validation/)
  expect(Number(await made.collection('seen').countDocuments())).toBe(1)
  expect((await checkAll(target)).filter(({ errors }) => errors.length > 0)).toEqual([])

  await expect(importAll(target.client, archive, { replace: false, database: to })).rejects.toThrow(/--replace/)
  expect(await importAll(target.client, archive, { replace: true, database: to })).toHaveLength(2)
  await expect(exportAll(target.client, archive)).rejects.toThrow(/not empty/)
})

it('names the file and line of what is no document', async () => {
  const archive = join(folder, 'broken')
  await exportAll(target.client, archive, from)
  const file = join(archive, from, 'odd%2Fname.json')
  await writeFile(file, `{"_id": 1, "int": 1}\n{"_id": \n`)
  await expect(importAll(target.client, archive, { replace: true, database: to })).rejects.toThrow(`${file}, line 2`)
})
