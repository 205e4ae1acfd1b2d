// What the operating system sees: the sync comes before the answer. Surviving kill -9 alone would not prove that.
import { mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeWith } from '../support/skip.js'
import { withDatabaseProcess } from './db-process.js'

const startProcess = withDatabaseProcess()
let directory: string
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kefu-durable-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

it('belongs to one process, and to the next when that is gone', async () => {
  const first = await startProcess(directory)
  await expect(startProcess(directory)).rejects.toThrow(`in use by process ${first.pid}`)
  await first.kill()
  const second = await startProcess(directory)
  await second.stop()
})

describeWith(['strace'], 'seen by the operating system', () => {
  it('answers a write after the file is synced and its newest page is written synchronously', async () => {
    const log = join(directory, 'strace.log')
    const calls = 'trace=fdatasync,fsync,pwrite64,pwritev,write,writev'
    const server = await startProcess(directory, { under: ['strace', '-f', '-e', calls, '-s', '80', '-o', log] })
    const things = server.client.db('durable').collection('things')
    for (let n = 0; n < 20; n++) await things.insertOne({ n })
    const synced = await synchronousHandles(server.pid)
    expect(synced).toHaveLength(1)
    await server.stop()

    const events = (await readFile(log, 'utf8')).split('\n').flatMap((line): string[] => {
      if (/f(data)?sync\(/.test(line)) return ['sync']
      if (synced.some((fd) => line.includes(`pwrite64(${fd},`))) return ['page']
      // A reply is OP_MSG (2013 = 0xdd 0x07) on a socket; that of an insert begins with the int32 `n`.
      return /write\(\d+, ".*\\335\\7/.test(line) && line.includes('\\20n\\0') ? ['reply'] : []
    })
    const beforeReplies = events.join(' ').split('reply').slice(0, -1)
    expect(beforeReplies).toHaveLength(20)
    for (const before of beforeReplies) expect(before).toMatch(/sync page $/)
  })
})

/** Handles of the data file that write synchronously (O_DSYNC): LMDB uses one for the page that makes a commit the newest. */
async function synchronousHandles(pid: number): Promise<string[]> {
  const handles = await readdir(`/proc/${pid}/fd`)
  const synchronous = await Promise.all(
    handles.map(async (fd) => {
      const to = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')
      if (!to.endsWith('data.mdb')) return false
      const flags = /flags:\s+(\d+)/.exec(await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1]
      return (parseInt(flags ?? '0', 8) & 0o10000) !== 0
    }),
  )
  return handles.filter((_, i) => synchronous[i])
}
