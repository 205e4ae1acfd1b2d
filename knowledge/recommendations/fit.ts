// The recommender: co-occurrence first, likeness by content where nobody bought together, popularity last.
import type { Product, Recommendation } from '../../bot/domain/commerce.js'
import type { Interaction, Histories } from './interactions.js'
import { contentNeighbourhoods } from './models/content.js'
import { itemNeighbourhoods, type Neighbourhoods } from './models/item-item.js'
import { popularityOf } from './models/popularity.js'

export const modelName = 'item-item-1'

/** Half of what an entry counts is lost after so many newer entries: the last things looked at say most. */
const rankHalfLife = 12

/** Content only breaks ties of co-occurrence, and carries what has none. */
const contentShare = 0.15
const popularityShare = 0.02

export interface Recommender {
  model: string
  /** Best first: every product that is not left out, so that any filter behind it still has enough. */
  rank(history: readonly Interaction[], leaveOut: ReadonlySet<string>): readonly Omit<Recommendation, 'at'>[]
}

interface Contribution {
  score: number
  bestFrom?: string
  best: number
}

export function fitRecommender(products: readonly Product[], histories: Histories): Recommender {
  const indexOf = new Map(products.map(({ id }, index) => [id, index]))
  const sales = new Map<string, number>()
  const rows = [...histories.values()].map((history) =>
    history.flatMap(({ item, weight, bought }): [number, number][] => {
      if (bought) sales.set(item, (sales.get(item) ?? 0) + 1)
      const index = indexOf.get(item)
      return index === undefined ? [] : [[index, weight]]
    }),
  )
  const together = itemNeighbourhoods(products.length, rows)
  const alike = contentNeighbourhoods(products)
  const popularity = popularityOf(products, sales)

  const spread = (history: readonly Interaction[], neighbourhoods: Neighbourhoods): Map<number, Contribution> => {
    const scores = new Map<number, Contribution>()
    for (const [rank, { item, weight }] of history.entries()) {
      const worth = weight * 2 ** (-rank / rankHalfLife)
      for (const { item: other, similarity } of neighbourhoods[indexOf.get(item) ?? -1] ?? []) {
        const part = worth * similarity
        const entry = scores.get(other) ?? { score: 0, best: 0 }
        const isBest = part > entry.best
        scores.set(other, {
          score: entry.score + part,
          best: Math.max(part, entry.best),
          ...because(isBest ? item : entry.bestFrom),
        })
      }
    }
    return scores
  }

  return {
    model: modelName,
    rank(history, leaveOut) {
      const byTogether = spread(history, together)
      const byContent = spread(history, alike)
      const known = new Set(history.map(({ item }) => item))
      const entries = products.flatMap(({ id }, index) => {
        if (leaveOut.has(id)) return []
        const bought = byTogether.get(index)
        const similar = byContent.get(index)
        const personal = (bought?.score ?? 0) + contentShare * (similar?.score ?? 0)
        // What was only looked at may be put forward again, behind what is new.
        const score = (known.has(id) ? 0.5 : 1) * personal + popularityShare * (popularity[index] ?? 0)
        const reason = reasonOf(bought, similar)
        return [{ productId: id, score, reason, model: modelName }]
      })
      return entries.sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1))
    },
  }
}

const because = (item: string | undefined): { bestFrom?: string } => (item === undefined ? {} : { bestFrom: item })

/** What weighed most, and the product of the history it rests on. */
function reasonOf(together: Contribution | undefined, similar: Contribution | undefined): Recommendation['reason'] {
  const [bought, alike] = [together?.score ?? 0, contentShare * (similar?.score ?? 0)]
  if (together?.bestFrom !== undefined && bought >= alike)
    return { kind: 'bought-together', because: together.bestFrom }
  if (similar?.bestFrom !== undefined && alike > 0) return { kind: 'similar', because: similar.bestFrom }
  return { kind: 'popular' }
}
