// Text that was made to be expensive: the work on one message is bounded, counted in operations and not by a clock.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { TypoIndex } from './entities/typo-index.js'
import { FeatureReader } from './intents/features.js'
import { readLimit } from './languages/fold.js'
import { trainModel } from './registry/train-model.js'
import { smallSet } from './testing/small-set.js'
import { createUnderstander, type SwappableUnderstander } from './understander.js'

const many = 1_000_000
const fill = (piece: string): string => piece.repeat(Math.ceil(many / piece.length)).slice(0, many)

const hostile: Record<string, string> = {
  'one letter': fill('a'),
  'one word': fill('order '),
  'a request over and over': fill('cancel my order and '),
  'requests that could all be cut': fill('cancel my order, where is my refund; '),
  'line breaks': fill('\n'),
  'blanks and commas': fill(', '),
  'a bomb of combining marks': fill(`o${'\u0336'.repeat(500)}`),
  'zero-width characters': fill('o\u200br\u200bd\u200be\u200br '),
  'bidirectional controls': fill('\u202e\u2066order\u2069\u202c '),
  'characters that fold to eighteen': fill('ﷺ'),
  'Han without an end': fill('订单退款'),
  'Chinese numerals': fill('一二三四百万'),
  digits: fill('1'),
  'figures in a row': fill('1 2 3 4 '),
  'sums of money': fill('$1 €2 ¥3 '),
  dates: fill('next monday at 3pm '),
  'Chinese dates': fill('明天下午三点'),
  'half an address': `${fill('a.')}@x`,
  'at signs': fill('a@'),
  'phone numbers': fill('(415)-555-0132 '),
  'unpaired surrogates': fill('\ud83d'),
  misspellings: fill('bakcpack jakcet '),
  'apostrophes in a row': fill("a'"),
  'order numbers that never come': fill('NL-'),
  'blanks before a word': `${fill(' ')}x`,
}

let bot: SwappableUnderstander
beforeAll(async () => {
  bot = createUnderstander(await trainModel(smallSet), 'v')
})
afterEach(() => vi.restoreAllMocks())

describe('a hostile megabyte', () => {
  it.each(Object.entries(hostile))('of %s costs a bounded number of operations', async (_, text) => {
    const read = vi.spyOn(FeatureReader.prototype, 'read')
    const near = vi.spyOn(TypoIndex.prototype, 'near')
    const understanding = await bot.understand(text)
    expect(understanding.text).toBe(text)
    expect(understanding.truncatedAt).toBeLessThanOrEqual(readLimit)
    expect(understanding.parts.length).toBeGreaterThan(0)
    expect(understanding.parts.length).toBeLessThanOrEqual(3)
    const unitsRead = read.mock.calls.reduce((sum, [folded]) => sum + folded.length, 0)
    expect(unitsRead).toBeLessThanOrEqual(40 * readLimit)
    expect(near.mock.calls.length).toBeLessThanOrEqual(readLimit / 4)
  })
})

describe('what cannot be seen', () => {
  it.each([
    'c\u200ba\u200bn\u200bcel my or\u00adder',
    '\u202ecancel my order\u202c',
    'ca\u0336nce\u0336l my order',
    '\ufeffcancel my order\u2060',
    'ｃａｎｃｅｌ　ｍｙ　ｏｒｄｅｒ',
  ])('does not hide %j', async (text) => {
    expect((await bot.understand(text)).parts[0]).toMatchObject({ kind: 'understood', intent: 'cancel-order' })
  })
})
