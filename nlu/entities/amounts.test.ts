import { describe, expect, it } from 'vitest'
import { recognise } from './recognizers.js'
import { resolveOverlaps } from './resolve-overlaps.js'

const now = new Date(2026, 10, 26, 12)
const found = (text: string) => {
  const language = /\p{Script=Han}/u.test(text) ? 'zh' : 'en'
  return resolveOverlaps(recognise(text, language, now)).map(({ name, value }) => [name, value])
}

describe('an amount without a currency', () => {
  it.each([
    ['my budget is 2000', 2000],
    ['a tent under 2000', 2000],
    ['nothing below 150 please', 150],
    ['not more than 1900, for hiking', 1900],
    ['预算2000以内', 2000],
    ['预算两千', 2000],
    ['2000以下的帐篷', 2000],
    ['不超过800的背包', 800],
    ['背包不超过800', 800],
  ])('is money in "%s"', (text, amount) => {
    expect(found(text)).toContainEqual(['money', { amount }])
    expect(found(text).filter(([name]) => name === 'date-range')).toEqual([])
  })

  it.each([
    'a tent for up to 4',
    'under 30 days',
    'at most 20 people',
    '不超过3天',
    '10件以上',
    'before 2020',
    'in 2024',
    '2025年买的',
  ])('is none in "%s"', (text) => {
    expect(found(text).filter(([name]) => name === 'money')).toEqual([])
  })

  it('has its currency where one is named', () => {
    expect(found('a tent under 300 dollars')).toEqual([['money', { amount: 300, currency: 'USD' }]])
    expect(found('预算2000元以内')).toEqual([['money', { amount: 2000, currency: 'CNY' }]])
  })
})
