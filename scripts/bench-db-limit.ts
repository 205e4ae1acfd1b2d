// What the driver leaves to the server: `findOne` by `_id` against the embedded database, and against one that answers without looking.
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mongoose from 'mongoose'
import type { Cost } from './bench-db-reader.js'
import { row, type ServerProcess } from './bench-db-subjects.js'

interface Rate {
  readonly perSecond: number
  /** Microseconds of processor time a find, in the clients and in the server. */
  readonly clientUs: number
  readonly serverUs: number
}

const reads = 12_000
const lines = [
  { name: '1 client process, 16 readers', processes: 1, readers: 16 },
  { name: '1 client process, 64 readers', processes: 1, readers: 64 },
  { name: '2 client processes, 16 readers each', processes: 2, readers: 16 },
] as const
const program = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url))

/** Microseconds that all threads of a process have run; Linux only, NaN elsewhere. */
async function cpuUsOf(pid: number): Promise<number> {
  try {
    const threads = await readdir(`/proc/${pid}/task`)
    const each = threads.map(async (id) =>
      Number((await readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8')).split(' ')[0]),
    )
    return (await Promise.all(each)).reduce((sum, ns) => sum + ns, 0) / 1000
  } catch {
    return NaN
  }
}

async function rateOf(server: ServerProcess, size: number, processes: number, readers: number): Promise<Rate> {
  const clients = Array.from({ length: processes }, () =>
    fork(program('bench-db-reader'), [server.uri, String(size), String(readers)]),
  )
  await Promise.all(clients.map((client) => once(client, 'message')))
  const [before, started] = [await cpuUsOf(server.pid), performance.now()]
  const costs = await Promise.all(
    clients.map(async (client) => {
      client.send(reads / processes)
      return (await once(client, 'message'))[0] as Cost
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const serverUs = ((await cpuUsOf(server.pid)) - before) / reads
  return { perSecond: reads / seconds, clientUs: costs.reduce((sum, cost) => sum + cost.cpuUs, 0) / reads, serverUs }
}

async function withCanned<T>(work: (server: ServerProcess) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'kefu-canned-'))
  const path = join(directory, 's.sock')
  const answer = mongoose.mongo.BSON.EJSON.stringify(row(1), { relaxed: false })
  const server = spawn(process.execPath, [program('bench-db-canned'), path, answer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(server.stdout, 'data')
    return await work({ uri: `mongodb://${encodeURIComponent(path)}`, pid: server.pid ?? 0 })
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    await rm(directory, { recursive: true, force: true })
  }
}

const whole = (n: number): string => (Number.isNaN(n) ? '–' : Math.round(n).toLocaleString('en'))

/** A table in Markdown: reads a second, the driver's limit, and where the processor time goes. */
export async function againstTheDriver(embedded: ServerProcess, size: number): Promise<string> {
  const rows = await withCanned(async (canned) => {
    const made: string[] = []
    for (const { name, processes, readers } of lines) {
      const limit = await rateOf(canned, size, processes, readers)
      const ours = await rateOf(embedded, size, processes, readers)
      const share = `${whole((100 * ours.perSecond) / limit.perSecond)} %`
      const figures = [ours.perSecond, limit.perSecond].map(whole)
      const times = [ours, limit].map(({ clientUs, serverUs }) => `${whole(clientUs)} + ${whole(serverUs)}`)
      made.push(`| ${[name, ...figures, share, ...times].join(' | ')} |`)
    }
    return made
  })
  return [
    '| findOne by _id | embedded (/s) | driver alone (/s) | share | client + server µs, embedded | driver alone |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}
