// Starting and stopping the embedded database: one owner a directory, data kept between starts.
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readOwner, startEmbedded } from './index.js'

let directory: string
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kefu-start-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))
const connect = (uri: string): Promise<mongoose.Connection> =>
  mongoose.createConnection(uri, { dbName: 'app', serverSelectionTimeoutMS: 3000 }).asPromise()

it('keeps what was written over a stop and a start', async () => {
  const first = await startEmbedded({ directory })
  const before = await connect(first.uri)
  await before.collection('things').insertOne({ name: 'kept' })
  await before.close()
  await first.stop()
  const second = await startEmbedded({ directory })
  const after = await connect(second.uri)
  expect(await after.collection('things').findOne({}, { projection: { _id: 0 } })).toEqual({ name: 'kept' })
  await after.close()
  await second.stop()
})

it('refuses a second owner and says who the first is', async () => {
  const first = await startEmbedded({ directory })
  await expect(startEmbedded({ directory })).rejects.toMatchObject({
    code: 'database-locked',
    message: expect.stringContaining(String(process.pid)) as string,
  })
  await first.stop()
  const again = await startEmbedded({ directory })
  await again.stop()
})

it('tells others where it listens, and removes every trace of that when it stops', async () => {
  const running = await startEmbedded({ directory })
  const owner = readOwner(directory)
  expect(owner).toMatchObject({ pid: process.pid, uri: running.uri, alive: true })
  expect((await stat(owner?.socketDirectory ?? '')).mode & 0o777).toBe(0o700)
  await running.stop()
  expect(readOwner(directory)).toBeUndefined()
  await expect(stat(owner?.socketDirectory ?? '')).rejects.toMatchObject({ code: 'ENOENT' })
})

it('takes over the lock of a process that is gone', async () => {
  const file = join(directory, 'owner.json')
  await writeFile(file, JSON.stringify({ pid: 2 ** 22 + 1, token: 'old', startedAt: '2020-01-01T00:00:00.000Z' }))
  const running = await startEmbedded({ directory })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid })
  await running.stop()
})

it('takes over the lock of an earlier process that had the same id', async () => {
  const file = join(directory, 'owner.json')
  const old = { pid: process.pid, processStart: 'other-boot:1', token: 'old', startedAt: '2020-01-01T00:00:00.000Z' }
  await writeFile(file, JSON.stringify(old))
  const running = await startEmbedded({ directory })
  await running.stop()
})

it('says when the port is taken', async () => {
  const first = await startEmbedded({ directory: join(directory, 'a'), port: 0 })
  const port = Number(new URL(first.uri).port)
  await expect(startEmbedded({ directory: join(directory, 'b'), port })).rejects.toMatchObject({ code: 'port-taken' })
  await first.stop()
})
