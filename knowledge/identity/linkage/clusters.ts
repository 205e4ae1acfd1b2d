// Pairs to groups: what is one person with a second is one person with a third, up to a size that a person can have.

/** Joins the most probable pairs first and refuses a join that would make a group larger than `largest`. */
export function groupRecords(
  records: number,
  pairs: readonly { left: number; right: number }[],
  largest: number,
): Int32Array {
  const parents = Int32Array.from({ length: records }, (_, record) => record)
  const sizes = new Int32Array(records).fill(1)
  const rootOf = (record: number): number => {
    let root = record
    while ((parents[root] ?? root) !== root) {
      parents[root] = parents[parents[root] ?? root] ?? root
      root = parents[root] ?? root
    }
    return root
  }
  for (const { left, right } of pairs) {
    const [a, b] = [rootOf(left), rootOf(right)]
    const size = (sizes[a] ?? 1) + (sizes[b] ?? 1)
    if (a === b || size > largest) continue
    const [root, other] = a < b ? [a, b] : [b, a]
    parents[other] = root
    sizes[root] = size
  }
  return parents.map((_, record) => rootOf(record))
}
