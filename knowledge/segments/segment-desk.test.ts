// Groups by purchases over a real database; those of many customers are made in a thread of their own.
import { beforeEach, expect, it, vi } from 'vitest'
import type * as Threads from '../../platform/in-worker.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { segmentDesk } from './segment-desk.js'

const started = vi.hoisted(() => [] as string[])
vi.mock('../../platform/in-worker.js', async (original) => {
  const actual = await original<typeof Threads>()
  return {
    ...actual,
    inWorker: (from: string, name: string, input: unknown) => {
      started.push(name)
      return actual.inWorker(from, name, input)
    },
  }
})

const store = withStore()
const now = new Date('2026-03-01T10:00:00Z')
const day = 86_400_000
const kinds = [
  { daysAgo: 4, orders: 6, amount: 40_000 },
  { daysAgo: 300, orders: 1, amount: 2_000 },
  { daysAgo: 8, orders: 1, amount: 2_500 },
]

async function seedOrders(customers: number): Promise<void> {
  const orders = Array.from({ length: customers }, (_, customer) => {
    const { daysAgo, orders: count, amount } = kinds[customer % kinds.length]!
    return Array.from({ length: count }, (__, at) => ({
      ...{ _id: `O-${String(customer)}-${String(at)}`, customerId: `c${String(customer)}`, status: 'delivered' },
      placedAt: new Date(now.getTime() - (daysAgo + at + (customer % 5) / 5) * day),
      total: { amount: amount + 10 * (customer % 50), currency: 'USD' },
    }))
  }).flat()
  await store().models.orders.collection.insertMany(orders as never)
}

beforeEach(() => emptyStore(store()))

it('makes none of a few customers', async () => {
  await seedOrders(5)
  expect(await segmentDesk(store(), fixedClock(now)).purchaseGroups()).toEqual({ groups: [], stability: null })
})

it('groups 5,000 customers in a thread, as many as were given, each group with a name', async () => {
  await seedOrders(5_000)
  const { groups, stability } = await segmentDesk(store(), fixedClock(now)).purchaseGroups()
  expect(started).toEqual(['./groups-worker'])
  expect(stability).toBeGreaterThanOrEqual(0.95)
  expect(groups.reduce((sum, { customers }) => sum + customers, 0)).toBe(5_000)
  expect(groups.some(({ name }) => name.en.startsWith('Loyal big spenders'))).toBe(true)
  expect(groups.every(({ name }) => /\p{Script=Han}/u.test(name.zh))).toBe(true)
}, 120_000)
