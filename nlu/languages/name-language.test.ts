// Each stretch of a message by its language.
import { describe, expect, it } from 'vitest'
import { nameLanguages } from './name-language.js'

const named = (text: string): string[] =>
  nameLanguages(text, () => false).map(({ language, span }) => `${language}: ${text.slice(span.start, span.end)}`)

describe('naming languages', () => {
  it.each([
    ['Where is my order?', ['en: Where is my order']],
    ['我的订单在哪里', ['zh-Hans: 我的订单在哪里']],
    ['我的訂單在哪裡', ['zh-Hant: 我的訂單在哪裡']],
    ['我想 cancel my order 可以吗', ['zh-Hans: 我想', 'en: cancel my order', 'zh-Hans: 可以吗']],
    ['好的，請取消', ['zh-Hant: 好的，請取消']],
    ['注文はどこですか', ['ja: 注文はどこですか']],
    ['주문이 어디에 있나요', ['ko: 주문이 어디에 있나요']],
    ['Где мой заказ?', ['ru: Где мой заказ']],
    ['Де моє замовлення, підкажіть', ['uk: Де моє замовлення, підкажіть']],
    ['أين طلبي', ['ar: أين طلبي']],
    ['คำสั่งซื้อของฉัน', ['th: คำสั่งซื้อของฉัน']],
    ['Où est ma commande ?', ['fr: Où est ma commande']],
    ['Wo ist meine Bestellung?', ['de: Wo ist meine Bestellung']],
    ['¿Dónde está mi pedido?', ['es: Dónde está mi pedido']],
    ['onde está o meu pedido', ['pt: onde está o meu pedido']],
    ['Đơn hàng của tôi ở đâu', ['vi: Đơn hàng của tôi ở đâu']],
    ['12345 😀 !!', []],
  ])('%s', (text, expected) => expect(named(text)).toEqual(expected))

  it('takes a shared character for what the rest of the message is', () =>
    expect(named('後來 order 收到了')).toEqual(['zh-Hant: 後來', 'en: order', 'zh-Hant: 收到了']))

  it('calls pinyin Chinese', () =>
    expect(nameLanguages('wo yao tuikuan', () => true)).toEqual([{ language: 'zh-Latn', span: { start: 0, end: 14 } }]))

  it('tells few spans of hostile text', () => expect(nameLanguages('a中'.repeat(2000), () => false)).toHaveLength(50))
})
