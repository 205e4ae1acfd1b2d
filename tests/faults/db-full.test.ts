// No room left on the disk: a limit of the system on the file, and a file system that is really full. What was acknowledged stays, what was
// refused is not there.
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

const run = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0
/** Mounting needs root, and a kernel that lets it (not every container does). */
const mayMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['mount', 'umount'].every((command) => run('which', command)) &&
  run('unshare', '--mount', 'true')
if (!mayMount) process.stderr.write('skipped: a full file system (it needs root, to mount a small one)\n')

describe.skipIf(!mayMount)('on a file system of 12 MB', () => {
  beforeEach(() => expect(run('mount', '-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', directory)).toBe(true))
  afterEach(() => expect(run('umount', directory)).toBe(true))

  it('refuses writes when it is full, and takes them when it has grown', async () => {
    const acknowledged = await fill({})
    expect(acknowledged).toBeGreaterThan(0)
    expect(run('mount', '-o', 'remount,size=64m', directory)).toBe(true)
    await expectWhole(acknowledged)
  })
})
