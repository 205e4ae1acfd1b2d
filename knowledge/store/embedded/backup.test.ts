// Backup while writing goes on, and restore.
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { backup, restore, startEmbedded } from './index.js'

// Each start compiles the server from TypeScript, and there are many.
vi.setConfig({ testTimeout: 180_000 })

let root: string
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'kefu-backup-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

async function within<T>(directory: string, work: (db: mongoose.mongo.Db) => Promise<T>): Promise<T> {
  const server = await startEmbedded({ directory })
  const client = await mongoose.mongo.MongoClient.connect(server.uri)
  try {
    return await work(client.db('app'))
  } finally {
    await client.close()
    await server.stop()
  }
}

const whole = async (db: mongoose.mongo.Db): Promise<{ documents: number; valid: boolean }> => {
  const { nrecords, valid } = await db.command({ validate: 'things' })
  return { documents: nrecords as number, valid: valid as boolean }
}

it('copies one moment of a database that is being written to', async () => {
  const file = join(root, 'copies', 'one.mdb')
  const written = await within(join(root, 'a'), async (db) => {
    const things = db.collection('things')
    await things.createIndex({ name: 1 }, { unique: true })
    await things.insertMany(Array.from({ length: 500 }, (_, i) => ({ name: `thing ${i}` })))
    let going = true
    const writer = (async () => {
      let n = 500
      while (going) await things.insertOne({ name: `thing ${n++}` })
      return n
    })()
    expect(await backup(join(root, 'a'), file)).toBeGreaterThan(0)
    going = false
    return writer
  })
  expect(await restore(file, join(root, 'b'))).toBeUndefined()
  const found = await within(join(root, 'b'), whole)
  expect(found.valid).toBe(true)
  expect(found.documents).toBeGreaterThanOrEqual(500)
  expect(found.documents).toBeLessThanOrEqual(written)
})

it('keeps the former data when a copy is put in its place', async () => {
  const file = join(root, 'one.mdb')
  await within(join(root, 'a'), (db) => db.collection('things').insertOne({ name: 'early' }))
  await backup(join(root, 'a'), file)
  await within(join(root, 'a'), (db) => db.collection('things').insertOne({ name: 'late' }))
  const former = await restore(file, join(root, 'a'), new Date('2026-02-03T04:05:06.000Z'))
  expect(former).toBe(join(root, 'a', 'data.2026-02-03T04-05-06.000Z.mdb'))
  expect((await within(join(root, 'a'), whole)).documents).toBe(1)
  await restore(former ?? '', join(root, 'c'))
  expect((await within(join(root, 'c'), whole)).documents).toBe(2)
})

it('refuses to write over a file, to restore under a running database, and to take a damaged copy', async () => {
  const file = join(root, 'one.mdb')
  await within(join(root, 'a'), async (db) => {
    await db.collection('things').insertMany(Array.from({ length: 2000 }, (_, i) => ({ i, text: 'x'.repeat(200) })))
    await backup(join(root, 'a'), file)
    await expect(backup(join(root, 'a'), file)).rejects.toMatchObject({ code: 'data-folder-unwritable' })
    await expect(restore(file, join(root, 'a'))).rejects.toMatchObject({ code: 'database-locked' })
  })
  await truncate(file, 8192)
  await expect(restore(file, join(root, 'a'))).rejects.toMatchObject({ code: 'database-damaged' })
  await writeFile(file, 'no database at all')
  await expect(restore(file, join(root, 'a'))).rejects.toMatchObject({ code: 'database-damaged' })
  await expect(backup(join(root, 'none'), join(root, 'two.mdb'))).rejects.toMatchObject({ code: 'database-damaged' })
  expect((await within(join(root, 'a'), whole)).documents).toBe(2000)
})
