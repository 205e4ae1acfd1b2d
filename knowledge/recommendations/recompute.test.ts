// Everybody's items are ranked in a thread of their own where there are many customers, and are the same as without one.
import { expect, it, vi } from 'vitest'
import type * as Threads from '../../platform/in-worker.js'
import { fixedClock } from '../../platform/clock.js'
import { withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { seedRecord } from '../seed/seed.js'
import { makeSmallShop, shopNow } from '../seed/testing/small-shop.js'
import { readHistories } from './interactions.js'
import { rankEverybody } from './rank-everybody.js'
import { rankInput } from './rank-input.js'
import { recommendations } from './recommendations.js'

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

it('ranks for 500 customers in a thread, as it would without', async () => {
  const clock = fixedClock(shopNow)
  const shop = makeSmallShop(500)
  // The last step of seeding computes the lists.
  await seedRecord(store(), shop, { clock })
  expect(started).toEqual(['./rank-worker'])
  const port = recommendations(store(), clock, catalogue(store()))
  expect(await store().models.recommendations.countDocuments()).toBe(501)
  const histories = await readHistories(store())
  const products = await catalogue(store()).all()
  const here = rankEverybody(rankInput(products, histories, shopNow, 150))
  const [first] = [...histories.keys()]
  const stored = await port.stored(first!)
  expect(stored[0]?.model).toBe(here.model)
  const ranked = Array.from({ length: 150 }, (_, place) => products[here.item[place] ?? -1]?.id)
  const kept = stored.map(({ productId }) => productId)
  // What is stored leaves out what was bought or is sold out, and keeps the order.
  expect(kept.length).toBeGreaterThan(20)
  expect(ranked.filter((id) => id !== undefined && kept.includes(id))).toEqual(kept)
}, 240_000)
