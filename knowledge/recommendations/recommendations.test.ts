import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { withStore } from '../../tests/support/test-store.js'
import { createKnowledge, type Knowledge } from '../index.js'
import { seedRecord } from '../seed/seed.js'
import { makeSmallShop, shopNow } from '../seed/testing/small-shop.js'
import { fitRecommender } from './fit.js'
import { HistoryBook, readHistories } from './interactions.js'
import { popularityOf } from './models/popularity.js'

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
    expect(stored[0]).toMatchObject({ model: 'item-item-1', at: shopNow, reason: { kind: 'bought-together' } })
    expect(stored.map(({ score }) => score)).toEqual(stored.map(({ score }) => score).sort((a, b) => b - a))
    expect(await store().models.recommendations.countDocuments()).toBe(121)
  })

  it('come with a sentence in both languages that names what they rest on', async () => {
    const [first] = await recommend({ limit: 3 })
    const because = (await knowledge.recommendations.stored(customer))[0]?.reason.because ?? ''
    const title = (await knowledge.products.byId(because))?.title
    expect(first?.reason.en).toBe(`Customers who chose ${title?.en ?? ''} often chose this too.`)
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
    const history = (await readHistories(store(), customer)).get(customer) ?? []
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

  it('are made anew for everybody and forget customers whose events are gone', async () => {
    const later = createKnowledge(store(), { clock: fixedClock(new Date(shopNow.getTime() + 1000)) })
    await store().models.recommendations.insertMany([{ _id: 'gone', items: [], model: 'x', at: new Date(0) }])
    await later.recommendations.recompute()
    expect(await store().models.recommendations.findById('gone')).toBeNull()
    expect((await later.recommendations.stored(customer))[0]?.at).toEqual(new Date(shopNow.getTime() + 1000))
  })

  it('find the last basket better than popularity does', () => {
    const train = new HistoryBook()
    const held = new Map<CustomerId, Set<string>>()
    for (const { customerId, lines } of shop.orders)
      held.set(customerId, new Set(lines.map(({ productId }) => productId)))
    const lastOf = new Map(shop.orders.map((order) => [order.customerId, order.number]))
    const sales = new Map<string, number>()
    for (const { number, customerId, lines, placedAt } of shop.orders) {
      if (lastOf.get(customerId) === number) continue
      for (const { productId } of lines) {
        train.add(customerId, productId, 1, placedAt, true)
        sales.set(productId, (sales.get(productId) ?? 0) + 1)
      }
    }
    const histories = train.histories()
    const recommender = fitRecommender(shop.products, histories)
    const popularity = popularityOf(shop.products, sales)
    const popular = shop.products
      .map(({ id }, index) => ({ productId: id, score: popularity[index] ?? 0 }))
      .sort((a, b) => b.score - a.score)
    const hits = (list: (history: readonly { item: string }[]) => readonly { productId: string }[]): number => {
      let found = 0
      for (const [id, history] of histories) {
        const known = new Set(history.map(({ item }) => item))
        const top = list(history)
          .filter(({ productId }) => !known.has(productId))
          .slice(0, 10)
        if (top.some(({ productId }) => held.get(id)?.has(productId))) found += 1
      }
      return found / histories.size
    }
    const ours = hits((history) => recommender.rank(history as never, new Set()))
    const theirs = hits(() => popular)
    console.info(`HR@10 of held-out baskets: item-item ${ours.toFixed(3)}, popularity ${theirs.toFixed(3)}`) // eslint-disable-line no-console
    expect(ours).toBeGreaterThan(theirs + 0.2)
  })
})
