// Date strings as $dateFromString reads them: with a format, or one of the common written forms.
import { fromCivil, fromIsoWeek, msPerDay, msPerHour, msPerMinute, startOfYear } from './civil.js'
import { monthNames } from './format.js'
import { timeZone, toUtc, type TimeZone } from './time-zone.js'

/** `utcMs`, or the reason why the text is no date. */
export type Parsed = { kind: 'date'; utcMs: number } | { kind: 'wrong'; reason: string }
const wrong = (reason: string): Parsed => ({ kind: 'wrong', reason })

interface Fields {
  year?: number
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  dayOfYear?: number
  isoYear?: number
  isoWeek?: number
  isoDay?: number
  offsetMs?: number
  zone?: TimeZone
}

function assemble(f: Fields, zone: TimeZone | undefined): Parsed {
  if ((f.offsetMs !== undefined || f.zone !== undefined) && zone !== undefined)
    return wrong('you cannot pass in a date/time string with time zone information together with a timezone argument')
  const time = (f.hour ?? 0) * msPerHour + (f.minute ?? 0) * msPerMinute + (f.second ?? 0) * 1000 + (f.millisecond ?? 0)
  let day: number
  if (f.isoYear !== undefined || f.isoWeek !== undefined || f.isoDay !== undefined) {
    if (f.isoYear === undefined) return wrong('an incomplete date/time string has been found')
    day = fromIsoWeek(f.isoYear, f.isoWeek ?? 1, f.isoDay ?? 1)
  } else if (f.dayOfYear !== undefined) {
    if (f.year === undefined) return wrong('an incomplete date/time string has been found')
    day = startOfYear(f.year) + (f.dayOfYear - 1) * msPerDay
  } else {
    if (f.year === undefined || f.month === undefined || f.day === undefined)
      return wrong('an incomplete date/time string has been found')
    if (f.month < 1 || f.month > 12 || f.day < 1 || f.day > 31) return wrong('unexpected character')
    const midnight = { hour: 0, minute: 0, second: 0, millisecond: 0 }
    day = fromCivil({ year: f.year, month: f.month, day: f.day, ...midnight })
  }
  if (Number.isNaN(day)) return wrong('the date is out of range')
  const local = day + time
  if (f.offsetMs !== undefined) return { kind: 'date', utcMs: local - f.offsetMs }
  const where = f.zone ?? zone
  return { kind: 'date', utcMs: where ? toUtc(where, local) : local }
}

const monthNamed = (text: string): number | undefined => {
  const found = monthNames.findIndex((name) => {
    const lower = text.toLowerCase()
    return lower === name.toLowerCase() || lower === name.slice(0, 3).toLowerCase()
  })
  return found < 0 ? undefined : found + 1
}
const zonePattern =
  /^(?:\s*(Z|UTC|GMT)|\s*([+-]\d{2}:?\d{2}|[+-]\d{1,2})|\s+([A-Za-z]+(?:\/[A-Za-z_]+)+|[A-Z]{3,5}))?\s*$/i

const abbreviations = new Map<string, number>([
  ['EST', -5],
  ['EDT', -4],
  ['CST', -6],
  ['CDT', -5],
  ['MST', -7],
  ['MDT', -6],
  ['PST', -8],
  ['PDT', -7],
  ['CET', 1],
  ['CEST', 2],
  ['BST', 1],
])

function readZone(text: string, into: Fields): boolean {
  const found = zonePattern.exec(text)
  if (!found) return false
  if (found[1]) into.offsetMs = 0
  else if (found[2]) {
    const sign = found[2].startsWith('-') ? -1 : 1
    const digits = found[2].slice(1).replace(':', '')
    const hours = Number(digits.slice(0, digits.length > 2 ? -2 : undefined))
    into.offsetMs = sign * (hours * msPerHour + (digits.length > 2 ? Number(digits.slice(-2)) : 0) * msPerMinute)
  } else if (found[3]) {
    const hours = abbreviations.get(found[3].toUpperCase())
    const named = hours === undefined ? timeZone(found[3]) : undefined
    if (hours !== undefined) into.offsetMs = hours * msPerHour
    else if (named) into.zone = named
    else return false
  }
  return true
}

