// Audiences handed over by tries of a job, over a real database and to a real webhook.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { consents } from '../customers/consents.js'
import { handOvers, handOverTries, type HandOverRequest } from './hand-overs.js'

const store = withStore()
const rule = { kind: 'field', name: 'locale', op: 'known' }
const now = new Date('2026-03-01T10:00:00Z')
const secret = 'sixteen characters'
/** What the webhook took, and what it answers next; 200 when there is nothing left. */
const taken: { delivery: string; page: number; members: { id: string }[] }[] = []
const answers: number[] = []
/** Happens while the webhook answers. */
let onTaken: () => Promise<void>
let crm: Server
let url: URL
let enqueued: string[]

beforeAll(async () => {
  crm = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const status = answers.shift() ?? 200
      if (status === 200) taken.push(JSON.parse(body) as (typeof taken)[number])
      void onTaken().then(() => response.writeHead(status).end())
    })
  }).listen(0, '127.0.0.1')
  await once(crm, 'listening')
  url = new URL(`http://127.0.0.1:${String((crm.address() as AddressInfo).port)}/audiences`)
})
afterAll(() => {
  crm.close()
})
beforeEach(async () => {
  await emptyStore(store())
  taken.length = 0
  answers.length = 0
  onTaken = () => Promise.resolve()
  enqueued = []
})

const desk = (webhook: URL | undefined = url) =>
  handOvers(store(), fixedClock(now), {
    ...(webhook && { webhook: { url: webhook, secret } }),
    enqueue: async (id) => void enqueued.push(id),
    pageSize: 4,
  })
const attempt = (n: number, signal = new AbortController().signal) => ({ attempt: n, signal })
const idOf = (at: number): CustomerId => `c${String(at).padStart(4, '0')}` as CustomerId

/** A segment of so many, all of whom agreed to marketing. */
async function members(count: number): Promise<void> {
  const { customers, segments, segmentMembers } = store().models
  const ids = Array.from({ length: count }, (_, at) => idOf(at))
  await segments.insertMany([{ _id: 'all', name: { en: 'All', zh: '全部' }, rule, at: now }] as never)
  await customers.insertMany(
    ids.map((_id) => ({ _id, traits: [], counters: {}, createdAt: now, updatedAt: now })) as never,
  )
  await segmentMembers.insertMany(
    ids.map((customerId) => ({ _id: `all:${customerId}`, segment: 'all', customerId, since: now })),
  )
  const said = { purpose: 'marketing', state: 'granted', source: 'form', at: now, history: [] }
  await store().models.consents.insertMany(
    ids.map((customerId) => ({ _id: `${customerId}:marketing`, customerId, ...said })) as never,
  )
}
const wanted = (to: 'file' | 'webhook'): HandOverRequest => ({
  ...{ segment: 'all', purpose: 'marketing', to },
  by: { id: 'usr_1', name: 'Ada' },
})
const refuses = (customer: CustomerId) =>
  consents(store()).set(customer, 'marketing', { state: 'denied', source: 'phone', at: now })
async function textOf(id: string): Promise<string[]> {
  const pieces: Uint8Array[] = []
  for await (const piece of (await desk().file(id)).lines) pieces.push(piece)
  return Buffer.concat(pieces).toString().trimEnd().split('\r\n').slice(1)
}

