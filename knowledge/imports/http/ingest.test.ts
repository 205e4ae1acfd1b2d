import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Analytics } from '@segment/analytics-node'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock.js'
import { errorHandler, notFound } from '../../../platform/http/error-handler.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { consents } from '../../customers/consents.js'
import { customerDesk } from '../../customers/customer-desk.js'
import { imports } from '../index.js'
import { importSources } from '../sources/sources.js'
import { ingestRouter } from './router.js'

const store = withStore()
let server: Server
let base: string
let told: string[]
let serverKey: string
let browserKey: string
let webhookKey: string

beforeAll(async () => {
  const app = express()
  const onTaken = async (customers: readonly string[]) => told.push(...customers)
  app.use(ingestRouter({ store: store(), clock: systemClock, onTaken, requestsPerKey: 30, wrongKeysPerAddress: 5 }))
  app.use(notFound, errorHandler(pino({ level: 'silent' })))
  server = createServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

let round = 0
beforeEach(async () => {
  await emptyStore(store())
  told = []
  round += 1
  const sources = importSources(store(), systemClock)
  const add = async (name: string, kind: 'segment' | 'webhook', trust: 'server' | 'browser') =>
    (await sources.add({ name: `${name}${String(round)}`, kind, trust })).writeKey ?? ''
  serverKey = await add('app', 'segment', 'server')
  browserKey = await add('site', 'segment', 'browser')
  webhookKey = await add('crm', 'webhook', 'server')
})

const post = (path: string, body: unknown, key: string | undefined = serverKey, headers: Record<string, string> = {}) =>
  fetch(`${base}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const customers = () => store().models.customers.find().sort({ createdAt: 1 }).lean()
const events = () => store().models.events.find().sort({ at: 1, _id: 1 }).lean()

describe("Segment's own library for servers", () => {
  it('identifies, tracks, groups and views pages', async () => {
    const analytics = new Analytics({ writeKey: serverKey, host: base, flushAt: 20, maxRetries: 0 })
    const failures: unknown[] = []
    analytics.on('error', (error) => failures.push(error))
    const traits = { firstName: 'Ann', lastName: 'Lee', email: 'Ann@A.example', plan: 'gold', seats: 4, vip: true }
    analytics.identify({ userId: 'C1001', traits })
    analytics.track({
      userId: 'C1001',
      event: 'Product Viewed',
      properties: { product_id: 'P7', url: 'https://a.example/?t=1' },
    })
    analytics.track({ userId: 'C1001', event: 'Played a Song!', properties: { length: 3 } })
    analytics.page({ userId: 'C1001', name: 'Cart', properties: { path: '/cart?token=secret' } })
    analytics.group({ userId: 'C1001', groupId: 'acme', traits: { size: 12 } })
    analytics.alias({ previousId: 'anon-1', userId: 'C1001' })
    await analytics.closeAndFlush()
    expect(failures).toEqual([])
    const [customer] = await customers()
    expect(customer).toMatchObject({ number: 'C1001', name: 'Ann Lee', email: 'ann@a.example' })
    expect(Object.fromEntries((customer?.traits ?? []).map(({ name, value }) => [name, value]))).toEqual({
      ...{ plan: 'gold', seats: 4, vip: true, group: 'acme', 'group.size': 12 },
    })
    const stored = await events()
    expect(stored.map(({ type }) => type).sort()).toEqual([
      ...['customer.aliased', 'customer.grouped', 'customer.identified', 'page.viewed', 'product.viewed'],
      'track.played-a-song',
    ])
    expect(stored.find(({ type }) => type === 'product.viewed')).toMatchObject({ data: { productId: 'P7' } })
    expect(stored.find(({ type }) => type === 'page.viewed')?.data).toEqual({ name: 'Cart', path: '/cart' })
    expect(new Set(told)).toEqual(new Set([customer?._id]))
  })
})

describe('messages', () => {
  it('keep traits whose names would be awkward as keys', async () => {
    const traits = { 'a\0b': 1, 'c.d': 2, $e: 3 }
    expect((await post('/v1/identify', { messageId: 'm', userId: 'C1', traits })).status).toBe(200)
    const [customer] = await customers()
    expect(customer?.traits.map(({ name, value }) => [name, value])).toEqual([
      ['a b', 1],
      ['c.d', 2],
      ['$e', 3],
    ])
  })

  it.each([
    ['identify', { userId: 'C1', traits: { plan: 'a' } }],
    ['track', { userId: 'C1', event: 'Order Completed', properties: { products: [{ product_id: 'P1' }] } }],
    ['page', { userId: 'C1', name: 'Home' }],
    ['group', { userId: 'C1', groupId: 'g' }],
    ['alias', { userId: 'C1', previousId: 'x' }],
  ])('/v1/%s takes one', async (type, message) => {
    const response = await post(`/v1/${type}`, { messageId: 'm', ...message })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ success: true, stored: 1, repeated: 0, invalid: 0 })
    expect(await customers()).toMatchObject([{ number: 'C1' }])
  })

  it('sent again change nothing', async () => {
    const batch = [
      { type: 'identify', messageId: 'm1', userId: 'C1', traits: { plan: 'gold' } },
      { type: 'track', messageId: 'm2', userId: 'C1', event: 'Signed Up' },
      { type: 'track', messageId: 'm2', userId: 'C1', event: 'Signed Up' },
    ]
    expect(await (await post('/v1/batch', { batch })).json()).toMatchObject({ stored: 2, repeated: 1 })
    const before = [await customers(), await events()]
    expect(await (await post('/v1/batch', { batch })).json()).toMatchObject({ stored: 0, repeated: 3 })
    expect([await customers(), await events()]).toEqual(before)
  })

  it('of many about one customer leave what the last one said', async () => {
    const batch = ['a', 'b', 'c'].map((plan) => ({ type: 'identify', userId: 'C1', messageId: plan, traits: { plan } }))
    await post('/v1/batch', { batch })
    expect((await customers())[0]?.traits).toMatchObject([{ name: 'plan', value: 'c' }])
  })

  it('with traits that cannot be read are kept, and their traits become dead letters', async () => {
    const response = await post('/v1/identify', {
      userId: 'C1',
      messageId: 'm',
      traits: { email: 'nobody', plan: 'x' },
    })
    expect(await response.json()).toMatchObject({ success: true, invalid: 1 })
    expect(await customers()).toMatchObject([{ number: 'C1', traits: [] }])
    const [batch] = await imports(store(), systemClock).batches.list(1)
    expect(await imports(store(), systemClock).letters.list({ batch: batch?.id ?? '', limit: 9 })).toMatchObject([
      { problems: [{ field: 'email', value: 'nobody' }] },
    ])
  })

  it('of a day can be taken back like any import, and the next message begins another batch', async () => {
    const room = imports(store(), systemClock)
    await post('/v1/identify', { userId: 'C1', messageId: 'm1', traits: { plan: 'gold' } })
    const [batch] = await room.batches.list(1)
    await room.undo(batch?.id ?? '', 'ann')
    expect(await customers()).toMatchObject([{ number: 'C1', traits: [] }])
    await post('/v1/identify', { userId: 'C1', messageId: 'm2', traits: { plan: 'blue' } })
    expect((await customers())[0]?.traits).toMatchObject([{ value: 'blue' }])
    expect(await room.batches.list(9)).toHaveLength(2)
  })
})

describe('what a library says beside its messages', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0'
  const context = { userAgent: firefox, locale: 'de-de', timezone: 'Europe/Berlin', ip: '203.0.113.7' }
  const app = { device: { model: 'iPhone7,2', advertisingId: 'advert-77' }, os: { name: 'iPhone OS', version: '17' } }
  const send = (messageId: string, more: object, of: object = { userId: 'C1' }) =>
    post('/v1/track', { ...of, messageId, event: 'Song Played', ...more })
  const traitsOf = async () =>
    Object.fromEntries((await customers())[0]?.traits.map(({ name, value }) => [name, value]) ?? [])
  const devicesOf = async () => (await events()).flatMap(({ data }) => data['device'] ?? [])

  it('is kept as devices and as traits with their source, and nothing else of it', async () => {
    await send('m1', { context })
    await send('m2', { context: { ...app, locale: 'no locale', timezone: 'Mars/Base' } })
    expect(await traitsOf()).toEqual({ locale: 'de-DE', timezone: 'Europe/Berlin' })
    const [customer] = await customers()
    expect(customer?.traits[0]?.source).toMatch(/^import:/)
    const desk = customerDesk(store(), systemClock, {
      consents: consents(store()),
      onChanged: async () => undefined,
    })
    expect((await desk.record(customer?._id as never))?.devices.map(({ name }) => name).sort()).toEqual([
      'App on iPhone',
      'Firefox on Windows',
    ])
    expect(JSON.stringify([await events(), customer])).not.toMatch(/203\.0\.113|advert-77|iPhone7|rv:130/)
  })

  it('takes a row only when it says something new, and gives way to what is said of somebody', async () => {
    await send('m1', { context })
    await send('m2', { context })
    await send('m3', { context: { ...context, timezone: 'Asia/Shanghai' } })
    expect((await customers())[0]?.imported).toHaveLength(2)
    expect(await traitsOf()).toMatchObject({ timezone: 'Asia/Shanghai' })
    await post('/v1/identify', { userId: 'C1', messageId: 'm4', traits: { timezone: 'Asia/Tokyo' }, context })
    expect(await traitsOf()).toMatchObject({ timezone: 'Asia/Tokyo' })
  })

  it('of many messages at once the newest counts', async () => {
    const message = (messageId: string, timezone: string) => ({
      ...{ type: 'track', userId: 'C1', messageId, event: 'Song Played', context: { timezone } },
    })
    await post('/v1/batch', { batch: [message('m1', 'Europe/Paris'), message('m2', 'Asia/Shanghai')] })
    expect(await traitsOf()).toEqual({ timezone: 'Asia/Shanghai' })
    expect((await customers())[0]?.imported).toHaveLength(2)
  })

  it('is not kept of who refused profiling', async () => {
    await send('m1', {})
    const [customer] = await customers()
    const said = { state: 'denied' as const, source: 'form', at: new Date() }
    await consents(store()).set(customer?._id as never, 'profiling', said)
    await send('m2', { context })
    expect(await traitsOf()).toEqual({})
    expect(await devicesOf()).toEqual([])
    await consents(store()).set(customer?._id as never, 'profiling', { ...said, state: 'granted' })
    await send('m3', { context })
    expect(await devicesOf()).toEqual(['Firefox on Windows'])
  })
})

describe('a key that browsers show', () => {
  it('never reaches the record of the customer whose id is named', async () => {
    await post('/v1/identify', { userId: 'C1', messageId: 'm1', traits: { plan: 'gold' } })
    const forged = {
      userId: 'C1',
      anonymousId: 'v1',
      messageId: 'm2',
      traits: { plan: 'stolen', email: 'me@a.example' },
    }
    expect((await post('/v1/identify', forged, browserKey)).status).toBe(200)
    const [customer, visitor] = await customers()
    expect(customer).toMatchObject({ number: 'C1', traits: [{ value: 'gold' }] })
    expect(customer).not.toHaveProperty('email')
    expect(visitor).toMatchObject({ email: 'me@a.example', traits: [{ value: 'stolen' }] })
    expect(visitor).not.toHaveProperty('number')
    // What the visitor claimed opens no door for imports either.
    await post('/v1/identify', { userId: 'C2', messageId: 'm3', traits: { email: 'me@a.example', secret: 'x' } })
    expect((await customers())[1]?.traits).toMatchObject([{ value: 'stolen' }])
  })

  it('is let in from any site, as text and in the body', async () => {
    const preflight = await fetch(`${base}/v1/t`, { method: 'OPTIONS', headers: { origin: 'https://shop.example' } })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    const message = { anonymousId: 'v1', event: 'Product Viewed', writeKey: browserKey }
    const response = await post('/v1/t', message, undefined, { 'content-type': 'text/plain' })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
  })
})

describe('what is refused', () => {
  it.each<[string, string, unknown, number, string | undefined]>([
    ['no JSON', '/v1/track', '{"userId"', 400, undefined],
    ['a list', '/v1/track', [], 400, 'body'],
    ['nobody', '/v1/track', { event: 'x' }, 400, 'userId'],
    ['no event', '/v1/track', { userId: 'C1' }, 400, 'event'],
    ['no batch', '/v1/batch', { messages: [] }, 400, 'batch'],
    [
      'a wrong message in a batch',
      '/v1/batch',
      {
        batch: [
          { type: 'page', userId: 'a' },
          { type: 'dance', userId: 'a' },
        ],
      },
      400,
      'batch.1.type',
    ],
    [
      'too many messages',
      '/v1/batch',
      { batch: Array.from({ length: 1_001 }, () => ({ type: 'page', userId: 'a' })) },
      400,
      'batch',
    ],
    [
      'a message that is too long',
      '/v1/track',
      { userId: 'C1', event: 'x', properties: { x: 'x'.repeat(40_000) } },
      400,
      'body',
    ],
    ['another kind', '/v1/dance', { userId: 'C1' }, 404, undefined],
  ])('%s', async (_, path, body, status, field) => {
    const response = await post(path, body)
    expect(response.status).toBe(status)
    const { error } = (await response.json()) as { error: { details: { field?: string } } }
    expect(error.details.field).toBe(field)
    expect(await events()).toEqual([])
  })

  it('a body beyond the limit', async () => {
    expect((await post('/v1/batch', { batch: [], x: 'x'.repeat(600_000) })).status).toBe(400)
  })

  it('a key that is missing, wrong, or for something else; too many wrong ones stop the address', async () => {
    const message = { userId: 'C1', event: 'x' }
    expect((await post('/v1/track', message, '')).status).toBe(401)
    expect((await post('/v1/track', message, webhookKey)).status).toBe(401)
    const statuses = []
    for (let at = 0; at < 6; at += 1) statuses.push((await post('/v1/track', message, 'guess')).status)
    expect(statuses.at(-1)).toBe(429)
    expect(await events()).toEqual([])
  })

  it('more requests than the key may make', async () => {
    const statuses = []
    for (let at = 0; at < 31; at += 1) {
      const response = await post('/v1/page', { anonymousId: 'v', messageId: String(at) }, browserKey)
      statuses.push(response.status)
      if (response.status === 429) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })
})

describe('a delivery', () => {
  const deliver = (body: string, headers: Record<string, string> = {}, name = `crm${String(round)}`) =>
    post(`/v1/import/${name}`, body, webhookKey, headers)

  it.each([
    ['an object', '{"customer id":"C1","name":"Ann","plan":"gold"}'],
    ['a list', '[{"customer id":"C1","name":"Ann","plan":"gold"}]'],
    ['CSV', 'customer id,name,plan\nC1,Ann,gold\n'],
  ])('of %s is imported before it is acknowledged', async (_, body) => {
    const response = await deliver(body)
    expect(await response.json()).toMatchObject({ rows: 1, new: 1, invalid: 0, problems: [] })
    expect(await customers()).toMatchObject([{ number: 'C1', name: 'Ann', traits: [{ name: 'plan', value: 'gold' }] }])
  })

  it('says what it could not take', async () => {
    const answer: unknown = await (
      await deliver('[{"customer id":"C1","e-mail":"a@a.example"},{"customer id":"C2","e-mail":"x@"}]')
    ).json()
    expect(answer).toMatchObject({ new: 1, invalid: 1, problems: [{ row: 2, field: 'email', value: 'x@' }] })
  })

  it('is the same under the same key, and every other time another', async () => {
    const key = { 'idempotency-key': 'd1' }
    const [first, again] = [await deliver('{"customer id":"C1"}', key), await deliver('{"customer id":"C1"}', key)]
    expect(await again.json()).toEqual(await first.json())
    expect((await deliver('{"customer id":"C2"}', key)).status).toBe(409)
    for (const plan of ['a', 'b', 'a']) await deliver(`{"customer id":"C1","plan":"${plan}"}`)
    expect((await customers())[0]?.traits).toMatchObject([{ value: 'a' }])
  })

  it('goes to the source of its key alone', async () => {
    expect((await deliver('{}', {}, 'other')).status).toBe(403)
    expect((await deliver('')).status).toBe(400)
  })
})
