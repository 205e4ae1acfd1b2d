// `npm run bench:db [-- --sizes 1000,100000,1000000] [--write]`: the embedded database beside nedb and a Map, in one run on this machine.
// With `--reads` (one size, a million) only reads by key, beside what the driver can do at most.
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { againstTheDriver } from './bench-db-limit.js'
import { openEmbedded, openMap, openNedb, row, type Subject } from './bench-db-subjects.js'
import { benchBySizes, machine } from './lib/bench-by-sizes.js'

type Figures = ReadonlyMap<string, number | undefined>

const marks = ['<!-- bench:db begin -->', '<!-- bench:db end -->'] as const
const readMarks = ['<!-- bench:db reads begin -->', '<!-- bench:db reads end -->'] as const
const page = 'docs/performance.md'
const readers = 16
const writers = 32

/** Operations a second, done by `parallel` workers that each wait for their answer. */
async function perSecond(count: number, parallel: number, work: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < count) await work(next++)
    }),
  )
  return count / ((performance.now() - started) / 1000)
}

async function fill(subject: Subject, size: number, into: Map<string, number | undefined>): Promise<void> {
  const singles = Math.min(size / 5, 500)
  const many = Math.min(size / 2, 6000)
  into.set('insert one by one, 1 writer (/s)', await perSecond(singles, 1, (i) => subject.insertOne(row(i))))
  into.set(
    `insert one by one, ${writers} writers (/s)`,
    await perSecond(many, writers, (i) => subject.insertOne(row(singles + i))),
  )
  const from = singles + many
  const batches = Math.ceil((size - from) / 1000)
  const batch = (k: number): Promise<unknown> => {
    const start = from + k * 1000
    return subject.insertMany(Array.from({ length: Math.min(1000, size - start) }, (_, i) => row(start + i)))
  }
  const perBatch = await perSecond(batches, 2, batch)
  into.set('insert 1,000 at a time (/s)', perBatch * ((size - from) / batches))
}

async function use(subject: Subject, size: number, into: Map<string, number | undefined>): Promise<void> {
  const some = (): number => Math.floor(Math.random() * size)
  const reads = 20_000
  const byId = (): Promise<unknown> => subject.findById(row(some())._id)
  await perSecond(2000, readers, byId)
  into.set('findOne by _id, 1 reader (/s)', await perSecond(reads / 4, 1, byId))
  into.set(`findOne by _id, ${readers} readers (/s)`, await perSecond(reads, readers, byId))
  const byEmail = (): Promise<unknown> => subject.findByEmail(row(some()).email)
  into.set(`findOne by unique key, ${readers} readers (/s)`, await perSecond(reads, readers, byEmail))
  const pages = subject.group && subject.memoryMb === undefined && size > 100_000 ? 5 : 300
  into.set('page of 20, sorted (/s)', await perSecond(pages, 1, () => subject.page(some() % 100, size / 2)))
  into.set(
    `update by _id, ${writers} writers (/s)`,
    await perSecond(4000, writers, () => subject.increment(row(some())._id)),
  )
  if (!subject.group) return
  const started = performance.now()
  await subject.group()
  into.set('$group over all (ms)', performance.now() - started)
}

async function measure(open: (directory: string) => Promise<Subject>, size: number, keeps: boolean): Promise<Figures> {
  const directory = await mkdtemp(join(tmpdir(), 'kefu-bench-'))
  const figures = new Map<string, number | undefined>()
  try {
    let subject = await open(directory)
    await fill(subject, size, figures)
    if (keeps) {
      await subject.close()
      subject = await open(directory)
      figures.set('open (ms)', subject.openMs)
      figures.set('memory after open (MB)', await subject.memoryMb?.())
      figures.set('size on disk (MB)', await subject.fileMb?.())
    }
    await use(subject, size, figures)
    await subject.close()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return figures
}

const round = (n: number | undefined): string =>
  n === undefined || Number.isNaN(n) ? '–' : n >= 100 ? Math.round(n).toLocaleString('en') : n.toPrecision(2)

function table(size: number, results: ReadonlyMap<string, Figures>): string {
  const names = [...results.keys()]
  const rows = new Set([...results.values()].flatMap((figures) => [...figures.keys()]))
  const lines = [...rows].map(
    (name) => `| ${name} | ${names.map((each) => round(results.get(each)?.get(name))).join(' | ')} |`,
  )
  return [
    `**${size.toLocaleString('en')} documents**`,
    '',
    `| | ${names.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(names.length)}`,
    ...lines,
  ].join('\n')
}

async function report(sizes: readonly number[]): Promise<string> {
  const tables: string[] = []
  for (const size of sizes) {
    const results = new Map<string, Figures>()
    for (const [name, open, keeps] of [
      ['embedded database', openEmbedded, true],
      ['@seald-io/nedb', openNedb, true],
      ['Map (nothing kept)', openMap, false],
    ] as const) {
      console.error(`${size} documents: ${name}`)
      results.set(name, await measure(open, size, keeps))
    }
    tables.push(table(size, results))
  }
  return [
    `Measured by \`npm run bench:db\` on ${machine()}. Documents of about 250 bytes with three indexes: \`_id\`, a unique \`email\`, \`{group: 1, n: -1}\`. Every`,
    'write of the embedded database is on disk before it is acknowledged; nedb appends to its file without a sync, and a Map keeps nothing. Memory is the server process without',
    "the pages of the data file, which are the system's cache.",
    '',
    tables.join('\n\n'),
  ].join('\n')
}

async function readTable(size: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kefu-bench-'))
  try {
    const subject = await openEmbedded(directory)
    for (let i = 0; i < size; i += 1000)
      await subject.insertMany(Array.from({ length: Math.min(1000, size - i) }, (_, k) => row(i + k)))
    const made = await againstTheDriver(subject.server, size)
    await subject.close()
    return `**${size.toLocaleString('en')} documents**\n\n${made}`
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function reportReads(sizes: readonly number[]): Promise<string> {
  const tables: string[] = []
  for (const size of sizes) tables.push(await readTable(size))
  const load = loadavg()[0]?.toFixed(1) ?? '?'
  return [
    `Measured by \`npm run bench:db -- --reads\` on ${machine()}, with a load of ${load} on the machine when it ended. \`findOne\` by \`_id\` through the driver, over a Unix`,
    'socket, each reader waiting for its answer. The driver alone: the same readers against a process that answers every find with one prepared document and looks for nothing.',
    'The microseconds are processor time a find, of the clients and of the server, which other work on the machine disturbs less than the rates.',
    '',
    tables.join('\n\n'),
  ].join('\n')
}

export const main = (args: readonly string[]): Promise<void> => {
  if (!args.includes('--reads')) return benchBySizes(args, { sizes: '1000,100000,1000000', page, marks, report })
  const others = args.filter((each) => each !== '--reads')
  return benchBySizes(others, { sizes: '1000000', page, marks: readMarks, report: reportReads })
}
