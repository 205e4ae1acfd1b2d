// When orders were placed and how they are numbered: the numbers rise with time, and the fixed numbers of the named customers keep their places.
import type { Random } from './random.js'

/** An order of a named customer whose number is promised. */
export interface FixedNumber {
  /** 10023 of `NL-10023`. */
  number: number
  hoursAgo: number
}

/** Orders younger than the newest promised one. */
const newer = 4
const historyHours = 2 * 365 * 24

const between = (newest: number, oldest: number, count: number, random: Random): number[] =>
  Array.from({ length: count }, () => newest + 0.5 + random.next() * Math.max(0, oldest - newest - 1))

/**
 * Hours since each of `count` orders was placed, newest first. Between two promised numbers lie exactly as many orders as numbers are
 * free there; the rest spreads over two years before.
 */
export function orderTimes(count: number, fixed: readonly FixedNumber[], random: Random): readonly number[] {
  const anchors = [...fixed].sort((a, b) => a.hoursAgo - b.hoursAgo)
  const [newest] = anchors
  const times = newest ? between(0, newest.hoursAgo, newer, random) : []
  for (const [index, { number, hoursAgo }] of anchors.entries()) {
    const older = anchors[index + 1]
    if (older) times.push(...between(hoursAgo, older.hoursAgo, number - older.number - 1, random))
  }
  const rest = count - times.length
  times.push(...between(anchors.at(-1)?.hoursAgo ?? 0, historyHours, rest, random))
  return times.sort((a, b) => a - b)
}

/** Numbers for orders without one, newest first: the highest is `newer` above the newest promised number. */
export function* freeNumbers(fixed: readonly FixedNumber[]): Generator<string> {
  const taken = new Set(fixed.map(({ number }) => number))
  for (let number = Math.max(0, ...taken) + newer; number > 0; number -= 1)
    if (!taken.has(number)) yield `NL-${String(number).padStart(5, '0')}`
}
