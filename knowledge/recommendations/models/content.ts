// Likeness by content: products that share category, tags and attributes, each weighed by how rare it is. Works for items nobody bought yet.
import type { Product } from '../../../bot/domain/commerce.js'
import type { Neighbour, Neighbourhoods } from './item-item.js'

/** What a product has, as words that two products can share. */
function features({ category, tags, attributes }: Product): string[] {
  const pairs = Object.entries(attributes).map(([name, value]) => `attribute:${name}=${String(value)}`)
  return [`category:${category}`, ...tags.map((tag) => `tag:${tag}`), ...pairs]
}

/** TF-IDF cosine over features; for each product its `neighbours` most alike, best first. */
export function contentNeighbourhoods(products: readonly Product[], neighbours = 20): Neighbourhoods {
  const sets = products.map(features)
  const holders = new Map<string, number[]>()
  for (const [index, set] of sets.entries())
    for (const feature of new Set(set)) holders.set(feature, [...(holders.get(feature) ?? []), index])
  const idf = (feature: string): number => Math.log(1 + products.length / (holders.get(feature)?.length ?? 1))
  const norms = sets.map((set) => Math.sqrt([...new Set(set)].reduce((sum, feature) => sum + idf(feature) ** 2, 0)))
  return sets.map((set, a) => {
    const dots = new Map<number, number>()
    for (const feature of new Set(set)) {
      // A feature that nearly everything has costs much and tells nothing.
      const same = holders.get(feature) ?? []
      if (same.length > Math.max(50, products.length / 3)) continue
      for (const b of same) if (b !== a) dots.set(b, (dots.get(b) ?? 0) + idf(feature) ** 2)
    }
    return [...dots]
      .map(([item, dot]): Neighbour => ({ item, similarity: dot / ((norms[a] ?? 1) * (norms[item] ?? 1)) }))
      .sort((x, y) => y.similarity - x.similarity || x.item - y.item)
      .slice(0, neighbours)
  })
}
