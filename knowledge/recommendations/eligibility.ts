// What may be put forward to a customer at all.
import type { Product } from '../../bot/domain/commerce.js'
import type { Interaction } from './interactions.js'

/** Somebody who bought a tent does not need the next one soon. */
const recentMs = 120 * 86_400_000

/** Used up and bought again: marked by the tag or the attribute `consumable`. Everything else is durable. */
export const isConsumable = ({ tags, attributes }: Product): boolean =>
  tags.includes('consumable') || attributes['consumable'] === true

export interface Purchases {
  items: ReadonlySet<string>
  /** Categories of durable goods bought recently. */
  recentCategories: ReadonlySet<string>
}

export function purchasesOf(
  history: readonly Interaction[],
  productOf: (id: string) => Product | undefined,
  now: Date,
): Purchases {
  const bought = history.filter((entry) => entry.bought)
  const recent = bought.filter(({ at }) => now.getTime() - at.getTime() < recentMs)
  const durable = recent.flatMap(({ item }) => {
    const product = productOf(item)
    return product && !isConsumable(product) ? [product.category] : []
  })
  return { items: new Set(bought.map(({ item }) => item)), recentCategories: new Set(durable) }
}

/** In stock, not bought before unless it is used up, and not of a durable kind that was just bought unless it is asked for. */
export function isEligible(product: Product, purchases: Purchases, askedFor = false): boolean {
  if (product.stock <= 0) return false
  if (isConsumable(product)) return true
  if (purchases.items.has(product.id)) return false
  return askedFor || !purchases.recentCategories.has(product.category)
}
