import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Reply } from '../bot/domain/message.js'
import { renderFor } from './render.js'
import { splitText } from './split-text.js'

const plain = { maxTextLength: 200, maxQuickReplies: 0, cards: false }
const rich = { maxTextLength: 200, maxQuickReplies: 3, cards: true }

const offer: Reply = {
  text: 'These would suit you.',
  quickReplies: [
    { label: 'Show more', value: 'more' },
    { label: 'No thanks', value: 'no' },
  ],
  card: {
    kind: 'product',
    title: 'Desk lamp',
    subtitle: 'Warm light',
    facts: [{ label: 'Price', value: '¥199' }],
    actions: [{ label: 'View', url: '/p/1' }],
    items: [{ kind: 'product', title: 'Floor lamp' }],
  },
  citation: { articleId: 'a1', title: 'Lamps', version: 1, url: '/help/lamps' },
}

describe('rendering a reply for a channel', () => {
  it('leaves a reply alone that the channel can show', () => {
    expect(renderFor(rich, offer, 'en')).toEqual([offer])
  })

  it('says everything in words where there are no buttons and no cards', () => {
    const [only, ...others] = renderFor({ ...plain, maxTextLength: 1000 }, offer, 'zh')
    expect(others).toEqual([])
    for (const part of [
      'Desk lamp',
      'Warm light',
      'Price: ¥199',
      'View: /p/1',
      '1. Floor lamp',
      '- Show more',
      '来源: Lamps',
    ])
      expect(only?.text).toContain(part)
    expect(only).toEqual({ text: only?.text })
  })

  it('turns only the buttons beyond the limit into words', () => {
    const [only] = renderFor({ ...rich, maxQuickReplies: 1 }, offer, 'en')
    expect(only?.quickReplies).toEqual([{ label: 'Show more', value: 'more' }])
    expect(only?.text).toContain('- No thanks')
  })

  it('puts buttons and cards under the last piece of a long text', () => {
    const parts = renderFor(rich, { ...offer, text: 'word '.repeat(100) }, 'en')
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.slice(0, -1).every((part) => Object.keys(part).join() === 'text')).toBe(true)
    expect(parts.at(-1)).toMatchObject({ card: offer.card, quickReplies: offer.quickReplies })
  })

  it('gives the same when it is applied to its own result', () => {
    for (const part of renderFor(plain, offer, 'en')) expect(renderFor(plain, part, 'en')).toEqual([part])
  })
})

describe('splitting text', () => {
  it('cuts between paragraphs before it cuts between sentences', () => {
    expect(splitText('First one. Still first.\n\nSecond.', 28)).toEqual(['First one. Still first.', 'Second.'])
  })

  it('cuts Chinese after its own full stop', () => {
    expect(splitText('您的订单已经发货。预计明天送达。', 12)).toEqual(['您的订单已经发货。', '预计明天送达。'])
  })

  it('keeps every character, in order, within the limit, and tears no surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const pieces = splitText(text, limit)
        expect(pieces.every((piece) => piece.length <= limit)).toBe(true)
        expect(pieces.every((piece) => !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/.test(piece))).toBe(true)
        expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    )
  })
})
