// What an encoder is given of a text.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sentencePieces, withoutIdentifiers } from './sentence-pieces.js'

describe('pieces for an encoder', () => {
  it('keep a short text whole and cut a long one where sentences end', () => {
    expect(sentencePieces('where is it?')).toEqual(['where is it?'])
    const sentence = `${'word '.repeat(30)}end.`
    expect(sentencePieces(sentence + sentence)).toEqual([sentence, sentence])
    expect(sentencePieces('我的订单到哪里了。'.repeat(20)).every((piece) => piece.endsWith('。'))).toBe(true)
  })

  it('are few, short and never empty, for any text', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
        const pieces = sentencePieces(text)
        expect(pieces.length).toBeGreaterThan(0)
        expect(pieces.length).toBeLessThanOrEqual(6)
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(220)
      }),
      { numRuns: 50 },
    ))

  it.each([
    ['__proto__ 你好', '你好'],
    ['where is nl-10023 now', 'where is now'],
    ['我的订单nl10023到哪了', '我的订单 到哪了'],
    ['size 42', 'size 42'],
    ['nl-10023', 'nl-10023'],
  ])('leave identifiers out: %s', (text, words) => expect(withoutIdentifiers(text)).toBe(words))
})
