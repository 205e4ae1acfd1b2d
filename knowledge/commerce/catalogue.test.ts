import { beforeAll, describe, expect, it } from 'vitest'
import type { Product } from '../../bot/domain/commerce.js'
import { withStore } from '../../tests/support/test-store.js'
import { catalogue } from './catalogue.js'
import { readPriceLimit } from './price-words.js'

const store = withStore()

const product = (id: string, title: [string, string], more: Partial<Product> = {}): Product => ({
  id,
  title: { en: title[0], zh: title[1] },
  description: { en: '', zh: '' },
  category: 'tents',
  price: { amount: 15_000, currency: 'USD' },
  attributes: {},
  tags: [],
  stock: 5,
  ...more,
})

describe('the catalogue', () => {
  let port: ReturnType<typeof catalogue>
  beforeAll(async () => {
    port = catalogue(store())
    await port.put(
      product('ridge', ['Ridge two-person tent', '山脊双人帐篷'], {
        attributes: { waterproof: true, season: 'winter' },
      }),
    )
    await port.put(
      product('meadow', ['Meadow tent', '草地帐篷'], { price: { amount: 8_000, currency: 'USD' }, stock: 0 }),
    )
    await port.put(
      product('ember', ['Ember stove', '余烬炉具'], {
        category: 'stoves',
        attributes: { 'fuel.type': 'gas', $odd: 1 },
      }),
    )
  })
  const ids = async (query: string): Promise<string[]> => (await port.search(query, 'en', 9)).map(({ id }) => id)

  it('finds products in both languages, sold-out ones last', async () => {
    expect(await ids('tents')).toEqual(['ridge', 'meadow'])
    expect(await ids('帐篷')).toEqual(['ridge', 'meadow'])
    expect(await ids('炉具')).toEqual(['ember'])
    expect(await ids('waterproof')).toEqual(['ridge'])
    expect(await ids('helicopter')).toEqual([])
  })

  it('keeps a price limit that was said in words', async () => {
    expect(await ids('a tent under $100')).toEqual(['meadow'])
    expect(await ids('100元以内的帐篷')).toEqual(['meadow'])
  })

  it('gives attributes back unchanged, whatever they are called', async () => {
    expect((await port.byId('ember'))?.attributes).toEqual({ 'fuel.type': 'gas', $odd: 1 })
  })
})

describe('a price limit in words', () => {
  it.each([
    ['waterproof tent for winter under $200', 20_000],
    ['something below 1,250.50 dollars', 125_050],
    ['up to 80 usd please', 8_000],
    ['200元以下的帐篷', 20_000],
    ['不超过３００块', 30_000],
    ['预算500左右', 50_000],
    ['$60 or less', 6_000],
  ])('is read from "%s"', (text, amount) => {
    expect(readPriceLimit(text).atMost).toBe(amount)
  })

  it('is not read from other numbers, and does not stay in the text', () => {
    expect(readPriceLimit('a 2 person tent for 4 seasons')).toEqual({ rest: 'a 2 person tent for 4 seasons' })
    expect(readPriceLimit('tent under $200 for winter').rest).toBe('tent for winter')
  })
})
