import { describe, expect, it } from 'vitest'
import type { ConversationId, ReceiptId } from '../../../bot/domain/ids.js'
import { groupMisses } from './group.js'

let made = 0
const miss = (text: string, candidates: { intent: string; confidence: number }[] = []) => {
  made += 1
  return {
    id: `rcp_${String(made)}` as ReceiptId,
    conversationId: 'cnv_1' as ConversationId,
    text,
    language: 'en' as const,
    outcome: 'cannot-handle',
    at: new Date(made * 1000),
    candidates,
  }
}

describe('groupMisses', () => {
  it('puts together what says nearly the same, in both languages, and the largest group first', () => {
    const groups = groupMisses(
      [
        'do you sell gift cards?',
        '可以开发票吗',
        'Do you sell giftcards',
        'what is the meaning of life',
        '能开发票吗',
        'do u sell gift cards',
      ].map((text) => miss(text)),
    )
    expect(groups.map(({ misses }) => misses.map(({ text }) => text))).toEqual([
      ['do you sell gift cards?', 'Do you sell giftcards', 'do u sell gift cards'],
      ['可以开发票吗', '能开发票吗'],
      ['what is the meaning of life'],
    ])
  })

  it('averages what the model thought of', () => {
    const [group] = groupMisses([
      miss('gift card please', [{ intent: 'vouchers', confidence: 0.4 }]),
      miss('gift card please', [
        { intent: 'vouchers', confidence: 0.2 },
        { intent: 'payment', confidence: 0.1 },
      ]),
    ])
    expect(group?.suggestions.map(({ intent }) => intent)).toEqual(['vouchers', 'payment'])
    expect(group?.suggestions[0]?.confidence).toBeCloseTo(0.3)
  })

  it('groups messages of punctuation or emoji alone without joining them to others', () => {
    expect(groupMisses([miss('???'), miss('hello there')])).toHaveLength(2)
  })
})
