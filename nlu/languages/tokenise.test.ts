// Words of spaced and unspaced scripts, with their places.
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { fold } from './fold.js'
import { tokenise } from './tokenise.js'

const words = (text: string): string[] => tokenise(fold(text).text).map((token) => token.text)

describe('tokenising', () => {
  it.each([
    ["Where's my order?", ["where's", 'my', 'order']],
    ['订单NL10023到哪了', ['订单', 'nl10023', '到', '哪', '了']],
    ['我的订单', ['我的', '订单']],
    ['ＮＬ１００２３ 到了吗', ['nl10023', '到了', '吗']],
    ['e-mail: a.b@c.com', ['e', 'mail', 'a', 'b', 'c', 'com']],
    ['', []],
    ['!!! 😀', []],
  ])('cuts %s', (text, expected) => expect(words(text)).toEqual(expected))

  it('gives places that hold the words, in order, for any text', () => {
    const unit = fc.constantFrom('a', 'b', "'", ' ', '订', '单', '9', '，', '😀', 'é', '\u0301', 'カ')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const folded = fold(text).text
        let before = 0
        for (const token of tokenise(folded)) {
          expect(folded.slice(token.from, token.to)).toBe(token.text)
          expect(token.from).toBeGreaterThanOrEqual(before)
          before = token.to
        }
      }),
      { numRuns: 200 },
    )
  })
})
