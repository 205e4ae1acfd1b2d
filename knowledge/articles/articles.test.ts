import { beforeAll, describe, expect, it } from 'vitest'
import type { Articles } from '../../bot/ports.js'
import { withStore } from '../../tests/support/test-store.js'
import { smallShopArticles } from '../seed/testing/small-shop.js'
import { articles } from './articles.js'
import { bestPassage, paragraphs, passagesOf } from './passage.js'

const store = withStore()

describe('article search', () => {
  let port: ReturnType<typeof articles> & Articles
  beforeAll(async () => {
    port = articles(store())
    for (const article of smallShopArticles) await port.put(article)
  })
  const first = async (query: string, locale: 'en' | 'zh' = 'en') => (await port.search(query, locale, 3))[0]

  it.each([
    ['how much is shipping?', 'a-shipping-cost'],
    ['Can I return things I bought?', 'a-returns'],
    ['shipped with express delivery', 'a-shipping-cost'],
    ['when are you open', 'a-hours'],
    ['do you take wechat', 'a-payment'],
    ['运费要多少钱', 'a-shipping-cost'],
    ['怎么退货呢', 'a-returns'],
    ['可以用支付宝吗', 'a-payment'],
    ['你们几点营业', 'a-hours'],
    ['express 要多少运费', 'a-shipping-cost'],
  ])('finds for "%s" the article %s', async (query, id) => {
    expect((await first(query))?.article.id).toBe(id)
  })

  it('forgives a slip of the keyboard', async () => {
    const found = await first('shiping costs')
    expect(found?.article.id).toBe('a-shipping-cost')
    expect(found?.coverage).toBeGreaterThan(0.9)
  })

  it('covers the whole of a question that it answers, and little of one that it does not', async () => {
    expect((await first('What does shipping cost?'))?.coverage).toBe(1)
    expect((await first('运费是多少'))?.coverage).toBe(1)
    expect((await first('does shipping to the moon by helicopter cost extra'))?.coverage ?? 0).toBeLessThan(0.5)
    expect((await first('你们卖直升机零件吗'))?.coverage ?? 0).toBeLessThan(0.5)
  })

  it('finds nothing for a query without words that inform', async () => {
    expect(await port.search('how do you do that?', 'en', 3)).toEqual([])
    expect(await port.search('🤷', 'en', 3)).toEqual([])
  })

  it('answers with the paragraph that says it, in the asked language', async () => {
    expect((await first('express delivery price'))?.passage).toBe('Express delivery costs $12 and takes one day.')
    expect((await first('cost of smaller orders'))?.passage).toBe('Below that, standard shipping costs $4.90.')
    expect((await first('加急配送', 'zh'))?.passage).toBe('加急配送 12 美元，一天送达。')
  })

  it('names the article of an intent', async () => {
    expect((await port.forIntent('opening-hours'))?.id).toBe('a-hours')
    expect(await port.forIntent('nothing')).toBeUndefined()
  })

  it('finds what was changed or added at once, and no longer what was removed', async () => {
    const gift = {
      ...smallShopArticles[2]!,
      id: 'a-gift',
      slug: 'a-gift',
      title: { en: 'Gift wrapping', zh: '礼品包装' },
      intents: [],
    }
    const other = articles(store())
    expect((await other.search('gift wrapping', 'en', 1)).length).toBe(0)
    await port.put(gift)
    expect((await other.search('gift wrapping', 'en', 1))[0]?.article.id).toBe('a-gift')
    await port.remove('a-gift')
    expect((await other.search('gift wrapping', 'en', 1)).length).toBe(0)
  })
})

describe('passages', () => {
  it('keep a heading with the paragraph under it and leave it out of the answer', () => {
    expect(paragraphs('# A\n\none\n\ntwo')).toEqual(['# A\none', 'two'])
    expect(bestPassage(passagesOf('# Fees\n\none\n\ntwo'), ['fee'], () => 1)).toBe('one')
  })

  it('fall back to the first paragraph', () => {
    expect(bestPassage(passagesOf('one\n\ntwo'), ['three'], () => 1)).toBe('one')
    expect(bestPassage(passagesOf(''), ['three'], () => 1)).toBe('')
  })
})
