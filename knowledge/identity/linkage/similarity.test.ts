import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitsOf, isOneEditApart, jaroWinkler } from './similarity.js'

describe('one edit apart', () => {
  it.each([
    ['smith', 'smith'],
    ['smith', 'smyth'],
    ['smith', 'smiht'],
    ['smith', 'smth'],
    ['smith', 'smiths'],
    ['', 'a'],
    ['aab', 'ab'],
  ])('%s and %s', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([true, true])
  })

  it.each([
    ['smith', 'smite s'],
    ['smith', 'msiht'],
    ['abc', 'cab'],
    ['', 'ab'],
    ['abcd', 'badc'],
  ])('not %s and %s', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([false, false])
  })
})

describe('Jaro-Winkler', () => {
  // Values of Winkler's papers.
  it.each([
    ['MARTHA', 'MARHTA', 0.9611],
    ['DIXON', 'DICKSONX', 0.8133],
    ['DWAYNE', 'DUANE', 0.84],
    ['abc', 'xyz', 0],
    ['', 'a', 0],
  ])('%s and %s: %d', (a, b, likeness) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 4)
  })

  it('lies between 0 and 1, is the same in both directions and 1 for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 90 }), fc.string({ minLength: 1, maxLength: 90 }), (a, b) => {
        expect(jaroWinkler(a, a)).toBeCloseTo(1)
        expect(jaroWinkler(a, b)).toBeGreaterThanOrEqual(0)
        expect(jaroWinkler(a, b)).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })
})

it('counts the bits of a mask', () => {
  fc.assert(
    fc.property(fc.integer(), (mask) => {
      expect(bitsOf(mask)).toBe([...(mask >>> 0).toString(2)].filter((bit) => bit === '1').length)
    }),
  )
})
