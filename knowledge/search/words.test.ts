import { describe, expect, it } from 'vitest'
import { indexTerms, queryWords, stem } from './words.js'

describe('stems', () => {
  it.each([
    [['ship', 'ships', 'shipped', 'shipping']],
    [['return', 'returns', 'returned', 'returning']],
    [['delivery', 'deliveries']],
    [['box', 'boxes']],
    [['exchange', 'exchanges', 'exchanged', 'exchanging']],
    [['cancel', 'cancelled', 'canceled', 'cancelling']],
    [['sell', 'sells', 'selling']],
  ])('joins %j', (words) => {
    expect(new Set(words.map(stem)).size).toBe(1)
  })

  it('keeps different words apart', () => {
    const words = ['ship', 'shop', 'order', 'border', 'price', 'prize', 'pay', 'play', 'cost', 'cast']
    expect(new Set(words.map(stem)).size).toBe(words.length)
  })

  it('leaves short words, "bus" and "address" alone', () => {
    expect(['bus', 'address', 'red', 'sing', 'bed'].map(stem)).toEqual(['bus', 'address', 'red', 'sing', 'bed'])
  })
})

describe('terms', () => {
  it('are stems for English and character pairs for Chinese, full-width forms folded', () => {
    expect(indexTerms('Shipping ＦＲＥＥ 免运费')).toEqual(['ship', 'free', '免运', '运费'])
  })

  it('of a query leave out words that say nothing', () => {
    expect(queryWords('Could you please tell me the shipping cost?').map(({ word }) => word)).toEqual([
      'shipping',
      'cost',
    ])
    expect(queryWords('请问运费是多少').map(({ word }) => word)).toEqual(['运费'])
    expect(queryWords('')).toEqual([])
  })
})
