// Groups held against known pairs: how many of the found pairs are right, how many of the right pairs are found.
export interface PairScore {
  precision: number
  recall: number
  f1: number
  truePairs: number
  foundPairs: number
  rightPairs: number
}

/** Every two records of one group are a found pair. `truth` may name a pair in either order and more than once. */
export function scoreGroups(groups: Int32Array, truth: readonly (readonly [number, number])[]): PairScore {
  const sizes = new Map<number, number>()
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  let foundPairs = 0
  for (const size of sizes.values()) foundPairs += (size * (size - 1)) / 2
  const known = new Set<string>()
  let rightPairs = 0
  for (const [left, right] of truth) {
    const name = left < right ? `${String(left)} ${String(right)}` : `${String(right)} ${String(left)}`
    if (left === right || known.has(name)) continue
    known.add(name)
    if (groups[left] === groups[right]) rightPairs += 1
  }
  const truePairs = known.size
  const precision = foundPairs === 0 ? 1 : rightPairs / foundPairs
  const recall = truePairs === 0 ? 1 : rightPairs / truePairs
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    truePairs,
    foundPairs,
    rightPairs,
  }
}
