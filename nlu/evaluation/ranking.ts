// Area under the ROC curve (Hanley & McNeil 1982).

/** Chance that a positive scores above a negative, ties half; undefined when either is empty. */
export function areaUnderRoc(positives: readonly number[], negatives: readonly number[]): number | undefined {
  if (positives.length === 0 || negatives.length === 0) return undefined
  const sorted = Float64Array.from(positives).sort()
  let wins = 0
  for (const negative of negatives) {
    const below = countBelow(sorted, negative)
    const ties = countBelow(sorted, negative, true) - below
    wins += sorted.length - below - ties / 2
  }
  return wins / (positives.length * negatives.length)
}

/** How many of the sorted numbers are below the limit (or at it). */
export function countBelow(sorted: Float64Array, limit: number, inclusive = false): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const value = sorted[middle] as number
    if (value < limit || (inclusive && value === limit)) low = middle + 1
    else high = middle
  }
  return low
}
