// Segments over a real database: rules, live membership, groups by purchases, and audiences with consent.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { consents } from '../customers/consents.js'
import { seededRandom } from '../learning/random.js'
import { audiencePages, csvCell, postAudience, type AudienceMember } from './audience.js'
import { adjustedRandIndex, kMeans } from './k-means.js'
import { rfmGroups } from './rfm.js'
import { segments, type Segments } from './segments.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const day = 86_400_000
const name = { en: 'Group', zh: '群组' }
const id = (text: string) => text as CustomerId

const idsOf = (found: readonly { customerId: CustomerId }[]) => found.map(({ customerId }) => customerId)

describe('segments', () => {
  let clock: ReturnType<typeof fixedClock>
  let port: Segments
  const insert = (...records: [string, object][]) =>
    store().models.customers.insertMany(
      records.map(([_id, more]) => ({
        ...{ _id, traits: [], counters: {}, createdAt: start, updatedAt: start },
        ...more,
      })) as never,
    )
  let made = 0
  const happened = (customerId: string, type: string, at = clock.now()) =>
    store().models.events.insertMany([{ _id: `e${String((made += 1))}`, type, customerId, data: {}, at }] as never)

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    port = segments(store(), clock)
  })

  it('follow the record: members enter and leave as events arrive and as time passes', async () => {
    await insert(['a', {}], ['b', {}])
    const rule = { kind: 'event', type: 'product.viewed', atLeast: 2, withinDays: 7 }
    expect(await port.put({ id: 'keen', name, rule })).toMatchObject({ customers: 2, entered: 0, left: 0 })
    await happened('a', 'product.viewed')
    await port.update(id('a'))
    expect(idsOf(await port.members('keen', { limit: 10 }))).toEqual([])
    await happened('a', 'product.viewed')
    await port.update(id('a'))
    await port.update(id('a'))
    expect(idsOf(await port.members('keen', { limit: 10 }))).toEqual(['a'])
    clock.advance(8 * day)
    expect(await port.evaluateAll()).toEqual({ customers: 2, entered: 0, left: 1 })
    const changes = await port.changes({ segment: 'keen', limit: 10 })
    expect(changes.map(({ kind, customerId }) => [kind, customerId])).toEqual([
      ['left', 'a'],
      ['entered', 'a'],
    ])
  })

  it.each([
    [{ kind: 'trait', name: 'interests', op: 'is', value: 'tents' }, ['a']],
    [{ kind: 'trait', name: 'interests', op: 'one-of', value: ['boots', 'tents'] }, ['a', 'b']],
    [{ kind: 'counter', name: 'ordersPlaced', op: 'at-least', value: 2 }, ['a']],
    [{ kind: 'not', of: { kind: 'field', name: 'locale', op: 'is', value: 'zh' } }, ['b', 'c']],
    [{ kind: 'trait', name: 'interests', op: 'unknown' }, ['c']],
    [
      {
        kind: 'all',
        of: [
          { kind: 'field', name: 'city', op: 'contains', value: 'SHANG' },
          { kind: 'any', of: [{ kind: 'counter', name: 'ordersPlaced', op: 'above', value: 1 }] },
        ],
      },
      ['a'],
    ],
  ])('hold by rules over traits, counters and fields: %j', async (rule, expected) => {
    const trait = (value: string[]) => [
      { name: 'interests', value, source: 'enrich:interests', at: start, confidence: 1 },
    ]
    const address = { name: 'x', line1: 'y', city: 'Shanghai', postalCode: 'z', country: 'CN' }
    await insert(
      ['a', { traits: trait(['tents', 'boots']), counters: { ordersPlaced: 2 }, locale: 'zh', address }],
      ['b', { traits: trait(['boots']), counters: { ordersPlaced: 1 }, locale: 'en' }],
      ['c', {}],
    )
    await port.put({ id: 'one', name, rule })
    expect(idsOf(await port.members('one', { limit: 10 }))).toEqual(expected)
  })

  it('names the part of a rule that is wrong', async () => {
    const of = [{ kind: 'counter', name: 'x', op: 'looks-like', value: 1 }]
    await expect(port.put({ id: 'one', name, rule: { kind: 'all', of } })).rejects.toMatchObject({
      code: 'input-invalid',
      details: { field: 'rule.of.0.op' },
    })
    await expect(port.put({ id: 'Not so', name, rule: of[0] })).rejects.toMatchObject({ details: { field: 'id' } })
  })

  it('count a merged person once, by what all records did', async () => {
    await insert(['a', {}], ['b', {}])
    await port.put({ id: 'keen', name, rule: { kind: 'event', type: 'order.placed', atLeast: 2 } })
    await happened('a', 'order.placed')
    await happened('b', 'order.placed')
    await store().models.customers.updateOne({ _id: 'b' }, { $set: { mergedInto: 'a' } })
    await port.update(id('b'))
    expect(idsOf(await port.members('keen', { limit: 10 }))).toEqual(['a'])
    await store().models.customers.updateOne({ _id: 'b' }, { $unset: { mergedInto: 1 } })
    await port.update(id('a'))
    expect(idsOf(await port.members('keen', { limit: 10 }))).toEqual([])
  })

  it('say what a rule would do before it is kept, and change nothing', async () => {
    await insert(['a', { locale: 'zh' }], ['b', { locale: 'en' }], ['c', { locale: 'zh' }], ['d', { mergedInto: 'b' }])
    const rule = { kind: 'field', name: 'locale', op: 'is', value: 'zh' }
    await port.put({ id: 'readers', name, rule: { ...rule, value: 'en' } })
    const seen = await port.preview({ id: 'readers', name, rule }, 1)
    expect(seen).toMatchObject({ customers: 3, members: 2, entered: 2, left: 1, first: [{ id: 'a' }] })
    expect(idsOf(await port.members('readers', { limit: 10 }))).toEqual(['b'])
    await expect(port.preview({ id: 'readers', name, rule: {} }, 1)).rejects.toMatchObject({ code: 'input-invalid' })
  })

  it('look at everybody as at each one: a person of several records by what all did', async () => {
    await insert(['a', {}], ['b', { mergedInto: 'a' }], ['c', {}])
    await happened('a', 'order.placed')
    await happened('b', 'order.placed')
    await happened('c', 'order.placed')
    await port.put({ id: 'keen', name, rule: { kind: 'event', type: 'order.placed', atLeast: 2 } })
    expect(idsOf(await port.members('keen', { limit: 10 }))).toEqual(['a'])
  })

  it('tell who entered and left page by page, newest first', async () => {
    await insert(['a', {}], ['b', {}], ['c', {}])
    await port.put({ id: 'all', name, rule: { kind: 'trait', name: 'x', op: 'unknown' } })
    const first = await port.changes({ segment: 'all', limit: 2 })
    const rest = await port.changes({ segment: 'all', limit: 2, before: first.at(-1)! })
    expect([...first, ...rest].map(({ customerId }) => customerId)).toEqual(['c', 'b', 'a'])
  })

  it('hand over only who agreed to the purpose, to a file or a signed webhook', async () => {
    await insert(['a', { name: 'Mei', email: 'mei@example.com' }], ['b', {}], ['c', {}], ['d', { mergedInto: 'a' }])
    await port.put({ id: 'all', name, rule: { kind: 'trait', name: 'x', op: 'unknown' } })
    const said = consents(store())
    const granted = { state: 'granted', source: 'form', at: start } as const
    await said.set(id('a'), 'marketing', granted)
    await said.set(id('b'), 'analytics', granted)
    await said.set(id('c'), 'marketing', { ...granted, state: 'denied' })
    const audience = { segment: 'all', purpose: 'marketing' } as const
    const taken: AudienceMember[] = []
    const handOver = async (segment = 'all') => {
      let counts: unknown
      for await (const page of audiencePages(store(), port, { ...audience, segment }, { pageSize: 2 })) {
        taken.push(...page.members)
        counts = page.counts
      }
      return counts
    }
    expect(await handOver()).toEqual({ exported: 1, withoutConsent: 2 })
    expect(taken).toMatchObject([{ id: 'a', email: 'mei@example.com' }])
    await said.set(id('d'), 'marketing', { ...granted, state: 'denied' })
    expect(await handOver()).toEqual({ exported: 0, withoutConsent: 3 })
    // Back on, then off again: each export asks anew.
    await said.set(id('d'), 'marketing', { ...granted, at: new Date(start.getTime() + 1) })
    expect(await handOver()).toEqual({ exported: 1, withoutConsent: 2 })
    await said.set(id('a'), 'marketing', { ...granted, state: 'denied', at: new Date(start.getTime() + 2) })
    expect(await handOver()).toEqual({ exported: 0, withoutConsent: 3 })
    await said.set(id('a'), 'marketing', { ...granted, at: new Date(start.getTime() + 3) })
    await expect(handOver('no')).rejects.toMatchObject({
      code: 'not-found',
    })

    const received: { body: string; signature: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        received.push({ body, signature: String(request.headers['x-kefu-signature']) })
        response.writeHead(received.length === 1 ? 200 : 500).end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`)
    const page = { delivery: 'hov_1:0', segment: 'all', page: 0, members: taken }
    const target = { url, secret: 'secret' }
    await postAudience(target, page)
    const [first] = received
    const expected = createHmac('sha256', 'secret')
      .update(first?.body ?? '')
      .digest('hex')
    expect(first?.signature).toBe(`sha256=${expected}`)
    await expect(postAudience(target, page)).rejects.toMatchObject({ code: 'delivery-failed', retryable: true })
    server.close()
  })
})

describe('a cell of an audience file', () => {
  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+1 555', "'+1 555"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['Mei, "Lin"', '"Mei, ""Lin"""'],
    ['李梅', '李梅'],
  ])('%j is %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell)
  })
})

describe('groups by purchases', () => {
  const random = seededRandom(4)
  const kinds = [
    { recency: 5, orders: 20, spent: 500_000 },
    { recency: 300, orders: 18, spent: 450_000 },
    { recency: 400, orders: 1, spent: 2_000 },
    { recency: 6, orders: 1, spent: 2_500 },
  ]
  const truth = Uint8Array.from({ length: 2_000 }, (_, row) => row % kinds.length)
  const near = (value: number) => value * (0.7 + 0.6 * random())
  const purchases = {
    recencyDays: Float64Array.from(truth, (kind) => near(kinds[kind]?.recency ?? 0)),
    orders: Float64Array.from(truth, (kind) => Math.max(1, Math.round(near(kinds[kind]?.orders ?? 0)))),
    spent: Float64Array.from(truth, (kind) => near(kinds[kind]?.spent ?? 0)),
  }

  it('are found, agree between seeds, and are named in words in both languages', () => {
    const found = rfmGroups(purchases, 4)
    expect(adjustedRandIndex(found.of, truth)).toBeGreaterThan(0.99)
    expect(found.stability).toBeGreaterThanOrEqual(0.95)
    expect(found.groups.map((group) => group.name.en).sort()).toEqual([
      'Bought little, long ago',
      'Good customers who stay away',
      'Loyal big spenders',
      'New or occasional, bought lately',
    ])
    expect(found.groups.every((group) => /\p{Script=Han}/u.test(group.name.zh))).toBe(true)
  })

  it('agree between seeds where the kinds of customers run into each other', () => {
    const crowd = [...kinds, { recency: 90, orders: 4, spent: 50_000 }]
    const between = (value: number) => value * Math.exp(1.4 * (random() + random() + random() - 1.5))
    const values = Float32Array.from(
      Array.from({ length: 20_000 }, (_, row) => crowd[row % crowd.length]!).flatMap(({ recency, orders, spent }) =>
        [recency, orders, spent / 1_000].map((value) => Math.log1p(between(value))),
      ),
    )
    const points = { rows: 20_000, columns: 3, values }
    const [one, other] = [1, 2].map((seed) => kMeans(points, crowd.length, { seed }))
    expect(adjustedRandIndex(one!.groups, other!.groups)).toBeGreaterThan(0.99)
    expect(other!.spread / one!.spread).toBeCloseTo(1, 4)
  })

  it('hold everybody whose middle is nearest: no round is left undone', () => {
    const values = Float32Array.from({ length: 4_000 }, () => random() + random())
    const { centroids, groups } = kMeans({ rows: 2_000, columns: 2, values }, 3)
    const distance = (row: number, group: number): number =>
      Math.hypot(
        (values[row * 2] ?? 0) - (centroids[group * 2] ?? 0),
        (values[row * 2 + 1] ?? 0) - (centroids[group * 2 + 1] ?? 0),
      )
    const elsewhere = [...groups].filter((own, row) =>
      [0, 1, 2].some((group) => distance(row, group) < distance(row, own) - 1e-3),
    )
    expect(elsewhere).toEqual([])
  })

  it('are the same for the same seed, and refuse more groups than customers', () => {
    const points = { rows: 3, columns: 1, values: Float32Array.from([1, 2, 9]) }
    expect(kMeans(points, 2)).toEqual(kMeans(points, 2))
    expect(() => kMeans(points, 4)).toThrow(RangeError)
  })

  it('agree by chance about not at all', () => {
    const shuffled = truth.map(() => Math.floor(random() * 4))
    expect(Math.abs(adjustedRandIndex(truth, shuffled))).toBeLessThan(0.02)
    expect(adjustedRandIndex(truth, truth)).toBe(1)
  })
})
