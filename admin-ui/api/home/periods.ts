// Beginnings of days and hours in a time zone, daylight saving included.

/** Offset of the zone from UTC at a moment, in milliseconds (positive east of Greenwich). */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value ?? 0)
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return local - Math.floor(at.getTime() / 1000) * 1000
}

/** The moment at which the local day `daysBack` before that of `now` begins. */
function dayStart(now: Date, timeZone: string, daysBack: number): Date {
  const local = new Date(now.getTime() + offsetMs(now, timeZone))
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() - daysBack)
  // The offset at the guess may differ from the one at the real moment when the clocks change in between: correct once.
  const guess = new Date(midnight - offsetMs(new Date(midnight), timeZone))
  return new Date(midnight - offsetMs(guess, timeZone))
}

/** Beginnings of the last `count` local days, oldest first, today last. */
export const dayStarts = (now: Date, timeZone: string, count: number): readonly Date[] =>
  Array.from({ length: count }, (_, place) => dayStart(now, timeZone, count - 1 - place))

/** Beginnings of the hours from the start of the day to now. */
export const hourStarts = (start: Date, now: Date): readonly Date[] =>
  Array.from(
    { length: Math.floor((now.getTime() - start.getTime()) / 3_600_000) + 1 },
    (_, place) => new Date(start.getTime() + place * 3_600_000),
  )
