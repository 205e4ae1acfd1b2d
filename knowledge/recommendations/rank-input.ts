// The shop and everybody's history as numbers, for the recommender.
import type { Product } from '../../bot/domain/commerce.js'
import type { NumberedHistory } from './fit.js'
import type { Histories, Interaction } from './interactions.js'
import { popularityOf } from './models/popularity.js'
import type { RankInput } from './rank-everybody.js'

/** Sales count half after so long. */
const salesHalfLifeMs = 90 * 86_400_000

/** Category, tags and attributes as words beside the title, in both languages. */
const textOf = ({ title, category, tags, attributes }: Product): string =>
  [
    title.en,
    title.zh,
    `category${category}`,
    ...tags.map((tag) => `tag${tag}`),
    ...Object.entries(attributes).map(([name, value]) => `${name}${String(value)}`.replace(/[^\p{L}\p{N}]/gu, '')),
  ].join(' ')

function numbered(history: readonly Interaction[], numberOf: ReadonlyMap<string, number>): NumberedHistory {
  // Histories come newest first; models want them oldest first.
  const known = [...history].reverse().flatMap((entry) => {
    const item = numberOf.get(entry.item)
    return item === undefined ? [] : [{ ...entry, number: item }]
  })
  return {
    items: Int32Array.from(known, ({ number }) => number),
    weights: Float32Array.from(known, ({ weight }) => weight),
    times: Float64Array.from(known, ({ at }) => at.getTime()),
  }
}

/** Sales that fade: what sells now is popular now. */
function fadedSales(histories: Histories, now: Date): Map<string, number> {
  const sales = new Map<string, number>()
  for (const history of histories.values())
    for (const { item, at, bought } of history) {
      if (!bought) continue
      const worth = 2 ** (-Math.max(0, now.getTime() - at.getTime()) / salesHalfLifeMs)
      sales.set(item, (sales.get(item) ?? 0) + worth)
    }
  return sales
}

export function rankInput(products: readonly Product[], histories: Histories, now: Date, most: number): RankInput {
  const numberOf = new Map(products.map(({ id }, at) => [id, at]))
  return {
    most,
    texts: products.map(textOf),
    popularity: Float32Array.from(popularityOf(products, fadedSales(histories, now))),
    histories: [...histories.values()].map((history) => numbered(history, numberOf)),
  }
}
