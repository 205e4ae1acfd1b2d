// Words near a misspelt one, the same as comparing it to all.
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { editDistance } from '../languages/natural.js'
import { editsFor, TypoIndex } from './typo-index.js'

const vocabulary = ['tent', 'jacket', 'backpack', 'headlamp', 'sandals', 'socks', 'stove', 'lantern']
const index = new TypoIndex()
for (const word of vocabulary) index.add(word)

describe('the typo index', () => {
  it.each([
    ['jaket', ['jacket']],
    ['jackte', ['jacket']],
    ['bakcpakc', ['backpack']],
    ['tent', []],
    ['volcano', []],
    ['x'.repeat(5000), []],
  ])('finds near %s: %j', (word, near) => expect(index.near(word)).toEqual(near))

  it('finds what comparing with every word finds', () => {
    const word = fc.constantFrom(...vocabulary)
    const slip = fc.tuple(fc.nat(20), fc.constantFrom('', 'a', 'k', 'st'))
    fc.assert(
      fc.property(word, slip, slip, (start, ...slips) => {
        let typed = start
        for (const [at, put] of slips)
          typed = typed.slice(0, at % typed.length) + put + typed.slice((at % typed.length) + 1)
        const all = vocabulary.filter(
          (other) => other !== typed && editDistance(typed, other) <= Math.min(editsFor(typed), editsFor(other)),
        )
        expect(new Set(index.near(typed))).toEqual(new Set(all))
      }),
    )
  })
})
