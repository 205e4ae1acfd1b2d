// Languages, told apart by what a customer writes in one line.
import { describe, expect, it } from 'vitest'
import type { Language } from '../understanding.js'
import { detectLanguage } from './detect-language.js'
import { fold } from './fold.js'

const detect = (text: string, context?: 'en' | 'zh'): Language => detectLanguage(fold(text).text, context)

describe('detecting the language', () => {
  it.each([
    ['Where is my order NL-10023?', 'en'],
    ['refund', 'en'],
    ['ur app keeps crashing wtf', 'en'],
    ['CANCEL MY ORDER', 'en'],
    ['我的订单NL10023到哪了', 'zh'],
    ['我的iPhone手机壳到了吗', 'zh'],
    ['發票什麼時候開', 'zh'],
    ['我想 cancel my order 可以吗', 'mixed'],
    ['请问 refund 多久到', 'mixed'],
    ['Где мой заказ', 'other'],
    ['注文はどこですか', 'other'],
    ['주문이 어디에 있나요', 'other'],
    ['Où est ma commande ?', 'other'],
    ['Wo ist meine Bestellung?', 'other'],
    ['¿Dónde está mi pedido?', 'other'],
    ['onde está o meu pedido', 'other'],
    ['أين طلبي', 'other'],
  ])('calls %s %s', (text, language) => expect(detect(text)).toBe(language))

  it.each(['ok', 'NL-10023', '123', '😀', '', '?', 'a@b.com', 'https://example.com/order'])(
    'takes the conversation language for %j',
    (text) => {
      expect(detect(text, 'zh')).toBe('zh')
      expect(detect(text, 'en')).toBe('en')
      expect(detect(text)).toBe('en')
    },
  )
})