function readTime(text: string, into: Fields): boolean {
  if (text.trim() === '') return true
  const found = /^(?:[T\s,]\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?/.exec(text)
  if (!found) return readZone(text, into)
  into.hour = Number(found[1])
  into.minute = Number(found[2])
  into.second = Number(found[3] ?? 0)
  into.millisecond = Math.trunc(Number(`0.${found[4] ?? '0'}`) * 1000 + 1e-6)
  if (into.hour > 24 || into.minute > 59 || into.second > 60) return false
  if (found[5]) into.hour = (into.hour % 12) + (found[5][0]?.toLowerCase() === 'p' ? 12 : 0)
  return readZone(text.slice(found[0].length), into)
}

type DayForm = [RegExp, (m: RegExpExecArray, into: Fields) => void]
const day = (into: Fields, year?: string, month?: number, dayOfMonth?: string): void => {
  into.year = Number(year)
  if (month !== undefined) into.month = month
  into.day = Number(dayOfMonth ?? 1)
}
const dayForms: DayForm[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, (m, f) => day(f, m[1], Number(m[2]), m[3])],
  [/^(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/, (m, f) => day(f, m[1], Number(m[2]), m[3])],
  [/^(\d{4})-(\d{2})(?![\d-])/, (m, f) => day(f, m[1], Number(m[2]))],
  [
    /^(\d{4})-?W(\d{2})(?:-?(\d))?/,
    (m, f) => Object.assign(f, { isoYear: +m[1]!, isoWeek: +m[2]!, isoDay: +(m[3] ?? 1) }),
  ],
  [/^(\d{4})(\d{2})(\d{2})(?!\d)/, (m, f) => day(f, m[1], Number(m[2]), m[3])],
  [/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/, (m, f) => day(f, m[3], Number(m[1]), m[2])],
  [/^(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?!\d)/, (m, f) => day(f, m[3], Number(m[2]), m[1])],
  [
    /^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})[\s,-]+(\d{4})/,
    (m, f) => day(f, m[3], monthNamed(m[2]!), m[1]),
  ],
  [
    /^(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{4})/,
    (m, f) => day(f, m[3], monthNamed(m[1]!), m[2]),
  ],
]

/** Common written forms (ISO 8601, yyyy/mm/dd, mm/dd/yyyy, names of months, with time and zone). */
export function parseFreely(text: string, zone?: TimeZone): Parsed {
  const trimmed = text.trim()
  for (const [pattern, read] of dayForms) {
    const found = pattern.exec(trimmed)
    if (!found) continue
    const fields: Fields = {}
    read(found, fields)
    if (!readTime(trimmed.slice(found[0].length), fields)) return wrong('unexpected character')
    return assemble(fields, zone)
  }
  return wrong(trimmed === '' ? 'empty string' : 'an incomplete date/time string has been found')
}

type Reader = [pattern: string, take: (text: string, into: Fields) => void]
const readers = new Map<string, Reader>([
  ['d', ['\\d{2}', (t, f) => (f.day = Number(t))]],
  ['G', ['\\d{4}', (t, f) => (f.isoYear = Number(t))]],
  ['H', ['\\d{2}', (t, f) => (f.hour = Number(t))]],
  ['j', ['\\d{3}', (t, f) => (f.dayOfYear = Number(t))]],
  ['L', ['\\d{3}', (t, f) => (f.millisecond = Number(t))]],
  ['m', ['\\d{2}', (t, f) => (f.month = Number(t))]],
  ['M', ['\\d{2}', (t, f) => (f.minute = Number(t))]],
  ['S', ['\\d{2}', (t, f) => (f.second = Number(t))]],
  ['u', ['\\d', (t, f) => (f.isoDay = Number(t))]],
  ['V', ['\\d{2}', (t, f) => (f.isoWeek = Number(t))]],
  ['Y', ['\\d{4}', (t, f) => (f.year = Number(t))]],
  [
    'z',
    ['Z|[+-]\\d{2}:?\\d{2}|[A-Za-z_]+(?:/[A-Za-z_]+)*', (t, f) => void readZone(/^[+-Z]/.test(t) ? t : ` ${t}`, f)],
  ],
  ['Z', ['[+-]?\\d{1,3}', (t, f) => (f.offsetMs = Number(t) * msPerMinute)]],
  ['b', ['[A-Za-z]{3}', (t, f) => (f.month = monthNamed(t) ?? 0)]],
  ['B', ['[A-Za-z]{3,9}', (t, f) => (f.month = monthNamed(t) ?? 0)]],
])
const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** With a format of the same specifiers as $dateToString; undefined when the format itself is wrong. */
export function parseWithFormat(text: string, format: string, zone?: TimeZone): Parsed | undefined {
  let pattern = '^'
  const takes: ((text: string, into: Fields) => void)[] = []
  for (let i = 0; i < format.length; i++) {
    const char = format[i] ?? ''
    if (char !== '%') {
      pattern += quote(char)
      continue
    }
    const specifier = format[++i] ?? ''
    const reader = readers.get(specifier)
    if (reader) {
      pattern += `(${reader[0]})`
      takes.push(reader[1])
    } else if (specifier === '%') pattern += '%'
    else return undefined
  }
  const found = new RegExp(`${pattern}$`).exec(text)
  if (!found) return wrong('the string does not match the format')
  const fields: Fields = {}
  takes.forEach((take, i) => take(found[i + 1] ?? '', fields))
  if ((fields.hour ?? 0) > 23 || (fields.minute ?? 0) > 59 || (fields.second ?? 0) > 59)
    return wrong('unexpected character')
  return assemble(fields, zone)
}
