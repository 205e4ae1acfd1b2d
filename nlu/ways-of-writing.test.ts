// However it is written, the same is wanted and the same is found.
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../platform/clock.js'
import { createUnderstander, type SwappableUnderstander } from './understander.js'
import { trainModel } from './registry/train-model.js'
import { smallSet } from './testing/small-set.js'

let bot: SwappableUnderstander

beforeAll(async () => {
  bot = createUnderstander(await trainModel(smallSet), 'm', { clock: fixedClock(new Date(2026, 10, 23, 9)) })
})

const intentOf = async (text: string) => (await bot.understand(text)).parts[0]?.candidates[0]?.intent
const foundIn = async (text: string) =>
  (await bot.understand(text)).parts
    .flatMap(({ entities }) => entities)
    .map(({ name, value, span }) => [name, value, text.slice(span.start, span.end)])

describe('an intent is found', () => {
  it.each([
    ['in traditional characters', '我的訂單到哪裡了', 'order-status'],
    ['in traditional characters', '我想取消這個訂單', 'cancel-order'],
    ['in pinyin', 'wo xiang quxiao dingdan', 'cancel-order'],
    ['in pinyin', 'tuikuan shenme shihou dao', 'refund-status'],
    ['in pinyin inside Chinese', '我要zhuan rengong', 'talk-to-person'],
    ['with a homophone', '我的定单到哪了', 'order-status'],
    ['with a homophone', '退宽什么时候到账', 'refund-status'],
    ['with a typo', 'cancle my ordr', 'cancel-order'],
    ['in full width', 'ｃａｎｃｅｌ　ｍｙ　ｏｒｄｅｒ', 'cancel-order'],
    ['among emoji', '😡😡cancel🙏my order‼️', 'cancel-order'],
    ['with stretched letters', 'caaaancel my orderrrrrr', 'cancel-order'],
    ['in capitals', 'WHERE IS MY REFUND', 'refund-status'],
    ['without blanks and marks', '你好我想问一下我的退款什么时候能到账谢谢', 'refund-status'],
    ['in mixed languages', '我的refund什么时候到账', 'refund-status'],
  ])('%s: %s', async (_, text, intent) => expect(await intentOf(text)).toBe(intent))
})

describe('an entity is found', () => {
  it.each([
    [
      'in traditional characters',
      '我要紅色的雙肩包',
      [
        ['colour', 'red', '紅色'],
        ['product', 'backpack', '雙肩包'],
      ],
    ],
    ['in full width', '取消ＮＬ－１００２３', [['order-number', 'NL-10023', 'ＮＬ－１００２３']]],
    ['among emoji', '🙏NL10023🙏', [['order-number', 'NL-10023', 'NL10023']]],
    [
      'in capitals',
      'A BLUE RAINCOAT',
      [
        ['colour', 'blue', 'BLUE'],
        ['product', 'rain jacket', 'RAINCOAT'],
      ],
    ],
    ['with a typo', 'the bakcpack', [['product', 'backpack', 'bakcpack']]],
    ['with a stretched letter', 'the backpackk', [['product', 'backpack', 'backpackk']]],
    ['beside pinyin', 'tuikuan NL10023', [['order-number', 'NL-10023', 'NL10023']]],
  ])('%s: %s', async (_, text, expected) => {
    const found = await foundIn(text)
    for (const one of expected) expect(found).toContainEqual(one)
  })
})

it('each stretch of a message is named by its language, other ones honestly', async () => {
  const named = async (text: string) => (await bot.understand(text)).languages?.map(({ language }) => language)
  expect(await named('我的訂單 where is it')).toEqual(['zh-Hant', 'en'])
  expect(await named('wo xiang quxiao dingdan')).toEqual(['zh-Latn'])
  expect(await named('Où est ma commande ?')).toEqual(['fr'])
  expect((await bot.understand('Où est ma commande ?')).language).toBe('other')
})
