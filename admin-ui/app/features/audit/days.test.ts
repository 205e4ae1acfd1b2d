// Days of the calendar as moments.
import { expect, it } from 'vitest'
import { dayStart } from './days.js'

it('makes moments of days in the time zone of the reader', () => {
  expect(dayStart('2026-03-31', 0)).toBe(new Date(2026, 2, 31).toISOString())
  expect(dayStart('2026-03-31', 1)).toBe(new Date(2026, 3, 1).toISOString())
  for (const none of [undefined, '', 'yesterday', '2026-3-1']) expect(dayStart(none, 0)).toBeUndefined()
})
