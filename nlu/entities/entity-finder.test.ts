// Entities in both languages, with the places where they stand.
import { describe, expect, it } from 'vitest'
import type { EntityDefinition } from '../dataset/training-set.js'
import { fold } from '../languages/fold.js'
import type { Language } from '../understanding.js'
import { entityFinder } from './entity-finder.js'

const definitions: EntityDefinition[] = [
  { kind: 'pattern', name: 'order-number', pattern: 'NL-?(\\d{5})', normalise: 'NL-$1' },
  {
    kind: 'list',
    name: 'product',
    fuzzy: true,
    values: [
      { value: 'rain jacket', synonyms: ['raincoat', '雨衣'] },
      { value: 'backpack', synonyms: ['双肩包'] },
      { value: 'skirt', synonyms: [] },
      { value: 'constructor', synonyms: ['__proto__'] },
    ],
  },
  { kind: 'list', name: 'exact', fuzzy: false, values: [{ value: 'trousers', synonyms: [] }] },
]
const find = entityFinder(definitions, (word) => word === 'shirt')
const now = new Date(2026, 10, 23, 9)

const values = (text: string, language: Language = /[\u4e00-\u9fff]/.test(text) ? 'zh' : 'en'): unknown[] =>
  find(text, fold(text), language, now).map(({ name, value, text: written, span }) => {
    expect(text.slice(span.start, span.end)).toBe(written)
    return [name, value]
  })

describe('order numbers', () => {
  it.each([
    'NL-10023',
    'nl10023',
    'Nl-10023',
    '我的订单NL10023到哪了',
    'ＮＬ１００２３',
    '(NL-10023)',
    'NL-\u200b10023',
  ])('are found in %s', (text) => expect(values(text)).toEqual([['order-number', 'NL-10023']]))
  it.each(['XNL10023', 'NL-100234', 'NL-1002'])('are not found inside the longer %s', (text) =>
    expect(values(text)).not.toContainEqual(['order-number', expect.anything()]),
  )
  it('are found more than once', () =>
    expect(values('NL-10023,NL-10024和NL10025')).toEqual([
      ['order-number', 'NL-10023'],
      ['order-number', 'NL-10024'],
      ['order-number', 'NL-10025'],
    ]))
})

describe('lists', () => {
  it.each([
    ['a raincoat please', 'rain jacket'],
    ['two BACKPACKS', 'backpack'],
    ['a bakcpack', 'backpack'],
    ['a rian jacket', 'rain jacket'],
    ['我要雨衣', 'rain jacket'],
    ['有没有双肩包呀', 'backpack'],
    ['constructor', 'constructor'],
  ])('find %s', (text, value) => expect(values(text)).toContainEqual(['product', value]))

  it('do not take a word that training knows for a typo', () => {
    expect(values('a skirr')).toEqual([['product', 'skirt']])
    expect(values('a shirt')).toEqual([])
  })
  it('keep to the letter where the admin says so', () => expect(values('trouserz')).toEqual([]))
})

describe('recognizers', () => {
  it.each([
    ['write to Bob.Smith@example.com please', [['email', 'bob.smith@example.com']]],
    ['call me at (415) 555-0132', [['phone', '4155550132']]],
    ['我的电话是13812345678', [['phone', '13812345678']]],
    ['it cost $20.50', [['money', { amount: 20.5, currency: 'USD' }]]],
    ['退我200元', [['money', { amount: 200, currency: 'CNY' }]]],
    ['¥99', [['money', { amount: 99, currency: 'CNY' }]]],
    ['next monday', [['date', '2026-11-30']]],
    ['明天下午三点', [['date', '2026-11-24T15:00:00']]],
    ['march 3', [['date', '2027-03-03']]],
    ['下个月', [['date-range', { start: '2026-12-01', end: '2027-01-01' }]]],
    ['in 3 days', [['date', '2026-11-26']]],
    ['I bought three of them', [['number', 3]]],
    ['我买了三件', [['number', 3]]],
    ['请等一下', []],
    ['十分感谢', []],
    ['where is it', []],
  ])('read %s', (text, expected) => expect(values(text)).toEqual(expected))

  it('prefer an order number to the number in it', () =>
    expect(values('refund NL-10023 for $5')).toEqual([
      ['order-number', 'NL-10023'],
      ['money', { amount: 5, currency: 'USD' }],
    ]))
})
