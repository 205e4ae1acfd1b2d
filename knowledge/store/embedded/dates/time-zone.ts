// Time zones as MongoDB takes them: "UTC", "GMT", "Z", offsets such as "+05:30", and names of the tz database.
import { fromCivil, msPerHour, msPerMinute } from './civil.js'

/** `offsetMs` is what to add to UTC to get local time at that UTC moment. */
export interface TimeZone {
  readonly utc: boolean
  offsetMs(utcMs: number): number
}

const fixed = (offset: number): TimeZone => ({ utc: offset === 0, offsetMs: () => offset })
export const utcZone = fixed(0)

const known = new Map<string, TimeZone | undefined>([
  ['UTC', utcZone],
  ['GMT', utcZone],
  ['Z', utcZone],
])

function namedZone(name: string): TimeZone | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return undefined
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
  // Intl is slow (microseconds a call): an offset is remembered for the quarter of an hour it was asked for,
  // which no transition of the tz database splits.
  const quarter = 15 * msPerMinute
  const seen = new Map<number, number>()
  return {
    utc: false,
    offsetMs(utcMs) {
      const slot = Math.floor(utcMs / quarter)
      const remembered = seen.get(slot)
      if (remembered !== undefined) return remembered
      const at = slot * quarter
      const part = new Map(format.formatToParts(new Date(at)).map((p) => [p.type, p.value]))
      const read = (type: Intl.DateTimeFormatPartTypes): number => Number(part.get(type) ?? 0)
      const year = part.get('era') === 'BC' ? 1 - read('year') : read('year')
      const local = fromCivil({
        year,
        month: read('month'),
        day: read('day'),
        hour: read('hour'),
        minute: read('minute'),
        second: read('second'),
        millisecond: 0,
      })
      if (seen.size > 50_000) seen.clear()
      seen.set(slot, local - at)
      return local - at
    },
  }
}

/** Undefined when the text names no zone. */
export function timeZone(text: string): TimeZone | undefined {
  if (known.has(text)) return known.get(text)
  const offset = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text)
  const zone = offset
    ? fixed((offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * msPerHour + Number(offset[3] ?? 0) * msPerMinute))
    : namedZone(text)
  if (zone) known.set(text, zone)
  return zone
}

export const toLocal = (zone: TimeZone, utcMs: number): number => utcMs + zone.offsetMs(utcMs)

/** A local time that a clock change skipped moves forward by the gap; one that happened twice is its first happening. */
export function toUtc(zone: TimeZone, localMs: number): number {
  if (zone.utc) return localMs
  const before = zone.offsetMs(localMs - 24 * msPerHour)
  const first = localMs - before
  if (zone.offsetMs(first) === before) return first
  const after = zone.offsetMs(localMs + 24 * msPerHour)
  const second = localMs - after
  return zone.offsetMs(second) === after ? second : first
}
