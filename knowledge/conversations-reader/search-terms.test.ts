import { describe, expect, it } from 'vitest'
import { excerpt, holds, termsOf, termsOfQuery } from './search-terms.js'

const matches = (text: string, query: string) => {
  const terms = new Set(termsOf(text))
  return termsOfQuery(query).every((term) => terms.has(term))
}

describe('terms', () => {
  it.each([
    ['我的订单什么时候发货', '订单'],
    ['我的订单什么时候发货', '货'],
    ['我的订单什么时候发货', '时候发货'],
    ['我要退iPhone的手机壳', 'phone'],
    ['Where is my ORDER NL-10023?', 'order nl-10023'],
    ['Where is my order', 'rde'],
    ['ＮＬ－１００２３', '10023'],
    ['Crème brûlée', 'brûlée'],
  ])('let "%s" be found by "%s"', (text, query) => {
    expect(matches(text, query)).toBe(true)
    expect(holds(text, query)).toBe(true)
  })

  it.each([
    ['我的订单什么时候发货', '单订'],
    ['Where is my order', 'refund'],
  ])('keep "%s" from being found by "%s"', (text, query) => {
    expect(matches(text, query) && holds(text, query)).toBe(false)
  })

  it('ask nothing for a query without letters', () => {
    expect(termsOfQuery('?!')).toEqual([])
  })
})

describe('excerpt', () => {
  it('shows what stands around the hit', () => {
    const text = `${'a '.repeat(100)}refund ${'b '.repeat(100)}`
    expect(excerpt(text, 'refund')).toMatch(/^…(a )+refund( b)+.*…$/)
    expect(excerpt('refund please', 'refund')).toBe('refund please')
  })
})
