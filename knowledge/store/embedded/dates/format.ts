// Format strings of $dateToString: manual, "$dateToString (aggregation)", section "Format Specifiers".
import { dayOfYear, isoWeek, isoWeekday, msPerHour, msPerMinute, sundayWeek, toCivil, weekday } from './civil.js'
import { toLocal, type TimeZone } from './time-zone.js'

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const known = new Set('dGHjLmMSuUVwYzZbB%')

export type FormatFault =
  { kind: 'unfinished' } | { kind: 'unknown'; specifier: string } | { kind: 'year-out-of-range' }

/** What is wrong with a format string, before any date is seen. */
export function checkFormat(format: string): FormatFault | undefined {
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== '%') continue
    const specifier = format[++i]
    if (specifier === undefined) return { kind: 'unfinished' }
    if (!known.has(specifier)) return { kind: 'unknown', specifier }
  }
  return undefined
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** The offset as "+hhmm". */
export function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.trunc(offsetMs / msPerMinute))
  return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor((minutes * msPerMinute) / msPerHour), 2)}${pad(minutes % 60, 2)}`
}

export function formatDate(utcMs: number, format: string, zone: TimeZone): string | FormatFault {
  const wrong = checkFormat(format)
  if (wrong) return wrong
  const local = toLocal(zone, utcMs)
  const c = toCivil(local)
  if (c.year < 0 || c.year > 9999) return { kind: 'year-out-of-range' }
  const write = (specifier: string): string => {
    switch (specifier) {
      case 'd':
        return pad(c.day, 2)
      case 'G':
        return pad(isoWeek(local).year, 4)
      case 'H':
        return pad(c.hour, 2)
      case 'j':
        return pad(dayOfYear(local), 3)
      case 'L':
        return pad(c.millisecond, 3)
      case 'm':
        return pad(c.month, 2)
      case 'M':
        return pad(c.minute, 2)
      case 'S':
        return pad(c.second, 2)
      case 'u':
        return String(isoWeekday(local))
      case 'U':
        return pad(sundayWeek(local), 2)
      case 'V':
        return pad(isoWeek(local).week, 2)
      case 'w':
        return String(weekday(local) + 1)
      case 'Y':
        return pad(c.year, 4)
      case 'z':
        return offsetText(local - utcMs)
      case 'Z':
        return String(Math.trunc((local - utcMs) / msPerMinute))
      case 'b':
        return (monthNames[c.month - 1] ?? '').slice(0, 3)
      case 'B':
        return monthNames[c.month - 1] ?? ''
      default:
        return '%'
    }
  }
  return format.replace(/%(.)/gs, (_, specifier: string) => write(specifier))
}
