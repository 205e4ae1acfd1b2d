import { beforeAll, describe, expect, it } from 'vitest'
import type { Product } from '../../bot/domain/commerce.js'
import { withStore } from '../../tests/support/test-store.js'
import { productToStored } from '../store/models/product-model.js'
import { bumpRevision } from '../store/revisions.js'
import { catalogue } from './catalogue.js'

const store = withStore()

const product = (id: string, en: string, zh: string, stock = 5): Product => ({
  ...{ id, stock, title: { en, zh }, description: { en: '', zh: '' }, category: 'tents' },
  ...{ price: { amount: 15_000, currency: 'USD' }, attributes: {}, tags: [] },
})

describe('whoever follows the names of the products', () => {
  let now = new Date('2026-03-01T10:00:00Z')
  let told: string[] = []
  let shop: ReturnType<typeof catalogue>
  let follow: () => Promise<void>
  const news = async (): Promise<string[]> => {
    told = []
    await follow()
    return told.sort()
  }
  beforeAll(async () => {
    shop = catalogue(store(), { now: () => now })
    await store().models.products.insertMany([productToStored(product('seeded', 'Old lamp', '旧灯'))] as never)
    await shop.put(product('ridge', 'Ridge tent', '山脊帐篷'))
    follow = shop.followNames({
      put: ({ id, names }) => told.push(`${id}: ${names.join(', ')}`),
      remove: (id) => told.push(`${id} is gone`),
    })
  })

  it('is told of all first, and then of nothing', async () => {
    expect(await news()).toEqual(['ridge: Ridge tent, 山脊帐篷', 'seeded: Old lamp, 旧灯'])
    expect(await news()).toEqual([])
  })

  it('is told of what was added or renamed, and not of what was sold', async () => {
    now = new Date('2026-03-02T10:00:00Z')
    await shop.put(product('ridge', 'Ridge tent', '山脊帐篷', 4))
    expect(await news()).toEqual([])
    await shop.put(product('seeded', 'Brass lamp', '黄铜灯'))
    await shop.put(product('ember', 'Ember', 'Ember'))
    expect(await news()).toEqual(['ember: Ember', 'seeded: Brass lamp, 黄铜灯'])
  })

  it('is told of what was put by a server whose clock is slow', async () => {
    now = new Date(now.getTime() - 20_000)
    await shop.put(product('dune', 'Dune sandal', '沙丘凉鞋'))
    expect(await news()).toEqual(['dune: Dune sandal, 沙丘凉鞋'])
  })

  it('is told of what came and went in other ways', async () => {
    await store().models.products.deleteOne({ _id: 'ember' })
    await store().models.products.deleteOne({ _id: 'dune' })
    await store().models.products.insertMany([productToStored(product('kettle', 'Fen kettle', '沼泽水壶'))] as never)
    await bumpRevision(store(), 'products')
    expect(await news()).toEqual(['dune is gone', 'ember is gone', 'kettle: Fen kettle, 沼泽水壶'])
  })

  it('reads once for those who ask together, and again what could not be read', async () => {
    await shop.put(product('quill', 'Quill', 'Quill'))
    const { products } = store().models
    const find = products.find.bind(products)
    let reads = 0
    products.find = ((...args: Parameters<typeof find>) => {
      if (reads++ === 0) throw new Error('the line is cut')
      return find(...args)
    }) as typeof products.find
    told = []
    try {
      await expect(follow()).rejects.toThrow('the line is cut')
      await Promise.all([follow(), follow()])
    } finally {
      products.find = find
    }
    expect(reads).toBe(2)
    expect(told).toEqual(['quill: Quill'])
  })
})
