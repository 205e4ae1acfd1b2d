import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import type { Scorer } from '../models/baskets.js'
import { evaluateModels } from './evaluate.js'
import { readInteractions, readItemTexts, type InteractionLog } from './log.js'
import { bestOf, scoreRanking } from './metrics.js'
import { innerSplits, protocols, splitLog } from './split.js'

/** Three kinds of customers, each buying from its own third of the items. */
function makeLog(customers: number, items: number, each: number): InteractionLog {
  const random = seededRandom(9)
  const rows = Array.from({ length: customers * each }, (_, at) => {
    const customer = at % customers
    const third = items / 3
    return { customer, item: Math.floor(random() ** 2 * third) + (customer % 3) * third, time: at }
  })
  return {
    customers: Array.from({ length: customers }, (_, at) => `c${String(at)}`),
    items: Array.from({ length: items }, (_, at) => `i${String(at)}`),
    customer: Int32Array.from(rows, ({ customer }) => customer),
    item: Int32Array.from(rows, ({ item }) => item),
    time: Float64Array.from(rows, ({ time }) => time),
    unreadable: 0,
  }
}

const log = makeLog(120, 60, 14)

describe('splits', () => {
  it.each(protocols)('%s: nothing to foretell is known, and nothing is lost', (protocol) => {
    const split = splitLog(log, { protocol })
    for (const [customer, learn] of split.learn.entries()) {
      const [masked, test] = [split.masked[customer] ?? [], split.test[customer] ?? []]
      expect(new Set([...learn, ...masked, ...test]).size).toBe(learn.length + masked.length + test.length)
    }
    expect(split.test.flat().length).toBeGreaterThan(50)
    expect(splitLog(log, { protocol })).toEqual(split)
  })

  it.each(protocols)('%s: the parts for choosing lie inside what is known before the test', (protocol) => {
    const split = splitLog(log, { protocol })
    for (const inner of innerSplits(log, split, { protocol })) {
      expect(inner.test.flat().length).toBeGreaterThan(20)
      for (const [customer, learn] of inner.learn.entries()) {
        const allowed = new Set([...(split.learn[customer] ?? []), ...(split.masked[customer] ?? [])])
        const test = inner.test[customer] ?? []
        for (const item of [...learn, ...test]) expect(allowed.has(item)).toBe(true)
        for (const item of test) expect(learn).not.toContain(item)
      }
    }
  })

  it('random 8:1:1 learns from eight tenths of each history, chooses by one and foretells one', () => {
    const split = splitLog(log, { protocol: 'random' })
    for (const [customer, learn] of split.learn.entries()) {
      const [masked, test] = [split.masked[customer] ?? [], split.test[customer] ?? []]
      const tenth = Math.round((learn.length + masked.length + test.length) / 10)
      expect([masked.length, test.length]).toEqual([tenth, tenth])
    }
    expect(innerSplits(log, split, { protocol: 'random' })).toMatchObject([{ learn: split.learn, test: split.masked }])
  })

  it('random 8:0:2 chooses by a part of what may be learnt from', () => {
    const options = { protocol: 'random', parts: [8, 0, 2] } as const
    const split = splitLog(log, options)
    const [inner] = innerSplits(log, split, options)
    expect(inner?.test.flat().length).toBeGreaterThan(100)
    expect(split.masked.flat()).toEqual([])
  })

  it('by time, several earlier cuts foretell a time as long as the test, one before the other', () => {
    const split = splitLog(log, { protocol: 'time-split' })
    const cuts = innerSplits(log, split, { protocol: 'time-split' })
    const known = cuts.map(({ learn }) => learn.flat().length)
    expect(known.length).toBe(3)
    expect(known).toEqual([...known].sort((a, b) => b - a))
    expect(Math.max(...known)).toBeLessThan(split.learn.flat().length)
  })

  it('foretells the newest item of each customer when the last one is left out', () => {
    const small: InteractionLog = {
      ...log,
      customers: ['a'],
      customer: new Int32Array(4),
      item: Int32Array.from([5, 7, 5, 9]),
      time: Float64Array.from([1, 2, 3, 4]),
    }
    expect(splitLog(small, { protocol: 'leave-last-out' })).toMatchObject({ learn: [[5, 7]], test: [[9]] })
  })
})

