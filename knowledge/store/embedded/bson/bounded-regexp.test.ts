import { expect, it } from 'vitest'
import { isRisky } from './bounded-regexp.js'
import { compileRegex } from './regex.js'

it('gives up on a match that would never end', () => {
  const regex = compileRegex('^(a+)+$', '')
  expect(regex.test('a'.repeat(40))).toBe(true)
  expect(() => regex.test(`${'a'.repeat(40)}!`)).toThrow(expect.objectContaining({ code: 51156 }) as Error)
  expect(regex.test('aaa')).toBe(true)
})

it.each(['^(a|aa)+$', '(x+x+)*y', '(\\w)\\1', 'a*a*a*b', '(?:a{2,}){3,}'])('watches over %s', (source) => {
  expect(isRisky(source)).toBe(true)
})

it.each(['^abc', 'a+b', '^[a-z]+@[a-z]+$', '(a|b)c', 'a{2,3}'])('lets %s run freely', (source) => {
  expect(isRisky(source)).toBe(false)
})
