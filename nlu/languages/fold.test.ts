// Folding keeps track of where each character came from.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, originalSpan } from './fold.js'

describe('folding', () => {
  it.each([
    ['ＮＬ－１２', 'nl-12'],
    ['ﬁne', 'fine'],
    ['a\u200bb\u202ec', 'abc'],
    ['e\u0301', 'é'],
    ['x\ud800y', 'x y'],
    ['😀', '😀'],
    ['訂單，', '订单,'],
    ['請問退貨運費誰付', '请问退货运费谁付'],
  ])('turns %j into %j', (text, folded) => expect(fold(text).text).toBe(folded))

  it('keeps at most a few marks on one letter', () =>
    expect(fold(`o${'\u0336'.repeat(500)}k`).text.length).toBeLessThan(8))

  it('cuts at the limit and never through a character', () => {
    expect(fold('abcdef', 4)).toMatchObject({ text: 'abcd', truncatedAt: 4 })
    expect(fold('abc😀', 4)).toMatchObject({ text: 'abc', truncatedAt: 3 })
    expect(fold('abcd', 4).truncatedAt).toBeUndefined()
    expect(fold('ﷺﷺ', 20)).toMatchObject({ text: 'ﷺ'.normalize('NFKC'), truncatedAt: 1 })
  })

  it('finds every folded character again in the original, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const folded = fold(text)
        let before = 0
        for (let i = 0; i < folded.text.length; i++) {
          const { start, end } = originalSpan(folded, i, i + 1)
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          before = start
        }
      }),
    )
  })
})
