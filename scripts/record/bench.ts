// Milliseconds to the first page of a long past, and to one deep in it, beside what it costs to read all of it and sort.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CustomerId } from '../../bot/domain/ids.js'
import { connectStore, type Store } from '../../knowledge/index.js'
import { timeline } from '../../knowledge/customers/timeline.js'
import { inSteps } from '../../knowledge/store/write-many.js'
import { startEmbedded } from '../../knowledge/store/embedded/index.js'
import { numberOption, rounded, type Given } from '../lib/command.js'
import { writeBetween } from '../lib/write-between.js'

const customer = 'bench' as CustomerId
const other = 'bench-visitor' as CustomerId
const pageSize = 50
const rounds = 40
const types = ['message.received', 'message.sent', 'product.viewed', 'intent.recognised', 'order.placed']

async function fill(store: Store, events: number): Promise<void> {
  const start = Date.UTC(2026, 0, 1)
  const record = { traits: [], counters: {}, createdAt: new Date(start), updatedAt: new Date(start) }
  await store.models.customers.insertMany([
    { _id: customer, ...record },
    { _id: other, mergedInto: customer, ...record },
  ] as never)
  const all = Array.from({ length: events }, (_, place) => ({
    ...{ _id: `e${String(place).padStart(8, '0')}`, type: types[place % types.length] },
    customerId: place % 4 === 0 ? other : customer,
    data: { seq: place, channel: 'web', language: 'en', sentiment: 0.1 },
    at: new Date(start + place * 60_000),
  }))
  await inSteps(all, 1000, (slice) => store.models.events.collection.insertMany(slice as never))
}

async function measured(work: () => Promise<unknown>): Promise<{ p50Ms: number; p95Ms: number }> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now()
    await work()
    // The first finds nothing warm.
    if (round > 0) times.push(performance.now() - begin)
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number => rounded(times[Math.floor(share * (times.length - 1))] ?? 0, 1)
  return { p50Ms: at(0.5), p95Ms: at(0.95) }
}

/** Everything of the person in memory, newest first: what a timeline without an index and pages does. */
async function readAll(store: Store): Promise<unknown[]> {
  const found = await store.models.events.find({ customerId: { $in: [customer, other] } }).lean()
  return found.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, pageSize)
}

async function benchOf(events: number) {
  const directory = mkdtempSync(join(tmpdir(), 'kefu-bench-record-'))
  const server = await startEmbedded({ directory })
  const store = await connectStore({ uri: server.uri, appName: 'kefu-bench', database: 'bench' })
  try {
    await fill(store, events)
    const middle = new Date(Date.UTC(2026, 0, 1) + Math.floor(events / 2) * 60_000)
    const deep = `${String(middle.getTime())}:e`
    const first = await measured(() => timeline(store, customer, { limit: pageSize }))
    const later = await measured(() => timeline(store, customer, { cursor: deep, limit: pageSize }))
    const whole = await measured(() => readAll(store))
    return { events, firstPage: first, deepPage: later, readingAll: whole }
  } finally {
    await store.close()
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

const marks = ['<!-- record:timeline begin -->', '<!-- record:timeline end -->'] as const

/** A person of two merged records with 1,000, 10,000 … events; pages of 50. */
export async function bench(given: Given): Promise<unknown> {
  const most = numberOption(given, 'events', 10_000, 1000, 1_000_000)
  const sizes = [1000, 10_000, 100_000, 1_000_000].filter((size) => size <= most)
  const rows: Awaited<ReturnType<typeof benchOf>>[] = []
  for (const size of sizes) rows.push(await benchOf(size))
  if (given['write'] === true) {
    const cells = rows.map(({ events, firstPage, deepPage, readingAll }) =>
      [
        events.toLocaleString('en'),
        firstPage.p50Ms,
        firstPage.p95Ms,
        deepPage.p95Ms,
        readingAll.p50Ms,
        readingAll.p95Ms,
      ].join(' | '),
    )
    const head = '| events | first page p50 ms | p95 ms | a page in the middle p95 ms | reading all p50 ms | p95 ms |'
    const table = [head, '| ---: | ---: | ---: | ---: | ---: | ---: |', ...cells.map((cell) => `| ${cell} |`)]
    await writeBetween(join('docs', 'performance.md'), marks, table.join('\n'))
  }
  return rows.map(({ events, firstPage, deepPage, readingAll }) => ({
    events,
    firstPageP50Ms: firstPage.p50Ms,
    firstPageP95Ms: firstPage.p95Ms,
    deepPageP95Ms: deepPage.p95Ms,
    readingAllP50Ms: readingAll.p50Ms,
    readingAllP95Ms: readingAll.p95Ms,
  }))
}
