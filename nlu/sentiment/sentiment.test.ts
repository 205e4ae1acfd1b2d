// Feeling in both languages.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { sentimentOf } from './sentiment.js'

const feel = (text: string): string => sentimentOf(fold(text).text).polarity

describe('sentiment', () => {
  it.each([
    'great service, thank you so much!',
    'not bad at all, I love it',
    '非常满意,谢谢',
    '质量不错,物流很快',
    '👍👍',
  ])('is positive for %s', (text) => expect(feel(text)).toBe('positive'))

  it.each([
    'this is terrible, I want my money back',
    'not good at all',
    "I don't like it",
    'The bag is nice but the zipper broke after two days, awful',
    '太差了,再也不买了',
    '一点都不好用',
    '客服态度差,没人理我',
    '😡',
  ])('is negative for %s', (text) => expect(feel(text)).toBe('negative'))

  it.each(['where is my order', 'I want to return a bag', '我的订单到哪了', '怎么退货', 'NL-10023', '', '你好'])(
    'is neutral for %j',
    (text) => expect(feel(text)).toBe('neutral'),
  )

  it('grows with the strength of the words and stays within -1 … 1', () => {
    const score = (text: string): number => sentimentOf(fold(text).text).score
    expect(score('very good')).toBeGreaterThan(score('good'))
    expect(score('terrible '.repeat(500))).toBeGreaterThanOrEqual(-1)
  })
})
