// $dateAdd, $dateDiff and $dateTrunc: manual, "Date Expression Operators". Moments are milliseconds since 1970 in UTC.
import {
  dayNumber,
  daysInMonth,
  fromCivil,
  msPerDay,
  msPerHour,
  msPerMinute,
  msPerSecond,
  toCivil,
  weekday,
} from './civil.js'
import { toLocal, toUtc, type TimeZone } from './time-zone.js'

export const timeUnits = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const
export type TimeUnit = (typeof timeUnits)[number]
export const isTimeUnit = (text: string): text is TimeUnit => (timeUnits as readonly string[]).includes(text)

const fixedMs: Record<'hour' | 'minute' | 'second' | 'millisecond', number> = {
  hour: msPerHour,
  minute: msPerMinute,
  second: msPerSecond,
  millisecond: 1,
}
const monthsIn: Record<'year' | 'quarter' | 'month', number> = { year: 12, quarter: 3, month: 1 }

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
/** 0 (Sunday) to 6 from a name or its first three letters, in any case; undefined for anything else. */
export function weekdayNamed(name: string): number | undefined {
  const lower = name.toLowerCase()
  const found = dayNames.findIndex((day) => day === lower || day.slice(0, 3) === lower)
  return found < 0 ? undefined : found
}

/** Months keep the day of the month, cut to the length of the new month; days and weeks keep the local time of day. */
export function addTo(utcMs: number, unit: TimeUnit, amount: number, zone: TimeZone): number {
  switch (unit) {
    case 'hour':
    case 'minute':
    case 'second':
    case 'millisecond':
      return utcMs + amount * fixedMs[unit]
    case 'day':
    case 'week':
      return toUtc(zone, toLocal(zone, utcMs) + amount * (unit === 'week' ? 7 : 1) * msPerDay)
    case 'year':
    case 'quarter':
    case 'month': {
      const c = toCivil(toLocal(zone, utcMs))
      const months = c.year * 12 + (c.month - 1) + amount * monthsIn[unit]
      const year = Math.floor(months / 12)
      const month = months - year * 12 + 1
      return toUtc(zone, fromCivil({ ...c, year, month, day: Math.min(c.day, daysInMonth(year, month)) }))
    }
  }
}

const weekNumber = (local: number, startOfWeek: number): number => Math.floor((dayNumber(local) + 4 - startOfWeek) / 7)

/** How many boundaries of `unit` lie between two moments; negative when `end` comes first. */
export function difference(start: number, end: number, unit: TimeUnit, zone: TimeZone, startOfWeek = 0): number {
  const a = toLocal(zone, start)
  const b = toLocal(zone, end)
  switch (unit) {
    case 'millisecond':
      return end - start
    case 'second':
    case 'minute':
      return Math.floor(end / fixedMs[unit]) - Math.floor(start / fixedMs[unit])
    case 'hour': {
      const shift = b - end - (a - start)
      return Math.floor(b / msPerHour) - Math.floor(a / msPerHour) - Math.trunc(shift / msPerHour)
    }
    case 'day':
      return dayNumber(b) - dayNumber(a)
    case 'week':
      return weekNumber(b, startOfWeek) - weekNumber(a, startOfWeek)
    case 'month':
    case 'quarter':
    case 'year': {
      const bin = (ms: number): number => {
        const c = toCivil(ms)
        return Math.floor((c.year * 12 + c.month - 1) / monthsIn[unit])
      }
      return bin(b) - bin(a)
    }
  }
}

const reference = fromCivil({ year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 })

/** The start of the bin of `binSize` units that holds the moment; bins are counted from 2000-01-01 local time. */
export function truncate(utcMs: number, unit: TimeUnit, binSize: number, zone: TimeZone, startOfWeek = 0): number {
  const local = toLocal(zone, utcMs)
  const floorTo = (value: number, size: number): number => Math.floor(value / size) * size
  switch (unit) {
    case 'hour':
    case 'minute':
    case 'second':
    case 'millisecond': {
      const origin = toUtc(zone, reference)
      return origin + floorTo(utcMs - origin, fixedMs[unit] * binSize)
    }
    case 'day':
    case 'week': {
      const firstDay = (startOfWeek - weekday(reference) + 7) % 7
      const origin = dayNumber(reference) + (unit === 'week' ? firstDay : 0)
      const days = floorTo(dayNumber(local) - origin, (unit === 'week' ? 7 : 1) * binSize)
      return toUtc(zone, (origin + days) * msPerDay)
    }
    case 'month':
    case 'quarter':
    case 'year': {
      const c = toCivil(local)
      const months = floorTo((c.year - 2000) * 12 + c.month - 1, monthsIn[unit] * binSize)
      return toUtc(
        zone,
        fromCivil({ year: 2000, month: 1 + months, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0 }),
      )
    }
  }
}
