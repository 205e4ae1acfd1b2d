import { describe, expect, it } from 'vitest'
import { checkAll, checkTyped, sameUtterance } from './checks.js'

const ten = (word: string) => Array.from({ length: 5 }, (_, place) => `${word} ${String(place)}`)
const intent = (name: string, extra: { en?: string[]; zh?: string[] } = {}) => ({
  name,
  kind: 'answer' as const,
  answers: { en: ['Yes.'], zh: ['是的。'] },
  utterances: { en: [...ten(`${name} en`), ...(extra.en ?? [])], zh: [...ten(`${name} 中`), ...(extra.zh ?? [])] },
})

describe('sameUtterance', () => {
  it.each([
    ['Where is my order?', 'where  is my order'],
    ['我的订单在哪里？', '我的订单在哪里'],
    ['ＷＨＥＲＥ', 'where'],
  ])('takes "%s" and "%s" for the same', (one, other) => {
    expect(sameUtterance(one)).toBe(sameUtterance(other))
  })

  it('tells apart what differs in a word', () => {
    expect(sameUtterance('cancel my order')).not.toBe(sameUtterance('cancel the order'))
  })
})

describe('checkTyped', () => {
  const intents = [intent('refund', { en: ['Money back?'] }), intent('return')]

  it('finds an utterance that another intent has, and names it', () => {
    expect(checkTyped(intents, 'return', 'en', ['money back'])).toEqual([
      { kind: 'conflict', severe: true, intent: 'return', locale: 'en', text: 'money back', other: 'refund' },
    ])
  })

  it('finds an utterance that the intent has already, and one typed twice', () => {
    expect(checkTyped(intents, 'refund', 'en', ['money back', 'new', 'New!'])).toMatchObject([
      { kind: 'duplicate', text: 'money back' },
      { kind: 'duplicate', text: 'New!' },
    ])
  })

  it('has nothing to say about a good one or an empty line', () => {
    expect(checkTyped(intents, 'refund', 'en', ['give me my money', ''])).toEqual([])
  })
})

describe('checkAll', () => {
  it('is content with good data', () => {
    expect(checkAll([intent('refund'), intent('return')])).toEqual([])
  })

  it('finds conflicts from both sides, too few utterances, and answers that are missing', () => {
    const broken = { ...intent('hours', { en: ['refund en 0'] }), answers: { en: ['At nine.'], zh: [] } }
    const few = { ...intent('few'), utterances: { en: ['one'], zh: [] } }
    const found = checkAll([intent('refund'), broken, few]).map(({ kind, intent: name }) => `${name}: ${kind}`)
    expect(found).toEqual(['refund: conflict', 'hours: no-answer', 'hours: conflict', 'few: too-few'])
  })
})
