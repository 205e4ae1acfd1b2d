import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { withStore } from '../../tests/support/test-store.js'
import { createKnowledge, type Knowledge } from '../index.js'
import { seedRecord } from '../seed/seed.js'
import { makeSmallShop, shopNow } from '../seed/testing/small-shop.js'
import { fitRecommender, type NumberedHistory } from './fit.js'
import { HistoryBook, readHistories } from './interactions.js'
import { rankInput } from './rank-input.js'
import { isHeldOut } from './holdout.js'
import { recommendations } from './recommendations.js'
import { catalogue } from '../commerce/catalogue.js'
import { conversationsReader } from '../conversations-reader/index.js'
import { consents } from '../customers/consents.js'
import { bumpRevision } from '../store/revisions.js'

const store = withStore()
const clock = fixedClock(shopNow)
const shop = makeSmallShop(120)
const customer = 'c3' as CustomerId

describe('recommendations', () => {
  let knowledge: Knowledge
  beforeAll(async () => {
    await seedRecord(store(), shop, { clock })
    knowledge = createKnowledge(store(), { clock })
  })
  const recommend = (request: Parameters<Knowledge['products']['recommend']>[1], who = customer) =>
    knowledge.products.recommend(who, request)

  it('are stored for every customer with score, reason, model and time, best first', async () => {
    const stored = await knowledge.recommendations.stored(customer)
    expect(stored.length).toBeGreaterThan(20)
    expect(stored[0]?.at).toEqual(shopNow)
    expect(stored[0]?.reason.kind).not.toBe('popular')
    expect(stored[0]?.model).toMatch(/^hybrid: 1\+ /)
    expect(stored.map(({ score }) => score)).toEqual(stored.map(({ score }) => score).sort((a, b) => b - a))
    expect(await store().models.recommendations.countDocuments()).toBe(121)
  })

  it('come with a sentence in both languages that names what they rest on', async () => {
    const [first] = await recommend({ limit: 3 })
    const reason = (await knowledge.recommendations.stored(customer))[0]?.reason
    const title = (await knowledge.products.byId(reason?.because ?? ''))?.title
    expect(first?.reason.en).toBe(
      reason?.kind === 'similar'
        ? `It is similar to ${title?.en ?? ''}.`
        : `Customers who chose ${title?.en ?? ''} often chose this too.`,
    )
    expect(first?.reason.zh).toContain(title?.zh ?? 'missing')
  })

  it('give a stranger the popular ones, always as many as asked for', async () => {
    const suggestions = await recommend({ limit: 10 }, 'stranger' as CustomerId)
    expect(suggestions).toHaveLength(10)
    expect(new Set(suggestions.map(({ product }) => product.id)).size).toBe(10)
    expect(suggestions.every(({ reasonKind }) => reasonKind === 'popular')).toBe(true)
    expect(suggestions[0]?.reason.en).toMatch(/popular/i)
  })

  it('fill up to the whole shop', async () => {
    expect((await recommend({ limit: 108 }, 'stranger' as CustomerId)).length).toBe(108)
  })

  it('never hold what was bought, nor what is sold out', async () => {
    const history = (await readHistories(store(), { of: [customer] })).get(customer) ?? []
    const bought = new Set(history.filter((entry) => entry.bought).map(({ item }) => item))
    const [best] = await recommend({ limit: 1 })
    await store().models.products.updateOne({ _id: best?.product.id ?? '' }, { $set: { stock: 0 } })
    const now = await recommend({ limit: 60 })
    expect(now.filter(({ product }) => bought.has(product.id))).toEqual([])
    expect(now.map(({ product }) => product.id)).not.toContain(best?.product.id)
    await store().models.products.updateOne({ _id: best?.product.id ?? '' }, { $set: { stock: 20 } })
  })

  it('leave out a kind of durable goods that was just bought, unless it is asked for', async () => {
    const [line] = shop.products.filter(({ category }) => category === 'stoves')
    const order = { ...shop.orders[0]!, number: 'NL-99999', customerId: customer, placedAt: shopNow }
    const lines = [{ productId: line!.id, title: line!.title, quantity: 1, price: line!.price }]
    const { number, ...rest } = order
    await store().models.orders.insertMany([{ _id: number, ...rest, lines, changes: [] }] as never)
    const categories = (await recommend({ limit: 30 })).map(({ product }) => product.category)
    expect(categories).not.toContain('stoves')
    expect((await recommend({ limit: 3, about: 'a stove' }))[0]?.product.category).toBe('stoves')
    await store().models.orders.deleteOne({ _id: 'NL-99999' })
  })

  it('keep to what the customer asked for and can spend', async () => {
    const asked = await recommend({ limit: 3, about: 'climbing boots under $50' })
    for (const { product, reasonKind } of asked.slice(0, 1)) {
      expect(product).toMatchObject({ category: 'boots', tags: ['climbing'] })
      expect(reasonKind).toBe('matches')
    }
    expect(asked.every(({ product }) => product.price.amount <= 5_000)).toBe(true)
    expect(asked[0]?.reason.en).toContain('within your budget')
    const cheap = await recommend({ limit: 5, maxPrice: 2_000 })
    expect(cheap).toHaveLength(5)
    expect(cheap.every(({ product }) => product.price.amount <= 2_000)).toBe(true)
  })

  it('quote the customer in the language that was spoken', async () => {
    const [english] = await recommend({ limit: 1, about: 'boots', words: 'some climbing boots please' })
    expect(english?.reason).toEqual({
      en: 'It matches what you asked for (climbing, boots).',
      zh: '符合您的要求。',
    })
  })

  it('are made anew for everybody who does not refuse them, and forget customers whose events are gone', async () => {
    const later = createKnowledge(store(), { clock: fixedClock(new Date(shopNow.getTime() + 1000)) })
    await store().models.recommendations.insertMany([{ _id: 'gone', items: [], model: 'x', at: new Date(0) }])
    const refuser = 'c5' as CustomerId
    expect(await later.recommendations.stored(refuser)).not.toEqual([])
    await later.consents.set(refuser, 'personalization', { state: 'denied', source: 'chat', at: shopNow })
    await later.recommendations.recompute()
    expect(await later.recommendations.stored(refuser)).toEqual([])
    expect(await store().models.recommendations.findById('gone')).toBeNull()
    expect((await later.recommendations.stored(customer))[0]?.at).toEqual(new Date(shopNow.getTime() + 1000))
  })

  it('find the last basket better than popularity does', () => {
    const train = new HistoryBook()
    const held = new Map<CustomerId, Set<string>>()
    for (const { customerId, lines } of shop.orders)
      held.set(customerId, new Set(lines.map(({ productId }) => productId)))
    const lastOf = new Map(shop.orders.map((order) => [order.customerId, order.number]))
    for (const { number, customerId, lines, placedAt } of shop.orders) {
      if (lastOf.get(customerId) === number) continue
      for (const { productId } of lines) train.add(customerId, productId, 1, placedAt, true)
    }
    const histories = train.histories()
    const input = rankInput(shop.products, histories, shopNow, 150)
    const recommender = fitRecommender(input)
    const popular = recommender.rank(
      { items: new Int32Array(), weights: new Float32Array(), times: new Float64Array() },
      150,
    )
    const hits = (list: (row: number) => readonly { item: number }[]): number => {
      let found = 0
      for (const [row, [id, history]] of [...histories].entries()) {
        const known = new Set(history.map(({ item }) => item))
        const top = list(row)
          .map(({ item }) => shop.products[item]?.id ?? '')
          .filter((productId) => !known.has(productId))
          .slice(0, 10)
        if (top.some((productId) => held.get(id)?.has(productId))) found += 1
      }
      return found / histories.size
    }
    const ours = hits((row) => recommender.rank(input.histories[row] as NumberedHistory, 150))
    const theirs = hits(() => popular)
    expect(ours).toBeGreaterThan(theirs + 0.2)
  })

  describe('put forward unasked', () => {
    const unasked = () => recommend({ limit: 3, unasked: true })
    const happened = (type: string, hoursAgo: number, data: object = {}, conversationId?: string) =>
      store().models.events.insertMany([
        {
          ...{ _id: `held-${type}-${String(hoursAgo)}`, type, customerId: customer, data },
          ...(conversationId !== undefined && { conversationId }),
          at: new Date(shopNow.getTime() - hoursAgo * 3_600_000),
        },
      ] as never)
    afterEach(() => store().models.events.deleteMany({ _id: /^held-/ }))

    it('wait while a complaint is open, and come again once it is resolved', async () => {
      await happened('complaint.filed', 5, {}, 'cnv_1')
      expect(await unasked()).toEqual([])
      expect(await knowledge.recommendations.heldBack(customer)).toBe('complaint')
      expect((await recommend({ limit: 3 })).length).toBe(3)
      await happened('handoff.resolved', 4, {}, 'cnv_1')
      expect((await unasked()).length).toBe(3)
    })

    it('go on waiting when another conversation is resolved, or that of one complaint of two', async () => {
      await happened('complaint.filed', 5, {}, 'cnv_1')
      await happened('handoff.resolved', 4, {}, 'cnv_2')
      expect(await knowledge.recommendations.heldBack(customer)).toBe('complaint')
      await happened('complaint.filed', 3, {}, 'cnv_2')
      await happened('handoff.resolved', 2, {}, 'cnv_1')
      expect(await knowledge.recommendations.heldBack(customer)).toBe('complaint')
      await happened('handoff.resolved', 1, {}, 'cnv_2')
      expect(await knowledge.recommendations.heldBack(customer)).toBeUndefined()
    })

    it('wait for a complaint from elsewhere until the shop says that it is resolved', async () => {
      await happened('complaint.filed', 5)
      await happened('handoff.resolved', 4, {}, 'cnv_1')
      expect(await knowledge.recommendations.heldBack(customer)).toBe('complaint')
      await happened('complaint.resolved', 3)
      expect(await knowledge.recommendations.heldBack(customer)).toBeUndefined()
    })

    it('wait for months for a complaint that nobody resolved', async () => {
      await happened('complaint.filed', 60 * 24)
      expect(await knowledge.recommendations.heldBack(customer)).toBe('complaint')
    })

    it('wait while a refund is on its way', async () => {
      const [order] = await store().models.orders.find({ customerId: customer }).lean()
      await store().models.orders.updateOne({ _id: order?._id ?? '' }, { $set: { status: 'return-requested' } })
      expect(await knowledge.recommendations.heldBack(customer)).toBe('refund')
      await store().models.orders.updateOne({ _id: order?._id ?? '' }, { $set: { status: order?.status ?? 'placed' } })
      expect(await knowledge.recommendations.heldBack(customer)).toBeUndefined()
    })

    it('wait while the last messages are angry, for a day', async () => {
      await happened('message.received', 30, { sentiment: -0.9 })
      expect(await knowledge.recommendations.heldBack(customer)).toBeUndefined()
      await happened('message.received', 2, { sentiment: { score: -0.8 } })
      expect(await knowledge.recommendations.heldBack(customer)).toBe('mood')
    })
  })

  it('are not personal for who does not want that', async () => {
    const own = consents(store())
    await own.set(customer, 'personalization', { state: 'denied', source: 'chat', at: shopNow })
    expect((await recommend({ limit: 5 })).every(({ reasonKind }) => reasonKind === 'popular')).toBe(true)
    const shown = async () => (await conversationsReader(store()).customer(customer))?.recommendations ?? []
    expect(await shown()).toEqual([])
    await own.set(customer, 'personalization', {
      state: 'granted',
      source: 'chat',
      at: new Date(shopNow.getTime() + 1),
    })
    expect((await recommend({ limit: 5 })).some(({ reasonKind }) => reasonKind !== 'popular')).toBe(true)
    expect(await shown()).not.toEqual([])
    expect(await own.of([customer])).toMatchObject([{ state: 'granted', history: [{ state: 'denied', at: shopNow }] }])
  })

  it('compare a fixed part of the customers, who get what is popular, with the others', async () => {
    const at = new Date(shopNow.getTime() + 10_000)
    const half = recommendations(store(), clock, catalogue(store()), { holdout: 0.5 })
    const customers = Array.from({ length: 40 }, (_, place) => `c${String(place + 1)}` as CustomerId)
    const held = customers.filter((id) => isHeldOut(id, 0.5))
    expect(held.length).toBeGreaterThan(8)
    expect(held.length).toBeLessThan(32)
    for (const id of held.slice(0, 3))
      expect((await half.recommend(id, { limit: 5 })).every(({ reasonKind }) => reasonKind === 'popular')).toBe(true)
    await store().models.events.insertMany(
      customers.map((customerId, place) => ({
        ...{ _id: `shown-${String(place)}`, type: 'recommendation.shown', customerId, at },
        data: { products: [shop.products[0]?.id] },
      })) as never,
    )
    const [sample] = shop.orders
    const line = { ...sample!.lines[0]!, productId: shop.products[0]?.id ?? '' }
    const buyers = customers.filter((id) => !isHeldOut(id, 0.5)).slice(0, 5)
    await store().models.orders.insertMany(
      buyers.map((customerId, place) => {
        const { number: _, ...rest } = sample!
        const placedAt = new Date(at.getTime() + 86_400_000)
        return { ...rest, _id: `NL-up-${String(place)}`, customerId, lines: [line], placedAt, changes: [] }
      }) as never,
    )
    const { personal, holdout, uplift } = await half.uplift(at)
    expect(personal).toMatchObject({ customers: 40 - held.length, bought: 5 })
    expect(holdout).toMatchObject({ customers: held.length, bought: 0 })
    expect(uplift?.difference).toBeCloseTo(5 / (40 - held.length))
    expect(uplift?.low).toBeLessThan(uplift?.difference ?? 0)
  })

  it('count a person of several records once, in the group that chose what they were shown', async () => {
    const at = new Date(shopNow.getTime() + 90 * 86_400_000)
    const half = recommendations(store(), clock, catalogue(store()), { holdout: 0.5 })
    const others = shop.customers.slice(45).flatMap(({ id, number }) => (number === undefined ? [] : [id]))
    const kept = others.find((id) => isHeldOut(id, 0.5)) as CustomerId
    const gone = others.find((id) => !isHeldOut(id, 0.5)) as CustomerId
    await store().models.customers.updateOne({ _id: gone }, { $set: { mergedInto: kept } })
    await bumpRevision(store(), 'identities')
    const product = shop.products[0]?.id ?? ''
    await store().models.events.insertMany([
      { _id: 'shown-merged', type: 'recommendation.shown', customerId: gone, at, data: { products: [product] } },
    ] as never)
    const { number: _, ...order } = shop.orders[0]!
    const placedAt = new Date(at.getTime() + 86_400_000)
    const lines = [{ ...order.lines[0]!, productId: product }]
    await store().models.orders.insertMany([
      { ...order, _id: 'NL-up-merged', customerId: kept, lines, placedAt, changes: [] },
    ] as never)
    const { personal, holdout } = await half.uplift(at)
    expect(personal).toMatchObject({ customers: 0, bought: 0 })
    expect(holdout).toMatchObject({ customers: 1, bought: 1 })
  })
})
