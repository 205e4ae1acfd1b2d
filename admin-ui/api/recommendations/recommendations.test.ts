import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { seedRecord } from '../../../knowledge/index.js'
import { isHeldOut } from '../../../knowledge/recommendations/holdout.js'
import { makeSmallShop } from '../../../knowledge/seed/testing/small-shop.js'
import { withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
const shop = makeSmallShop(40)
const day = 86_400_000
/** The share that is held out unless it is set otherwise. */
const share = 0.05
let server: AdminServer
let agent: string
let analyst: string
let made = 0

beforeAll(async () => {
  server = await startAdminServer(store())
  await seedRecord(store(), shop, { clock: server.clock })
  agent = await server.signedIn('agent')
  analyst = await server.signedIn('analyst')
})
afterAll(() => server.stop())

const happened = (customerId: string, type: string, data: object, daysAgo: number) =>
  store().models.events.insertMany([
    {
      ...{ _id: `made-${String((made += 1))}`, type, customerId, data },
      at: new Date(server.clock.now().getTime() - daysAgo * day),
    },
  ] as never)

describe('recommendations behind the sign-in', () => {
  it('show what would be put forward, and why nothing is while a complaint is open', async () => {
    const before = await server.call('GET', '/customers/c1/recommendations?limit=2', { cookie: agent })
    expect(before.body).toMatchObject({
      heldBack: null,
      items: [{ reason: { zh: expect.stringMatching(/\p{Script=Han}/u) as string } }, {}],
    })
    await happened('c1', 'complaint.filed', {}, 1)
    const after = await server.call('GET', '/customers/c1/recommendations?limit=2', { cookie: agent })
    expect(after.body).toEqual({ heldBack: 'complaint', items: [] })
  })

  it('are weighed against what the held-out part of the customers was shown, with an interval', async () => {
    const ids = Array.from({ length: 400 }, (_, at) => `shown-${String(at)}`)
    const heldOut = ids.filter((id) => isHeldOut(id as CustomerId, share)).slice(0, 10)
    const personal = ids.filter((id) => !isHeldOut(id as CustomerId, share)).slice(0, 40)
    const [product] = shop.products
    const lines = [{ productId: product!.id, title: product!.title, quantity: 1, price: product!.price }]
    for (const id of [...heldOut, ...personal])
      await happened(id, 'recommendation.shown', { products: [product!.id] }, 5)
    const { number: _, ...order } = shop.orders[0]!
    const buyers = [...personal.slice(0, 30), ...heldOut.slice(0, 1)]
    await store().models.orders.insertMany(
      buyers.map((customerId, at) => ({
        ...{ ...order, _id: `UP-${String(at)}`, customerId, lines, changes: [], status: 'placed' },
        placedAt: new Date(server.clock.now().getTime() - 4 * day),
      })) as never,
    )
    const { body } = await server.call('GET', '/recommendations/uplift', { cookie: analyst })
    expect(body).toMatchObject({
      personal: { customers: 40, bought: 30, rate: 0.75 },
      holdout: { customers: 10, bought: 1, rate: 0.1 },
    })
    const { difference, low, high } = body['uplift'] as Record<'difference' | 'low' | 'high', number>
    expect(difference).toBeCloseTo(0.65)
    expect([low > 0.2, low < difference, high > difference, high < 1]).toEqual([true, true, true, true])

    const later = new Date(server.clock.now().getTime() - day).toISOString()
    const none = await server.call('GET', `/recommendations/uplift?since=${later}`, { cookie: analyst })
    expect(none.body).toMatchObject({ since: later, personal: { customers: 0 }, uplift: null })
    expect((await server.call('GET', '/recommendations/uplift?since=soon', { cookie: analyst })).status).toBe(400)
  })
})
