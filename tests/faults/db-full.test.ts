// No room left on the disk, by a limit of the system on the file. What was acknowledged stays, what was refused is not there.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withDatabaseProcess, type ProcessOptions } from './db-process.js'

const startProcess = withDatabaseProcess()
let directory: string
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kefu-full-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Fills the database until it refuses; resolves with what was acknowledged. */
async function fill(options: ProcessOptions): Promise<number> {
  const server = await startProcess(directory, options)
  const things = server.client.db('full').collection<{ _id: number; text: string; tags: string[] }>('things')
  await things.createIndexes([{ key: { text: 1 } }, { key: { tags: 1 } }])
  let acknowledged = 0
  let refusal: unknown
  while (refusal === undefined && acknowledged < 200_000) {
    const batch = Array.from({ length: 50 }, (_, i) => ({
      _id: acknowledged + i,
      text: `${String(acknowledged + i)} ${'x'.repeat(500)}`,
      tags: ['a', `b${i}`],
    }))
    try {
      await things.insertMany(batch)
      acknowledged += batch.length
    } catch (thrown) {
      refusal = thrown
    }
  }
  expect(refusal).toMatchObject({ code: 14031, codeName: 'OutOfDiskSpace' })
  // It goes on answering, with what it acknowledged and nothing of what it refused.
  expect(await things.countDocuments({ _id: { $gte: 0 } })).toBe(acknowledged)
  expect(await things.countDocuments({}, { hint: 'tags_1' })).toBe(acknowledged)
  expect(await server.client.db('full').command({ validate: 'things' })).toMatchObject({ valid: true, errors: [] })
  await server.stop()
  return acknowledged
}

async function expectWhole(acknowledged: number): Promise<void> {
  const server = await startProcess(directory)
  const things = server.client.db('full').collection<{ _id: number; text: string }>('things')
  expect(await things.estimatedDocumentCount()).toBe(acknowledged)
  expect(await server.client.db('full').command({ validate: 'things' })).toMatchObject({ valid: true, errors: [] })
  await things.insertOne({ _id: -1, text: 'room again' })
  expect(await things.countDocuments({ text: 'room again' })).toBe(1)
  await server.stop()
}

it.skipIf(process.platform === 'win32')(
  'refuses writes when there is no room, and takes them when there is',
  async () => {
    // Past RLIMIT_FSIZE a write fails with EFBIG (the signal is ignored, as Node does); blocks of 1024 bytes.
    const acknowledged = await fill({ before: `trap '' XFSZ && ulimit -f 6000` })
    expect(acknowledged).toBeGreaterThan(0)
    await expectWhole(acknowledged)
  },
)
