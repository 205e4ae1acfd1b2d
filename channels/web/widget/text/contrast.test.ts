import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contrast, luminance, onAccent, readableOn } from './contrast.js'

const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
const between = (a: string, b: string) => contrast(luminance(a) ?? Number.NaN, luminance(b) ?? Number.NaN)

it('writes readably on whatever accent colour a shop chose', () => {
  fc.assert(fc.property(hex, (accent) => between(accent, onAccent(accent)) >= 4.5))
})

it('turns any accent into text that can be read on either ground', () => {
  fc.assert(
    fc.property(hex, fc.constantFrom('#ffffff', '#1b1e25'), (accent, ground) => {
      expect(between(readableOn(accent, ground), ground)).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

it('leaves a readable accent as it is', () => {
  expect(readableOn('#20694f', '#ffffff')).toBe('#20694f')
})
