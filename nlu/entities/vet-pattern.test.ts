// Which regular expressions admins may use.
import { describe, expect, it } from 'vitest'
import { compilePattern, vetPattern } from './vet-pattern.js'

describe('vetting patterns', () => {
  it.each([
    'NL-?\\d{5}',
    '[A-Z]{2,3}-\\d{4,8}',
    '(?:SO|PO)\\d{6}',
    'SKU[ -]?[a-z0-9]+',
    '(\\d{4})-(\\d{2})',
    '(?:\\d{4} ){3}\\d{4}',
    'a|b',
    '\\(x\\)+',
  ])('accepts %s', (pattern) => expect(vetPattern(pattern)).toBeUndefined())
  it.each([
    '(a+)+',
    '(a*)*b',
    '(a|a)*',
    '(a|aa)+$',
    '([a-z]+)*',
    '((a|b)c){5}',
    '(?=x)y',
    '(?<!x)y',
    '(a)\\1',
    '(',
    'a*',
    'x?',
    '\\d+\\d+\\d+\\d+',
    '(a{1,9}){1,9}',
    '\\w*\\w*\\w*\\w*z',
  ])('refuses %s', (pattern) => expect(vetPattern(pattern)).toEqual(expect.any(String)))
  it('bounds open repetitions', () => {
    expect(compilePattern('a+b*c{2,}?').source).toBe('a{1,25}b{0,24}c{2,26}?')
    expect(compilePattern('[+*]\\+').source).toBe('[+*]\\+')
  })
})
