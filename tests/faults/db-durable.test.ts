// What the operating system sees: the sync comes before the answer. Surviving kill -9 alone would not prove that.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { withDatabaseProcess } from './db-process.js'

const startProcess = withDatabaseProcess()
const hasStrace = spawnSync('strace', ['-V']).status === 0
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

it.skipIf(!hasStrace)(
  'answers a write after the file is synced and its newest page is written synchronously',
  async () => {
    const server = await startProcess(directory)
    const things = server.client.db('durable').collection('things')
    await things.insertOne({ n: 0 })
    // The second handle of the data file writes the page that makes a commit the newest one; LMDB opens it with O_DSYNC.
    const flags = await Promise.all(
      (await readLinks(server.pid)).map(async ({ fd }) => {
        const info = await readFile(`/proc/${server.pid}/fdinfo/${fd}`, 'utf8')
        return { fd, dsync: (parseInt(/flags:\s+(\d+)/.exec(info)?.[1] ?? '0', 8) & 0o10000) !== 0 }
      }),
    )
    const synced = flags.filter(({ dsync }) => dsync).map(({ fd }) => fd)
    expect(synced).toHaveLength(1)

    const log = join(directory, 'strace.log')
    const calls = 'trace=fdatasync,fsync,pwrite64,pwritev,write,writev'
    const tracer = spawn('strace', ['-f', '-p', String(server.pid), '-e', calls, '-s', '80', '-o', log], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await once(tracer.stderr, 'data')
    for (let n = 1; n <= 20; n++) await things.insertOne({ n })
    tracer.kill('SIGINT')
    await once(tracer, 'exit')
    await server.stop()

    const events = (await readFile(log, 'utf8')).split('\n').flatMap((line): string[] => {
      if (/f(data)?sync\(/.test(line)) return ['sync']
      if (synced.some((fd) => line.includes(`pwrite64(${fd},`))) return ['page']
      // A reply is OP_MSG (2013 = 0xdd 0x07) on a socket.
      return /write\(\d+, ".*\\335\\7/.test(line) && line.includes('\\20n\\0') ? ['reply'] : []
    })
    const order = events.join(' ')
    expect(events.filter((each) => each === 'reply')).toHaveLength(20)
    expect(order.replaceAll('sync page reply', '').trim()).toBe('')
  },
)

async function readLinks(pid: number): Promise<{ fd: string }[]> {
  const all = await readdir(`/proc/${pid}/fd`)
  const links = await Promise.all(
    all.map(async (fd) => ({ fd, to: await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '') })),
  )
  return links.filter(({ to }) => to.endsWith('data.mdb'))
}