describe('ranking scores', () => {
  const fixed: Scorer = { score: (_history, _weights, into) => into.set(Float32Array.from(into, (_, item) => -item)) }

  it('follow their definitions', () => {
    // Items stand in the order of their numbers; 0 is known, so 1 is first and 3 third.
    const score = scoreRanking({ learn: [[0]], masked: [[]], test: [[3, 40]], items: 50 }, () => fixed)
    expect(score['ndcg@10']).toBeCloseTo(1 / Math.log2(4) / (1 + 1 / Math.log2(3)))
    expect(score).toMatchObject({
      'recall@10': 0.5,
      'recall@20': 0.5,
      'hr@10': 1,
      mrr: 1 / 3,
      coverage: 0.2,
      testedCustomers: 1,
    })
  })

  it('count the rank of a late find exactly', () => {
    expect(scoreRanking({ learn: [[0]], masked: [[]], test: [[40]], items: 50 }, () => fixed).mrr).toBeCloseTo(1 / 40)
  })

  it('take the best without what is ruled out, ties in order', () => {
    expect(bestOf(Float32Array.from([1, 3, -Infinity, 3, 2]), 3)).toEqual([1, 3, 4])
    expect(bestOf(Float32Array.from([-Infinity, 1]), 3)).toEqual([1])
  })
})

describe('choosing a model', () => {
  const report = evaluateModels(log, { split: { protocol: 'random' } })

  it('finds models that beat popularity where tastes differ', () => {
    const of = (name: string) => report.models.find(({ model }) => model === name)?.['ndcg@10'] ?? 0
    expect(of('linear (EASE)')).toBeGreaterThan(1.5 * of('popularity'))
    expect(report.hybrid['ndcg@10']).toBeGreaterThan(1.5 * of('popularity'))
  })

  it('always has ten items for a stranger', () => {
    expect(report.strangerGets).toBe(10)
  })

  it('shows what customers with a short history would get', () => {
    const short = evaluateModels(log, { split: { protocol: 'random' }, known: 1 })
    expect(short.hybrid['ndcg@10']).toBeGreaterThan(0)
    expect(short.hybrid['ndcg@10']).toBeLessThanOrEqual(report.hybrid['ndcg@10'] + 0.05)
  })
})

describe('files', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kefu-recs-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are read by the names of their columns, in the order of time; rows without a time are counted and left out', async () => {
    const path = join(folder, 'log.csv')
    await writeFile(path, 'price,item_id,user_id,timestamp\n1,x,u1,2026-01-03\n2,y,u1,2026-01-01\n3,z,u2,never\n')
    const read = await readInteractions(path)
    expect([...read.item].map((code) => read.items[code])).toEqual(['y', 'x'])
    expect(read.unreadable).toBe(1)
  })

  it.each([
    ['ratings with a header', 'user,item,rating,timestamp\n', ','],
    ['ratings between tabs', 'user_id\titem_id\trating\ttimestamp\n', '\t'],
    ['columns with types in their names', 'user_id:token,item_id:token,rating:float,timestamp:float\n', ','],
    ['no header at all', '', '\t'],
  ])('are read as they come: %s', async (_, header, delimiter) => {
    const path = join(folder, 'ratings')
    const rows = Array.from({ length: 40 }, (__, at) =>
      [at % 4, 100 + at, 1 + (at % 5), 881250949 - at].join(delimiter),
    )
    await writeFile(path, `${header}${rows.join('\n')}\n`)
    const read = await readInteractions(path)
    expect([read.customers.length, read.items.length, read.item.length, read.unreadable]).toEqual([4, 40, 40, 0])
    expect([...read.time]).toEqual(Array.from({ length: 40 }, (__, at) => 881250910 + at))
  })

  it('without times keep their order, and stars are none', async () => {
    const path = join(folder, 'stars.csv')
    await writeFile(path, 'user,item,rating\nu1,x,5\nu1,y,1\n')
    const read = await readInteractions(path)
    expect([...read.item].map((code) => read.items[code])).toEqual(['x', 'y'])
  })

  it('give each item its words, and none to items they do not name', async () => {
    const path = join(folder, 'items.csv')
    await writeFile(path, 'item_id,title,tag\nx,Blue mug,kitchen\n')
    expect(await readItemTexts(path, ['x', 'y'])).toEqual(['Blue mug kitchen', ''])
  })
})
