import { describe, expect, it } from 'vitest'
import { dayStarts, hourStarts } from './periods.js'

const iso = (dates: readonly Date[]) => dates.map((date) => date.toISOString())

describe('dayStarts', () => {
  it('begins days at midnight of the time zone', () => {
    expect(iso(dayStarts(new Date('2026-03-01T20:30:00Z'), 'Asia/Shanghai', 2))).toEqual([
      '2026-02-28T16:00:00.000Z',
      '2026-03-01T16:00:00.000Z',
    ])
  })

  it('knows days of 23 and 25 hours', () => {
    expect(iso(dayStarts(new Date('2026-03-30T12:00:00Z'), 'Europe/Berlin', 3))).toEqual(
      ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'].slice(0, 3),
    )
    expect(iso(dayStarts(new Date('2026-10-26T12:00:00Z'), 'Europe/Berlin', 2))).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ])
  })
})

describe('hourStarts', () => {
  it('lists the hours that have begun', () => {
    expect(hourStarts(new Date('2026-03-01T00:00:00Z'), new Date('2026-03-01T02:10:00Z'))).toHaveLength(3)
    expect(hourStarts(new Date('2026-03-01T00:00:00Z'), new Date('2026-03-01T00:00:00Z'))).toHaveLength(1)
  })
})
