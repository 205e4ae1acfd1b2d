// Calendar arithmetic on milliseconds since 1970, proleptic Gregorian, without any time zone.

export const msPerSecond = 1000
export const msPerMinute = 60_000
export const msPerHour = 3_600_000
export const msPerDay = 86_400_000

/** One moment taken apart; `month` and `day` count from 1. */
export interface Civil {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

/** Fields may lie outside their range and carry over (month 14 is February of the next year). NaN outside JavaScript's range. */
export function fromCivil(c: Civil): number {
  const at = new Date(0)
  at.setUTCFullYear(c.year, c.month - 1, c.day)
  return at.getTime() + c.hour * msPerHour + c.minute * msPerMinute + c.second * msPerSecond + c.millisecond
}

export function toCivil(ms: number): Civil {
  const at = new Date(ms)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    millisecond: at.getUTCMilliseconds(),
  }
}

export const startOfYear = (year: number): number =>
  fromCivil({ year, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 })

/** Days since 1970-01-01, rounded down. */
export const dayNumber = (ms: number): number => Math.floor(ms / msPerDay)

/** 0 for Sunday to 6 for Saturday. */
export const weekday = (ms: number): number => (((dayNumber(ms) + 4) % 7) + 7) % 7

export const dayOfYear = (ms: number): number => dayNumber(ms) - dayNumber(startOfYear(toCivil(ms).year)) + 1

/** ISO 8601: 1 for Monday to 7 for Sunday. */
export const isoWeekday = (ms: number): number => weekday(ms) || 7

/** ISO 8601 week and the year it belongs to: the year of its Thursday. */
export function isoWeek(ms: number): { year: number; week: number } {
  const thursday = (dayNumber(ms) - isoWeekday(ms) + 4) * msPerDay
  const year = toCivil(thursday).year
  return { year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

/** Monday of ISO week `week` of ISO year `year`, plus `day - 1` days; both may carry over. */
export function fromIsoWeek(year: number, week: number, day: number): number {
  const fourth = startOfYear(year) + 3 * msPerDay
  return (dayNumber(fourth) - isoWeekday(fourth) + 1 + (week - 1) * 7 + (day - 1)) * msPerDay
}

/** Week of the year counted from its first Sunday; the days before it are week 0. */
export const sundayWeek = (ms: number): number => Math.floor((dayOfYear(ms) + 6 - weekday(ms)) / 7)

export function daysInMonth(year: number, month: number): number {
  const next = fromCivil({ year, month: month + 1, day: 0, hour: 0, minute: 0, second: 0, millisecond: 0 })
  return toCivil(next).day
}
