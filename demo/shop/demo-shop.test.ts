import { describe, expect, it } from 'vitest'
import { locales } from '../../bot/domain/locale.js'
import { productSchema } from '../../knowledge/store/models/product-model.js'
import { orderSchema } from '../../knowledge/store/models/order-model.js'
import { trainingSetSchema } from '../../nlu/index.js'
import { loadDemoShop, demoCounts } from './index.js'
import { categories } from './load/products.js'
import { namedCustomers } from './site.js'

const now = new Date('2026-03-02T15:00:00Z')
const shop = loadDemoShop({ now })
const daysAgo = (at: Date): number => (now.getTime() - at.getTime()) / 86_400_000

const orderOf = (number: string) => {
  const found = shop.orders.find((order) => order.number === number)
  if (!found) throw new Error(`no order ${number}`)
  return found
}

describe('the demo shop', () => {
  it('teaches at least 24 intents with 20 sentences in each language, and 200 that belong to none', () => {
    expect(shop.intents.length).toBeGreaterThanOrEqual(24)
    for (const { name, utterances } of shop.intents)
      for (const locale of locales)
        expect(new Set(utterances[locale]).size, `${name}, ${locale}`).toBeGreaterThanOrEqual(20)
    expect(shop.outOfScope.en.length + shop.outOfScope.zh.length).toBeGreaterThanOrEqual(200)
  })

  it('hands over what the language model can be trained on', () => {
    const set = {
      intents: shop.intents.map(({ name, description, utterances }) => ({
        name,
        description: Object.values(description),
        utterances: [...utterances.en, ...utterances.zh],
      })),
      outOfScope: [...shop.outOfScope.en, ...shop.outOfScope.zh],
      entities: shop.entities,
    }
    expect(trainingSetSchema.safeParse(set).error).toBeUndefined()
  })

  it('has 60 articles in both languages, and one for each intent that is answered from an article', () => {
    expect(shop.articles).toHaveLength(60)
    for (const { slug, body, title } of shop.articles) {
      expect(body.zh, slug).toMatch(/\p{Script=Han}/u)
      expect(body.en, slug).not.toMatch(/\p{Script=Han}/u)
      expect(title.zh, slug).toMatch(/\p{Script=Han}/u)
    }
    for (const { name, kind } of shop.intents.filter((intent) => intent.kind === 'article'))
      expect(
        shop.articles.filter(({ intents }) => intents.includes(name)),
        `${kind} ${name}`,
      ).toHaveLength(1)
  })

  it('sells 150 products of twelve categories, some of them sold out', () => {
    expect(shop.products).toHaveLength(150)
    expect(new Set(shop.products.map(({ category }) => category))).toEqual(new Set(categories))
    expect(shop.products.filter(({ stock }) => stock === 0).length).toBeGreaterThan(3)
    for (const product of shop.products) {
      expect(productSchema.safeParse(product).error, product.id).toBeUndefined()
      expect(`${product.title.zh}${product.description.zh}`, product.id).toMatch(/\p{Script=Han}/u)
      expect(product.imageUrl).toMatch(new RegExp(`^/demo/images/([a-z]+/)?${product.category}\\.svg$`))
    }
  })

  it('calls its categories what the entity list calls them', () => {
    const list = shop.entities.find(({ name }) => name === 'product-category')
    const named = list?.kind === 'list' ? list.values.map(({ value }) => value) : []
    expect(new Set(named)).toEqual(new Set(categories))
  })

  it('has a past of the promised size', () => {
    expect(shop.customers).toHaveLength(demoCounts.customers)
    expect(shop.orders).toHaveLength(demoCounts.orders)
    expect(shop.events.filter(({ type }) => type !== 'order.placed')).toHaveLength(demoCounts.behaviour)
    expect(shop.reviews).toHaveLength(demoCounts.reviews)
    expect([demoCounts.customers, demoCounts.orders, demoCounts.behaviour]).toEqual([500, 3000, 6000])
  })

  it('signs in the customers whom the site names', () => {
    for (const { number, name, email } of namedCustomers)
      expect(shop.customers).toContainEqual(expect.objectContaining({ number, name, email }))
  })
})

describe('what the named customers have', () => {
  it('Emma waits for one parcel and can return the other', () => {
    const [onItsWay, arrived] = [orderOf('NL-10023'), orderOf('NL-10011')]
    expect(onItsWay).toMatchObject({ status: 'shipped', email: 'emma.carter@example.com', carrier: 'UPS' })
    expect(onItsWay.trackingNumber).toBeTruthy()
    expect(onItsWay.expectedAt?.getTime()).toBeGreaterThan(now.getTime())
    expect(arrived).toMatchObject({ status: 'delivered', email: 'emma.carter@example.com' })
    expect(daysAgo(arrived.deliveredAt ?? new Date(0))).toBeLessThan(25)
    expect(arrived.lines.length).toBeGreaterThan(1)
  })

  it('李雨桐 has an order to cancel and a refund to wait for', () => {
    expect(orderOf('NL-10042')).toMatchObject({ status: 'placed', email: 'li.yutong@example.cn' })
    const refunded = orderOf('NL-10031')
    expect(refunded).toMatchObject({ email: 'li.yutong@example.cn', refund: { state: 'pending' } })
    expect(refunded.refund?.amount).toEqual(refunded.total)
  })

  it('Marco has looked around and bought nothing', () => {
    const marco = shop.customers.find(({ number }) => number === 'C1003')
    expect(shop.orders.filter(({ customerId }) => customerId === marco?.id)).toEqual([])
    const types = shop.events.filter(({ customerId }) => customerId === marco?.id).map(({ type }) => type)
    expect(types.length).toBeGreaterThan(3)
    expect(new Set(types)).toEqual(new Set(['product.viewed']))
  })
})

describe('the order book', () => {
  it('is what the store takes', () => {
    for (const order of shop.orders) expect(orderSchema.safeParse(order).error, order.number).toBeUndefined()
  })

  it('numbers orders as they came, each once', () => {
    const numbers = shop.orders.map(({ number }) => number)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect([...numbers].sort().reverse()).toEqual(numbers)
    for (const [index, order] of shop.orders.entries())
      expect(order.placedAt.getTime()).toBeGreaterThanOrEqual(shop.orders[index + 1]?.placedAt.getTime() ?? 0)
  })

  it('tells no order from the future, and no arrival before its departure', () => {
    for (const { number, placedAt, shippedAt, deliveredAt } of shop.orders) {
      expect(placedAt.getTime(), number).toBeLessThan(now.getTime())
      if (shippedAt) expect(shippedAt.getTime(), number).toBeGreaterThan(placedAt.getTime())
      if (deliveredAt) expect(deliveredAt.getTime(), number).toBeGreaterThan(shippedAt?.getTime() ?? Infinity)
      expect(deliveredAt?.getTime() ?? 0, number).toBeLessThanOrEqual(now.getTime())
    }
  })

  it('shows every state that an order can be in', () => {
    const states = new Set(shop.orders.map(({ status }) => status))
    expect(states.size).toBe(9)
  })
})
