import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nthLargest, strongest } from './nth-largest.js'

/** Few different ones, so that many are equal. */
const numbers = fc.array(fc.integer({ min: -5, max: 20 }), { minLength: 1, maxLength: 200 })

describe('the largest few', () => {
  it('begin at the number that stands there after sorting', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, seed) => {
        const most = 1 + (seed % values.length)
        const sorted = [...values].sort((a, b) => b - a)
        expect(nthLargest(Float32Array.from(values), most)).toBe(sorted[most - 1])
      }),
    )
  })

  it('are all there are where there are fewer', () => {
    expect(nthLargest(Float32Array.of(1, 2), 3)).toBe(-Infinity)
    expect(strongest([1, 0], Float32Array.of(1, 2), 3)).toEqual([1, 0])
  })

  it('are those that sorting would choose, the smaller place first among equals', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), (values, seed) => {
        const most = 1 + (seed % values.length)
        const strength = Float32Array.from(values)
        const places = [...values.keys()].reverse()
        const wanted = [...values.keys()].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b).slice(0, most)
        expect([...strongest(places, strength, most)].sort((a, b) => a - b)).toEqual(wanted.sort((a, b) => a - b))
      }),
    )
  })
})