describe('a hand-over', () => {
  it('is a job, and asks for consent when the job runs', async () => {
    await members(3)
    const { id, state } = await desk().request(wanted('webhook'))
    expect({ state, enqueued }).toEqual({ state: 'waiting', enqueued: [id] })
    expect(taken).toEqual([])
    await refuses(idOf(1))
    await desk().run(id, attempt(1))
    expect(taken.map((page) => page.members.map((one) => one.id))).toEqual([[idOf(0), idOf(2)]])
    expect(await desk().get(id)).toMatchObject({ state: 'done', tries: 1, exported: 2, withoutConsent: 1 })
  })

  it('goes on after the pages that the webhook took', async () => {
    await members(5)
    const { id } = await desk().request(wanted('webhook'))
    answers.push(200, 503)
    await expect(desk().run(id, attempt(1))).rejects.toMatchObject({ code: 'delivery-failed' })
    const waiting = await desk().get(id)
    expect(waiting).toMatchObject({ state: 'waiting', exported: 4, after: idOf(3) })
    expect(waiting?.failure).toContain('answered 503')

    await desk().run(id, attempt(2))
    expect(taken.map(({ delivery, page, members: { length } }) => [delivery, page, length])).toEqual([
      [`${id}:0`, 0, 4],
      [`${id}:1`, 1, 1],
    ])
    const done = await desk().get(id)
    expect(done).toMatchObject({ state: 'done', tries: 2, exported: 5, withoutConsent: 0 })
    expect(done).not.toHaveProperty('failure')
  })

  it('is done once, however often its job runs', async () => {
    await members(1)
    const { id } = await desk().request(wanted('webhook'))
    await desk().run(id, attempt(1))
    await desk().run(id, attempt(2))
    expect(taken).toHaveLength(1)
    expect(await store().models.audit.countDocuments({ action: 'hand-over finished' })).toBe(1)
  })

  it('fails at once where another try cannot help', async () => {
    await members(1)
    const { id } = await desk().request(wanted('webhook'))
    answers.push(403)
    await desk().run(id, attempt(1))
    const failed = await desk().get(id)
    expect(failed).toMatchObject({ state: 'failed', finishedAt: now })
    expect(failed?.failure).toContain('answered 403')
  })

  it('fails with its last try, and says so to the queue', async () => {
    await members(1)
    const { id } = await desk().request(wanted('webhook'))
    answers.push(500)
    await expect(desk().run(id, attempt(handOverTries))).rejects.toMatchObject({ code: 'delivery-failed' })
    expect(await desk().get(id)).toMatchObject({ state: 'failed' })
  })

  it('is left as it is when the queue stops, for whoever has it next', async () => {
    await members(1)
    const { id } = await desk().request(wanted('webhook'))
    await expect(desk().run(id, attempt(1, AbortSignal.abort()))).rejects.toThrow()
    expect(await desk().get(id)).toMatchObject({ state: 'running' })
    await desk().run(id, attempt(2))
    expect(taken).toHaveLength(1)
  })

  it('is not written to by a try that was overtaken', async () => {
    await members(1)
    const { id } = await desk().request(wanted('webhook'))
    // As another process leaves it that has it now.
    const overtaken = { state: 'running' as const, tries: 2 }
    onTaken = async () => void (await store().models.handOvers.updateOne({ _id: id }, { $set: overtaken }))
    await expect(desk().run(id, attempt(1))).rejects.toMatchObject({ code: 'conflict' })
    expect(await desk().get(id)).toMatchObject({ ...overtaken, pages: 0, exported: 0 })
  })

  it('to a file is written anew by each try', async () => {
    await members(5)
    const { id } = await desk().request(wanted('file'))
    await expect(desk().file(id)).rejects.toMatchObject({ code: 'not-found' })
    await desk().run(id, attempt(1))
    // As if the process had died before it was noted.
    await store().models.handOvers.updateOne({ _id: id }, { $set: { state: 'running' } })
    await refuses(idOf(4))
    await desk().run(id, attempt(2))
    expect(await textOf(id)).toHaveLength(4)
    expect(await desk().get(id)).toMatchObject({ state: 'done', exported: 4, withoutConsent: 1 })
  })

  it('is taken up again when its job was never written, and ends when its job was given up', async () => {
    await members(1)
    const [lost, dead, waiting] = await Promise.all([1, 2, 3].map(() => desk().request(wanted('file'))))
    enqueued = []
    const jobs = new Map([
      [dead?.id, { state: 'dead', reason: 'internal: every process that ran it died or lost its lease' }],
      [waiting?.id, { state: 'waiting' }],
    ])
    await desk().sweep(async (id) => jobs.get(id))
    expect(enqueued).toEqual([lost?.id])
    expect(await desk().get(dead?.id ?? '')).toMatchObject({ state: 'failed', failure: jobs.get(dead?.id)?.reason })
    expect(await desk().get(waiting?.id ?? '')).toMatchObject({ state: 'waiting' })
  })
})
