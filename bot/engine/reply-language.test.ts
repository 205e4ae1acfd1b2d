import { describe, expect, it } from 'vitest'
import { replyLocale } from './reply-language.js'

describe('replyLocale', () => {
  it.each([
    ['en', 'where is my order', 'zh', 'en'],
    ['zh', '我的订单呢', 'en', 'zh'],
    ['mixed', '我的order NL-10042 发货了吗', 'en', 'zh'],
    ['mixed', 'do you sell the 帐篷 called Ridgeline', 'en', 'en'],
    ['mixed', 'do you sell the 帐篷 called Ridgeline', 'zh', 'zh'],
    ['other', 'où est ma commande', 'zh', 'zh'],
    ['other', '12345', 'en', 'en'],
  ] as const)('answers %s “%s” in a conversation in %s in %s', (language, text, conversation, expected) => {
    expect(replyLocale({ language, text }, conversation)).toBe(expected)
  })
})
