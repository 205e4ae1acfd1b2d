// Counts that fade: each mention weighs 1 (or what it is given) when it happens and half of that a half-life later.

export interface DecayedCount {
  key: string
  /** Worth at `at`. */
  weight: number
  /** Time of the last mention, ms since 1970. */
  at: number
  /** All mentions, undiminished. */
  count: number
}

const worthAt = (entry: DecayedCount, at: number, halfLifeMs: number): number =>
  entry.weight * 2 ** (-Math.max(0, at - entry.at) / halfLifeMs)

/**
 * A new list with one mention more, at most `keep` long (the least worth is forgotten). Mentions must come in the order of their times,
 * then the same mentions always give the same list.
 */
export function mention(
  entries: readonly DecayedCount[],
  key: string,
  at: number,
  options: { halfLifeMs: number; keep: number; weight?: number },
): DecayedCount[] {
  const { halfLifeMs, keep, weight = 1 } = options
  const earlier = entries.find((entry) => entry.key === key)
  const now: DecayedCount = {
    key,
    weight: (earlier ? worthAt(earlier, at, halfLifeMs) : 0) + weight,
    at,
    count: (earlier?.count ?? 0) + 1,
  }
  const others = entries.filter((entry) => entry !== earlier)
  return ranked([now, ...others], at, halfLifeMs).slice(0, keep)
}

/** Most worth at `at` first; equals by key. */
export function ranked(entries: readonly DecayedCount[], at: number, halfLifeMs: number): DecayedCount[] {
  const worth = new Map(entries.map((entry) => [entry, worthAt(entry, at, halfLifeMs)]))
  return [...entries].sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || (a.key < b.key ? -1 : 1))
}

/** What every entry is worth at `at`. */
export function worths(entries: readonly DecayedCount[], at: number, halfLifeMs: number): Map<string, number> {
  return new Map(entries.map((entry) => [entry.key, worthAt(entry, at, halfLifeMs)]))
}
