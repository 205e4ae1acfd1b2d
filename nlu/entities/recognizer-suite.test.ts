// The quickened suite answers as the suite does.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type * as Suite from '@microsoft/recognizers-text-suite'
import { expect, it } from 'vitest'
import { quickened, recognizerSuite } from './recognizer-suite.js'

const require = createRequire(import.meta.url)
const now = new Date(2026, 10, 26, 9, 0)

const plain = (answers: unknown): unknown => JSON.parse(JSON.stringify(answers))

it('finds the steps that are skipped in the installed version', () => {
  const source = readFileSync(require.resolve('@microsoft/recognizers-text-suite'), 'utf8')
  expect(quickened(source)).toContain('.test(input)) return input;')
  expect(quickened(source)).not.toMatch(/let recognizer = new/)
  expect(quickened(source)).toContain('static makeSafeRegExp(source, flags) {')
  expect(quickened(source)).toContain('static makeMatches(regex, source) {')
})

it('runs any version of it', () => expect(quickened('another version')).toBe('another version'))

it('answers the same, with accents and without', () => {
  const original = require('@microsoft/recognizers-text-suite') as typeof Suite
  const texts: [string, string][] = [
    ['three point five million of 2 dozen and 5k, minus two thirds of 1.5e3', 'en-us'],
    ['two bags for $20 next monday, write to anna@example.com or 415-555-0132', 'en-us'],
    ['élan costs 30 euros à Évian on march 3rd', 'en-us'],
    ['明天下午三点前退我200元，电话13800000000', 'zh-cn'],
    ['three of them for 5 dollars, again tomorrow', 'en-us'],
    ['买了三件，共五十块，下周一到', 'zh-cn'],
    ['call +44 20 7946 0958 or +31 20 624 1111 between march 3 and march 5, not from 2 to 4 pm', 'en-us'],
    ['the first tuesday of next month, every day until 5:30 p.m., for an hour and a half', 'en-us'],
    ['二零二六年十一月三号到五号，每天上午九点，两个半小时', 'zh-cn'],
    ['next monday at 3pm', 'en-us'],
    ['next monday at 3pm', 'en-us'],
  ]
  for (const [text, culture] of texts) {
    const ask = (suite: typeof Suite): unknown => [
      suite.recognizeNumber(text, culture),
      suite.recognizeCurrency(text, culture),
      suite.recognizeDateTime(text, culture, 0, now),
      suite.recognizePhoneNumber(text, culture),
      suite.recognizeEmail(text, culture),
    ]
    const expected = plain(ask(original))
    expect(plain(ask(recognizerSuite()))).toEqual(expected)
    expect(plain(ask(recognizerSuite())), 'from what is kept').toEqual(expected)
  }
})
