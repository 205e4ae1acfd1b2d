// How long a failed job waits for its next try.

const longestMs = 5 * 60_000

/**
 * Milliseconds before the try after `attempt` (1 is the first): doubled each time up to five minutes, and then a random half of it taken
 * off at most, so that jobs that failed together do not come back together ("equal jitter", M. Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015).
 * @param random 0 … 1
 */
export function backoff(attempt: number, firstMs: number, random: () => number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 40))
  return full / 2 + (full / 2) * random()
}
