import { beforeEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { createKnowledge } from '../index.js'
import { restoreOrders } from './restore-orders.js'
import { seedRecord } from './seed.js'
import { makeSmallShop, shopNow } from './testing/small-shop.js'

const store = withStore()
const clock = fixedClock(shopNow)
const shop = makeSmallShop(20)

describe('seeding', () => {
  beforeEach(() => emptyStore(store()))

  it('fills an empty database and tells what it wrote', async () => {
    const steps = new Set<string>()
    const result = await seedRecord(store(), shop, { clock, onProgress: (step) => steps.add(step) })
    expect(result).toMatchObject({ seeded: true, counts: { customers: 20, products: 108, orders: 80, articles: 4 } })
    expect([...steps]).toEqual(expect.arrayContaining(['customers', 'events', 'enriched', 'recommendations']))
    const { orders, intents, customers, articles, products } = createKnowledge(store(), { clock })
    expect(await orders.byNumber('NL-10000')).toEqual(shop.orders[0])
    expect(await intents.list()).toEqual(shop.intents)
    expect(await products.byId('p-0-0-0')).toEqual(shop.products[0])
    expect(await articles.get('a-hours')).toEqual(shop.articles[2])
    expect(await customers.byNumber('C1003')).toMatchObject({ name: 'Customer 3', counters: { ordersPlaced: 4 } })
  })

  it('does nothing the second time, whatever people changed meanwhile', async () => {
    await seedRecord(store(), shop, { clock })
    await store().models.customers.updateOne({ number: 'C1000' }, { $set: { name: 'Renamed' } })
    expect((await seedRecord(store(), { ...shop, version: 'test-2' }, { clock })).seeded).toBe(false)
    expect((await store().models.customers.findOne({ number: 'C1000' }))?.name).toBe('Renamed')
  })

  it('leaves a database alone that holds customers of its own', async () => {
    const now = clock.now()
    await store().models.customers.insertMany([{ _id: 'x', traits: [], counters: {}, createdAt: now, updatedAt: now }])
    expect((await seedRecord(store(), shop, { clock })).seeded).toBe(false)
    expect(await store().models.products.countDocuments()).toBe(0)
  })

  it('completes a run that was cut off', async () => {
    const cut = seedRecord(store(), shop, {
      clock,
      onProgress: (step) => {
        if (step === 'orders') throw new Error('power cut')
      },
    })
    await expect(cut).rejects.toThrow('power cut')
    expect((await seedRecord(store(), shop, { clock })).seeded).toBe(true)
    expect(await store().models.orders.countDocuments()).toBe(80)
  })

  it('writes over what is there when it is forced', async () => {
    await seedRecord(store(), shop, { clock })
    await store().models.customers.updateOne({ number: 'C1000' }, { $set: { name: 'Renamed' } })
    expect((await seedRecord(store(), shop, { clock, force: true })).seeded).toBe(true)
    expect((await store().models.customers.findOne({ number: 'C1000' }))?.name).toBe('Customer 0')
  })

  it('hands the language model its training set in a fixed order', async () => {
    await seedRecord(store(), shop, { clock })
    const { intents } = createKnowledge(store(), { clock })
    const set = await intents.trainingSet()
    expect(set.intents[0]).toEqual({
      name: 'order-status',
      description: ['Where is my order?', '我的订单在哪？'],
      utterances: ['where is my order', '我的订单在哪里'],
    })
    expect(set.entities).toEqual(shop.entities)
    expect(set.outOfScope).toEqual(['what is the meaning of life', '人生的意义是什么'])
    const before = await intents.revision()
    await intents.put({ ...shop.intents[1]!, utterances: { en: ['yes', 'sure'], zh: ['好'] } })
    expect(await intents.revision()).toBeGreaterThan(before)
    expect((await intents.intent('affirm'))?.utterances.en).toEqual(['yes', 'sure'])
    expect((await intents.list()).map(({ name }) => name)).toEqual(['order-status', 'affirm', 'shipping-cost'])
  })

  it('puts changed orders back', async () => {
    await seedRecord(store(), shop, { clock })
    const { orders } = createKnowledge(store(), { clock })
    const order = { ...shop.orders[0]!, status: 'paid' as const }
    await restoreOrders(store(), [order])
    await orders.cancel(order.number, { changeId: 'a' })
    await restoreOrders(store(), [order])
    expect(await orders.byNumber(order.number)).toEqual(order)
    expect(await orders.cancel(order.number, { changeId: 'a' })).toMatchObject({
      kind: 'done',
      order: { status: 'cancelled', version: 2 },
    })
  })
})
