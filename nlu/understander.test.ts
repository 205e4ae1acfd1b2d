// What a trained model answers, after it was saved and loaded.
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../platform/clock.js'
import { createUnderstander, type SwappableUnderstander } from './understander.js'
import { deserializeModel, serializeModel } from './registry/trained-model.js'
import { trainModel } from './registry/train-model.js'
import { smallSet } from './testing/small-set.js'
import type { Understanding } from './understanding.js'

const clock = fixedClock(new Date(2026, 10, 23, 9))
let bot: SwappableUnderstander

beforeAll(async () => {
  const trained = await trainModel(smallSet, { seed: 7 })
  bot = createUnderstander(deserializeModel(serializeModel(trained)), 'mdl_1', { clock })
})

const intentsOf = (understanding: Understanding): string[] =>
  understanding.parts.map((part) => (part.kind === 'understood' ? part.intent : part.kind))

describe('understanding one request', () => {
  it.each([
    ['where is my package now', 'order-status'],
    ['pls cancel the order i made', 'cancel-order'],
    ['帮我看看我的快递到哪里了', 'order-status'],
    ['我想把订单取消', 'cancel-order'],
    ['i need to talk to a human', 'talk-to-person'],
    ['麻烦转一下人工', 'talk-to-person'],
  ])('reads %s as %s', async (text, intent) => {
    expect(intentsOf(await bot.understand(text))).toEqual([intent])
  })

  it('reads through a typo, capitals and stretched letters', async () => {
    expect(intentsOf(await bot.understand('wher is my ordr'))).toEqual(['order-status'])
    expect(intentsOf(await bot.understand('CANCEL MY ORDER!!!'))).toEqual(['cancel-order'])
    expect(intentsOf(await bot.understand('pleeeease cancel my orderrrr'))).toEqual(['cancel-order'])
  })

  it('reads English and Chinese in one message', async () => {
    const understanding = await bot.understand('请问 refund 多久到')
    expect(understanding.language).toBe('mixed')
    expect(intentsOf(understanding)).toEqual(['refund-status'])
  })

  it('reads full-width letters as their plain forms and points at the original text', async () => {
    const text = '我的订单ＮＬ－１００２３到哪了'
    const { parts } = await bot.understand(text)
    expect(parts[0]?.entities).toEqual([
      expect.objectContaining({ name: 'order-number', value: 'NL-10023', text: 'ＮＬ－１００２３' }),
    ])
    const span = parts[0]?.entities[0]?.span
    expect(text.slice(span?.start, span?.end)).toBe('ＮＬ－１００２３')
  })

  it('names the model version that answered', async () => {
    expect((await bot.understand('hello')).model).toBe('mdl_1')
  })

  it('lets an expected intent win a near tie and nothing else', async () => {
    const tie = await bot.understand('NL-10023')
    expect(tie.kind).toBe('ambiguous')
    const part = tie.parts[0]
    const second = part?.kind === 'ambiguous' ? part.intents[1] : undefined
    expect(second).toBeDefined()
    expect(intentsOf(await bot.understand('NL-10023', { expectedIntents: [second ?? ''] }))).toEqual([second])
    expect(intentsOf(await bot.understand('cancel my order', { expectedIntents: ['refund-status'] }))).toEqual([
      'cancel-order',
    ])
  })
})

describe('understanding two requests', () => {
  it.each([
    ['cancel it and send the refund to my card', ['cancel-order', 'refund-status']],
    ['取消订单,另外运费多少', ['cancel-order', 'shipping-cost']],
    ['Where is my order? Also, how much is shipping?', ['order-status', 'shipping-cost']],
  ])('splits %s', async (text, intents) => {
    const understanding = await bot.understand(text)
    expect(intentsOf(understanding)).toEqual(intents)
    for (const part of understanding.parts) expect(text.slice(part.span.start, part.span.end)).toBe(part.text)
  })

  it.each([
    'i want to cancel my order because it has not arrived',
    'hello, where is my order',
    '我的订单到哪了,帮我查一下',
    'track my package, please and thank you',
  ])('keeps %s whole', async (text) => {
    expect((await bot.understand(text)).parts).toHaveLength(1)
  })

  it('gives each part the entities that stand in it', async () => {
    const { parts } = await bot.understand('cancel my order NL-10023 and how much is shipping for the blue backpack')
    expect(parts.map((part) => part.entities.map((entity) => entity.value))).toEqual([
      ['NL-10023'],
      ['blue', 'backpack'],
    ])
  })
})

describe('what no intent should claim', () => {
  it.each([
    '',
    '   ',
    '😀😀😀',
    '???',
    'constructor',
    '__proto__',
    'toString',
    'Где мой заказ',
    '\ud83d',
    '\udc00\ud83d',
  ])('answers %j with out-of-scope and one part', async (text) => {
    const understanding = await bot.understand(text)
    expect(understanding.kind).toBe('out-of-scope')
    expect(understanding.parts).toHaveLength(1)
    expect(understanding.parts[0]?.text).toBe(text)
  })

  it('is not disturbed by an unpaired surrogate inside a sentence', async () => {
    expect(intentsOf(await bot.understand('where is my \ud800order'))).toEqual(['order-status'])
  })

  it('reads the beginning of a very long text and says so', async () => {
    const understanding = await bot.understand('where is my order '.repeat(3700))
    expect(understanding.truncatedAt).toBe(4000)
    expect(understanding.kind).toBe('understood')
    expect((await bot.understand('where is my order')).truncatedAt).toBeUndefined()
  })
})

describe('many messages at once', () => {
  it('leave timers and sockets their turn', async () => {
    let turned = false
    setImmediate(() => (turned = true))
    await Promise.all(Array.from({ length: 30 }, (_, i) => bot.understand(`where is order ${String(i)}`)))
    expect(turned).toBe(true)
  })
})

describe('swapping', () => {
  it('answers with the new version from the next message on', async () => {
    const trained = await trainModel(smallSet)
    const own = createUnderstander(trained, 'a', { clock })
    own.swap(trained, 'b')
    expect(own.version()).toBe('b')
    expect((await own.understand('where is my order')).model).toBe('b')
  })
})
