// Feeling in both languages.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { sentimentReader } from './sentiment.js'

const sentimentOf = sentimentReader()

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

const read = (text: string) => sentimentOf(fold(text).text)

describe('the manner of a message', () => {
  it.each(['I need this ASAP', 'this is urgent!!', '很急,今天必须发货', '麻煩加急處理', 'please ship it right away'])(
    'is pressing in %s',
    (text) => expect(read(text).urgency).toBeGreaterThanOrEqual(0.6),
  )
  it.each(['no rush, whenever you have time', '不着急,慢慢来', 'where is my order', '我的订单到哪了'])(
    'is not pressing in %s',
    (text) => expect(read(text).urgency).toBeLessThan(0.3),
  )
  it.each([
    ['could you please check my order', 'polite'],
    ['请问可以退货吗,谢谢', 'polite'],
    ['fuck you, idiots', 'abusive'],
    ['please go to hell', 'abusive'],
    ['你们这群骗子,滚', 'abusive'],
    ['傻逼客服', 'abusive'],
    ['where is my order', 'plain'],
    ['滚动条不动了', 'plain'],
    ['the quality is shocking', 'plain'],
  ])('%s is %s', (text, politeness) => expect(read(text).politeness).toBe(politeness))
  it.each([
    'this is the third time I have asked',
    'I have already told you my order number',
    '我都说了好几遍了',
    '来回折腾半个月,没人处理',
  ])('has cost effort in %s', (text) => expect(read(text).effort).toBeGreaterThanOrEqual(0.6))
  it.each(['how do I return a bag', '怎么退货'])('has cost none in %s', (text) => expect(read(text).effort).toBe(0))

  it('is strong where the words are', () => {
    expect(read('absolutely terrible, the worst service, awful').strength).toBe('strong')
    expect(read('good').strength).toBe('clear')
    expect(read('where is it').strength).toBe('none')
  })
})
