// What is usual in a column: the middle, the most frequent value, and which values hardly anybody has.

/** @param sorted ascending, not empty. Between two values it lies in the middle. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/** The most frequent value; of equally frequent ones the one that came first. Undefined without values. */
export function mode<T extends string | number | boolean>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: T | undefined
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value
  return best
}

export interface Usual {
  low: number
  high: number
}

const enoughValues = 50
/** In units of a standard deviation, measured so that outliers do not widen it (Iglewicz & Hoaglin 1993 use 3.5 for a look by hand). */
const farAway = 6

/**
 * The range outside of which a value is worth a look: median ± 6 robust standard deviations (from the quartiles), on a logarithmic scale
 * for positive values with a long tail, such as money. Undefined when there are too few values or no spread.
 */
export function usualRange(values: readonly number[]): Usual | undefined {
  if (values.length < enoughValues) return undefined
  const sorted = ascending(values)
  const isSkewed = (sorted[0] ?? 0) > 0 && quantile(sorted, 0.95) > 4 * quantile(sorted, 0.5)
  const scaled = isSkewed ? sorted.map(Math.log) : sorted
  const spread = (quantile(scaled, 0.75) - quantile(scaled, 0.25)) / 1.349
  if (spread === 0) return undefined
  const middle = quantile(scaled, 0.5)
  const [low, high] = [middle - farAway * spread, middle + farAway * spread]
  return isSkewed ? { low: Math.exp(low), high: Math.exp(high) } : { low, high }
}
