// What buyers say about what they bought: stars around the product's quality, in their own language.
import type { Order, Product } from '../../../bot/domain/commerce.js'
import type { Review } from '../../../knowledge/seed/dataset.js'
import type { Rating, Wording } from '../load/behaviour.js'
import { createRandom, type Random } from './random.js'
import type { Shopper } from './shopper.js'
import type { Taste } from './taste.js'

const dayMs = 86_400_000
const scatter = 0.85

const clampRating = (value: number): Rating => Math.min(5, Math.max(1, Math.round(value))) as Rating

function wordsFor(rating: Rating, locale: 'en' | 'zh', { reviews }: Wording, random: Random): string {
  const { openings, remarks } = reviews[locale][rating]
  return `${random.pick(openings)}${locale === 'en' ? ' ' : ''}${random.pick(remarks)}`
}

/**
 * Up to `count` reviews, each of a product by somebody to whom it was delivered before, none twice; `count` exactly while enough was
 * delivered.
 */
export function makeReviews(
  orders: readonly Order[],
  spec: { shoppers: readonly Shopper[]; taste: Taste; wording: Wording; seed: number; now: Date; count: number },
): readonly Review[] {
  const { taste, wording, seed, now, count } = spec
  const random = createRandom(seed, 'reviews')
  const shoppers = new Map(spec.shoppers.map((shopper) => [shopper.id, shopper]))
  const candidates = orders.flatMap(({ status, deliveredAt, customerId, number, lines }) =>
    deliveredAt && (status === 'delivered' || status === 'refunded')
      ? lines.map(({ productId }) => ({ customerId, productId, deliveredAt, status, key: `${number}/${productId}` }))
      : [],
  )
  const drawn = candidates
    .map((candidate) => ({ ...candidate, draw: createRandom(seed, `review ${candidate.key}`).next() }))
    .sort((a, b) => a.draw - b.draw)
  const reviews = new Map<string, Review>()
  for (const { customerId, productId, deliveredAt, status } of drawn) {
    if (reviews.size === count) break
    const id = `rev_${customerId.slice(4)}_${productId}`
    const at = new Date(deliveredAt.getTime() + (3 + random.next() * 25) * dayMs)
    const shopper = shoppers.get(customerId)
    if (!shopper || at > now || reviews.has(id)) continue
    // Who sends a thing back is no friend of it.
    const rating = clampRating(taste.quality(productId) + scatter * random.normal() - (status === 'refunded' ? 2 : 0))
    const { locale } = shopper
    reviews.set(id, { id, productId, customerId, rating, text: wordsFor(rating, locale, wording, random), locale, at })
  }
  return [...reviews.values()]
}

/** Products with the average of their reviews, to one decimal; without a rating where nobody wrote one. */
export function withRatings(products: readonly Product[], reviews: readonly Review[]): readonly Product[] {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const { productId, rating } of reviews) {
    const { sum, count } = sums.get(productId) ?? { sum: 0, count: 0 }
    sums.set(productId, { sum: sum + rating, count: count + 1 })
  }
  return products.map((product) => {
    const found = sums.get(product.id)
    if (!found) return product
    return { ...product, rating: { average: Math.round((found.sum / found.count) * 10) / 10, count: found.count } }
  })
}
