// Dates are found in stretches as they are in the whole message.
import { describe, expect, it } from 'vitest'
import { englishDateStretches } from './date-stretches.js'
import { recognizerSuite } from './recognizer-suite.js'

const now = new Date(2026, 10, 26, 9, 0)
const datesIn = (text: string): unknown[] =>
  recognizerSuite()
    .recognizeDateTime(text, 'en-us', 0, now)
    .map(({ start, text: written, resolution }) => ({ start, written, resolution }))

describe('stretches that speak of time', () => {
  it.each([
    'can you move my delivery to next friday at 5 p.m. please',
    'i would like a room from march 3 to march 5 in boston',
    'may i ask when it comes, is it in may or next week',
    'is the shop open on mlk day and on new year',
    'it was sent 2 weeks ago and should have come within 3-5 business days',
    'between 10 and 11:30 am tomorrow, or the day after tomorrow in the evening',
    'ordered on 2026-11-03, still nothing on 11/20/2026',
    'from april to may i will be away',
  ])('hold all that is found in “%s”', (text) => {
    const found = englishDateStretches(text).flatMap(({ from, to }) =>
      recognizerSuite()
        .recognizeDateTime(text.slice(from, to), 'en-us', 0, now)
        .map(({ start, text: written, resolution }) => ({ start: start + from, written, resolution })),
    )
    expect(found.length).toBeGreaterThan(0)
    const order = (dates: unknown[]): string[] => dates.map((date) => JSON.stringify(date)).sort()
    expect(order(found)).toEqual(order(datesIn(text)))
  })

  it('are none where nothing announces a date', () =>
    expect(englishDateStretches('where is the parcel that i sent back')).toEqual([]))

  it('leave out what has nothing to do with time', () => {
    const text = `${'word '.repeat(300)}tomorrow ${'word '.repeat(300)}`
    expect(englishDateStretches(text).map(({ from, to }) => text.slice(from, to))).toEqual(['word tomorrow word'])
  })
})
