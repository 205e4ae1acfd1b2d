// Typed pinyin and slips of the keyboard are read as what was taught, and lead back to the original text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, originalSpan } from './fold.js'
import { createLexicon, wordsOf } from './lexicon.js'
import { readAsMeant } from './read-as-meant.js'

const taught = [
  '我要退货', '我要退款', '退款什么时候到账', '我的订单在哪里', '查一下订单', '快递到哪了', '转人工客服', '发票怎么开',
  '怎么还不发货', '质量有问题', '修改收货地址', '我想取消订单', '订单什么时候发货', '退款到了吗', '退货地址是哪里',
] // prettier-ignore
const lexicon = createLexicon(wordsOf(taught))
const english = new Set(['change', 'my', 'order', 'can', 'you', 'help', 'me', 'where', 'is', 'size'])
const read = (text: string) => readAsMeant(fold(text), lexicon, (word) => english.has(word))

describe('reading as meant', () => {
  it.each([
    ['tuikuan', '退款'],
    ['wo yao tui huo', '我要退货'],
    ['WO YAO TUIHUO!!', '我要退货!!'],
    ['wo de dingdan zai nali', '我的订单在哪里'],
    ['fapiao zenme kai', '发票怎么开'],
    ['我要tuikuan谢谢', '我要退款谢谢'],
    ['ｗｏ ｙａｏ ｔｕｉｋｕａｎ', '我要退款'],
  ])('reads the pinyin of %s', (text, meant) => expect(read(text).text).toBe(meant))

  it.each([
    ['我要退宽', '我要退款'],
    ['丁单什么时候发货', '订单什么时候发货'],
    ['快第到哪了', '快递到哪了'],
    ['質亮有問題', '质量有问题'],
    ['已经追款了吗', '已经退款了吗'],
  ])('puts %s right', (text, meant) => expect(read(text).text).toBe(meant))

  it.each([
    'can you help me',
    'change my order size',
    'he de',
    'NL-10023',
    '今天天气怎么样',
    '我喜欢这个颜色',
    'refund',
  ])('leaves %s alone', (text) => expect(read(text).text).toBe(fold(text).text))

  it('does nothing without taught words', () =>
    expect(readAsMeant(fold('wo yao tuikuan'), createLexicon([]), () => false).text).toBe('wo yao tuikuan'))

  it('knows where each character stood', () => {
    const original = '你好 wo yao tui huo!'
    const folded = read(original)
    const at = folded.text.indexOf('退货')
    const { start, end } = originalSpan(folded, at, at + 2)
    expect(original.slice(start, end)).toBe('tui huo')
  })

  it('keeps places in order and inside, for any text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('tuikuan', 'wo', 'yao', ' ', '退宽', '订但', 'x', '😀', '訂', '1', 'fapiao'), {
          maxLength: 12,
        }),
        (pieces) => {
          const original = pieces.join('')
          const folded = read(original)
          let before = 0
          for (let i = 0; i < folded.text.length; i++) {
            const { start, end } = originalSpan(folded, i, i + 1)
            expect(start).toBeGreaterThanOrEqual(before)
            expect(end).toBeGreaterThan(start)
            expect(end).toBeLessThanOrEqual(original.length)
            before = start
          }
        },
      ),
    ))

  it('stays cheap on long runs of letters', () => {
    let asked = 0
    const counting = { ...lexicon, spelt: (letters: string) => (asked++, lexicon.spelt(letters)) }
    readAsMeant(fold('tuikuan'.repeat(570)), counting, () => false)
    readAsMeant(fold('tuikuan '.repeat(500)), counting, () => false)
    expect(asked).toBeLessThan(20_000)
  })
})
