// Dates and money are found in stretches as they are in the whole message.
import { describe, expect, it } from 'vitest'
import { englishDateStretches } from './date-stretches.js'
import { englishMoneyStretches } from './money-stretches.js'
import { recognizerSuite } from './recognizer-suite.js'
import { hasChineseDate } from './triggers.js'

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

  it.each(['how many days off do i have', 'what day is it', 'which day can you come', 'does it take weeks'])(
    'are none where a unit names no time: %s',
    (text) => {
      expect(englishDateStretches(text)).toEqual([])
      expect(datesIn(text)).toEqual([])
    },
  )

  it.each(['is mlk day a holiday', 'i need another day', 'weeks ago', 'two days', 'the other days', 'christmas days'])(
    'are some where it may: %s',
    (text) => expect(englishDateStretches(text)).not.toEqual([]),
  )

  it('leave out what has nothing to do with time', () => {
    const text = `${'word '.repeat(300)}tomorrow ${'word '.repeat(300)}`
    expect(englishDateStretches(text).map(({ from, to }) => text.slice(from, to))).toEqual(['word tomorrow word'])
  })
})

describe('stretches that speak of money', () => {
  it.each([
    'i paid $20.50 and was charged twice',
    'from $20 to $30, or one thousand two hundred and fifty us dollars',
    'refund €1,299.99 now, the fee of 5 dollars and 20 cents too',
    'how many pesos do i get for 500 cad',
  ])('hold all that is found in “%s”', (text) => {
    const moneyIn = (part: string, at: number): string[] =>
      recognizerSuite()
        .recognizeCurrency(part, 'en-us')
        .map(({ start, text: written, resolution }) => JSON.stringify([start + at, written, resolution]))
    const found = englishMoneyStretches(text).flatMap(({ from, to }) => moneyIn(text.slice(from, to), from))
    expect(found.length).toBeGreaterThan(0)
    expect(found.sort()).toEqual(moneyIn(text, 0).sort())
  })

  it('are none where no currency is named', () => expect(englishMoneyStretches('send 20 of them')).toEqual([]))
})

describe('Chinese that speaks of time', () => {
  it.each(['明天到吗', '明早八点', '清明节放假吗', '说明天到', '下周三', '三天后', '11月3号'])('is told: %s', (text) =>
    expect(hasChineseDate(text)).toBe(true),
  )

  it.each(['要几天', '你们几点开门', '有几年质保', '没有安装说明', '你没明白', '怎么开证明'])(
    'is told from what asks for a time or only looks like it: %s',
    (text) => {
      expect(hasChineseDate(text)).toBe(false)
      expect(recognizerSuite().recognizeDateTime(text, 'zh-cn', 0, now)).toEqual([])
    },
  )
})
