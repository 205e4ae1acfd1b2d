import { describe, expect, it } from 'vitest'
import { loadDemoShop } from './index.js'

const now = new Date('2026-03-02T15:00:00Z')
const shop = loadDemoShop({ now })
const products = new Set(shop.products.map(({ id }) => id))
const customers = new Map(shop.customers.map((customer) => [customer.id, customer]))
const orders = new Map(shop.orders.map((order) => [order.number, order]))

const isUnique = (list: readonly string[]): boolean => new Set(list).size === list.length

describe('the demo data fits together', () => {
  it('has every id once', () => {
    for (const ids of [
      shop.customers.map(({ id }) => id),
      shop.customers.map(({ number }) => number),
      shop.customers.map(({ email }) => email),
      shop.products.map(({ id }) => id),
      shop.events.map(({ id }) => id),
      shop.reviews.map(({ id }) => id),
      shop.articles.map(({ id }) => id),
      shop.intents.map(({ name }) => name),
    ])
      expect(isUnique(ids)).toBe(true)
  })

  it('sells only what the catalogue has, to customers whom it knows, and adds up', () => {
    for (const { number, customerId, email, lines, total, placedAt } of orders.values()) {
      const customer = customers.get(customerId)
      expect(customer?.email, number).toBe(email)
      expect(customer?.createdAt.getTime(), number).toBeLessThanOrEqual(placedAt.getTime())
      expect(lines.length, number).toBeGreaterThan(0)
      expect(isUnique(lines.map(({ productId }) => productId)), number).toBe(true)
      for (const { productId } of lines) expect(products.has(productId), productId).toBe(true)
      const goods = lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
      expect([0, 590, 1490, 1990, 2490], number).toContain(total.amount - goods)
    }
  })

  it('logs events of known customers about known products, none in the future', () => {
    for (const { customerId, data, at, type, id } of shop.events) {
      expect(customers.has(customerId), id).toBe(true)
      expect(at.getTime(), id).toBeLessThan(now.getTime())
      if (typeof data['productId'] === 'string') expect(products.has(data['productId']), id).toBe(true)
      else expect(data['query'] ?? data['order'], `${type} ${id}`).toBeTruthy()
    }
  })

  it('logs each order once, and each review with its stars', () => {
    const placed = shop.events.filter(({ type }) => type === 'order.placed')
    expect(new Set(placed.map(({ data }) => data['order']))).toEqual(new Set(orders.keys()))
    const written = shop.events.filter(({ type }) => type === 'review.written')
    const rated = new Map(written.map(({ data }) => [data['review'], data['rating']]))
    expect(rated).toEqual(new Map(shop.reviews.map(({ id, rating }) => [id, rating])))
  })

  it('reviews only what was delivered to the reviewer before', () => {
    const delivered = new Map<string, number>()
    for (const { customerId, lines, deliveredAt } of orders.values())
      for (const { productId } of lines) {
        const key = `${customerId}/${productId}`
        if (deliveredAt) delivered.set(key, Math.min(delivered.get(key) ?? Infinity, deliveredAt.getTime()))
      }
    for (const { id, customerId, productId, at, rating } of shop.reviews) {
      expect(delivered.get(`${customerId}/${productId}`), id).toBeLessThan(at.getTime())
      expect([1, 2, 3, 4, 5]).toContain(rating)
    }
  })

  it('rates products as their reviews do', () => {
    const rated = shop.products.flatMap(({ id, rating }) => (rating ? [{ id, ...rating }] : []))
    expect(rated.reduce((sum, { count }) => sum + count, 0)).toBe(shop.reviews.length)
    for (const { id, average } of rated) {
      const stars = shop.reviews.filter(({ productId }) => productId === id).map(({ rating }) => rating)
      expect(average).toBeCloseTo(stars.reduce((sum, one) => sum + one, 0) / stars.length, 0.9)
    }
  })
})
