// Item co-occurrence: who liked this also liked that. Weighted cosine with shrinkage (Deshpande & Karypis, "Item-based top-N
// recommendation algorithms", TOIS 2004; shrinkage as in Bell & Koren 2007): few shared customers prove little.

export interface Neighbour {
  item: number
  similarity: number
}

/** For each item its nearest ones, best first. */
export type Neighbourhoods = readonly (readonly Neighbour[])[]

export interface ItemItemOptions {
  /** Neighbours kept for each item; default 40. */
  neighbours?: number
  /** Shared customers at which a similarity counts half; default 4. */
  shrinkage?: number
  /** Longer histories (bots, shared accounts) are cut to their first entries; default 500. */
  longestHistory?: number
}

/** `histories`: for each customer the items by index with weights. Cost grows with the sum of squared history lengths. */
export function itemNeighbourhoods(
  items: number,
  histories: readonly (readonly (readonly [item: number, weight: number])[])[],
  options: ItemItemOptions = {},
): Neighbourhoods {
  const { neighbours = 40, shrinkage = 4, longestHistory = 500 } = options
  const norms = new Float64Array(items)
  const products = Array.from({ length: items }, () => new Map<number, { dot: number; shared: number }>())
  for (const whole of histories) {
    const history = whole.slice(0, longestHistory)
    for (const [a, weightA] of history) {
      norms[a] = (norms[a] ?? 0) + weightA * weightA
      const row = products[a]
      for (const [b, weightB] of history) {
        if (a === b || !row) continue
        const cell = row.get(b)
        if (cell) {
          cell.dot += weightA * weightB
          cell.shared += 1
        } else row.set(b, { dot: weightA * weightB, shared: 1 })
      }
    }
  }
  return products.map((row, a) =>
    [...row]
      .map(([item, { dot, shared }]): Neighbour => {
        const cosine = dot / Math.sqrt((norms[a] ?? 1) * (norms[item] ?? 1))
        return { item, similarity: cosine * (shared / (shared + shrinkage)) }
      })
      .sort((x, y) => y.similarity - x.similarity || x.item - y.item)
      .slice(0, neighbours),
  )
}
