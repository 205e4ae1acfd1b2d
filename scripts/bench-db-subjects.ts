// What `npm run bench:db` measures: the embedded database, @seald-io/nedb and a Map in memory, behind one small interface.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import nedbModule from '@seald-io/nedb'
import mongoose from 'mongoose'

/** Its types speak of a default export; at run time the module is the class itself. */
const Nedb = nedbModule as unknown as typeof nedbModule.default

export interface Row {
  readonly _id: string
  readonly email: string
  readonly n: number
  readonly group: number
  readonly name: string
  readonly tags: readonly string[]
  readonly at: Date
  readonly address: { readonly city: string; readonly zip: string }
  readonly amount: number
}

/** About 250 bytes of BSON. */
export const row = (i: number): Row => ({
  _id: `customer-${String(i).padStart(9, '0')}`,
  email: `user${i}@example.com`,
  n: i,
  group: i % 100,
  name: `Name ${(i * 7919) % 10007}`,
  tags: [`a${i % 7}`, `b${i % 11}`],
  at: new Date(1.7e12 + i * 60_000),
  address: { city: `City ${i % 50}`, zip: String(10_000 + (i % 9000)) },
  amount: ((i * 31) % 10_000) / 7,
})

/** Everything that a subject cannot do is missing from it. */
export interface Subject {
  readonly name: string
  /** Time until the data can be used, and memory of the process then; 0 where nothing is opened. */
  readonly openMs: number
  memoryMb?(): Promise<number>
  fileMb?(): Promise<number>
  insertMany(rows: readonly Row[]): Promise<unknown>
  insertOne(r: Row): Promise<unknown>
  findById(id: string): Promise<unknown>
  findByEmail(email: string): Promise<unknown>
  /** 20 rows of a group below n, the highest first. */
  page(group: number, below: number): Promise<unknown>
  increment(id: string): Promise<unknown>
  /** Count, sum and mean of every group. */
  group?(): Promise<unknown>
  close(): Promise<void>
}

const sizeMb = async (file: string): Promise<number> => ((await stat(file)).blocks * 512) / 1048576

/** A process that speaks MongoDB's protocol. */
export interface ServerProcess {
  readonly uri: string
  readonly pid: number
}

export async function openEmbedded(directory: string): Promise<Subject & { readonly server: ServerProcess }> {
  const program = fileURLToPath(new URL('./bench-db-server.js', import.meta.url))
  const server = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(server.stdout, 'data')) as [Buffer]
  const { uri, openMs } = JSON.parse(line.toString()) as { uri: string; openMs: number }
  const client = await mongoose.mongo.MongoClient.connect(uri, { maxPoolSize: 64 })
  const rows = client.db('bench').collection<Row>('rows')
  await rows.createIndexes([{ key: { email: 1 }, unique: true }, { key: { group: 1, n: -1 } }])
  return {
    name: 'embedded database',
    openMs,
    server: { uri, pid: server.pid ?? 0 },
    memoryMb: async () => {
      const status = await readFile(`/proc/${server.pid ?? 0}/status`, 'utf8')
      // Pages of the data file are the system's cache, which it takes back when it needs them: they do not count.
      return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024
    },
    fileMb: () => sizeMb(join(directory, 'data.mdb')),
    insertMany: (list) => rows.insertMany([...list]),
    insertOne: (r) => rows.insertOne(r),
    findById: (_id) => rows.findOne({ _id }),
    findByEmail: (email) => rows.findOne({ email }),
    page: (group, below) =>
      rows
        .find({ group, n: { $lt: below } })
        .sort({ n: -1 })
        .limit(20)
        .toArray(),
    increment: (_id) => rows.updateOne({ _id }, { $inc: { amount: 1 } }),
    group: () =>
      rows
        .aggregate([{ $group: { _id: '$group', n: { $sum: 1 }, sum: { $sum: '$amount' }, mean: { $avg: '$n' } } }])
        .toArray(),
    close: async () => {
      await client.close()
      server.kill('SIGTERM')
      await once(server, 'exit')
    },
  }
}

export async function openNedb(directory: string): Promise<Subject> {
  const filename = join(directory, 'nedb.db')
  const started = performance.now()
  const db = new Nedb<Row>({ filename })
  await db.loadDatabaseAsync()
  const openMs = performance.now() - started
  for (const fieldName of ['email', 'group']) await db.ensureIndexAsync({ fieldName, unique: fieldName === 'email' })
  return {
    name: '@seald-io/nedb',
    openMs,
    fileMb: () => sizeMb(filename),
    insertMany: (list) => db.insertAsync([...list]),
    insertOne: (r) => db.insertAsync(r),
    findById: (_id) => db.findOneAsync({ _id }),
    findByEmail: (email) => db.findOneAsync({ email }),
    page: (group, below) =>
      db
        .findAsync({ group, n: { $lt: below } })
        .sort({ n: -1 })
        .limit(20),
    increment: (_id) => db.updateAsync({ _id }, { $inc: { amount: 1 } }, {}),
    close: async () => undefined,
  }
}

export function openMap(): Promise<Subject> {
  const byId = new Map<string, Row>()
  const byEmail = new Map<string, Row>()
  const put = (r: Row): void => void (byId.set(r._id, r), byEmail.set(r.email, r))
  return Promise.resolve({
    name: 'Map (nothing kept)',
    openMs: 0,
    insertMany: async (list) => list.forEach(put),
    insertOne: async (r) => put(r),
    findById: async (id) => byId.get(id),
    findByEmail: async (email) => byEmail.get(email),
    page: async (group, below) =>
      [...byId.values()]
        .filter((r) => r.group === group && r.n < below)
        .sort((a, b) => b.n - a.n)
        .slice(0, 20),
    increment: async (id) => {
      const known = byId.get(id)
      if (known) put({ ...known, amount: known.amount + 1 })
    },
    group: async () => {
      const groups = new Map<number, { n: number; sum: number; total: number }>()
      for (const r of byId.values()) {
        const g = groups.get(r.group) ?? { n: 0, sum: 0, total: 0 }
        groups.set(r.group, { n: g.n + 1, sum: g.sum + r.amount, total: g.total + r.n })
      }
      return [...groups].map(([id, g]) => ({ _id: id, n: g.n, sum: g.sum, mean: g.total / g.n }))
    },
    close: async () => undefined,
  })
}
