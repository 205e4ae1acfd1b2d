// Popularity, for strangers: how many buy it, held against how it is rated.
import type { Product } from '../../../bot/domain/commerce.js'

/** Ratings that the mean of all products counts as, so that one review of five stars proves little. */
const priorRatings = 10

/** For each product 0 … 1: Bayesian mean rating × log of sales (a product without sales keeps a small share). */
export function popularityOf(products: readonly Product[], sales: ReadonlyMap<string, number>): number[] {
  const rated = products.filter(({ rating }) => rating && rating.count > 0)
  const meanRating =
    rated.length === 0 ? 3.5 : rated.reduce((sum, { rating }) => sum + (rating?.average ?? 0), 0) / rated.length
  const raw = products.map(({ id, rating }) => {
    const { average, count } = rating ?? { average: 0, count: 0 }
    const smoothed = (average * count + meanRating * priorRatings) / (count + priorRatings)
    return (smoothed / 5) * Math.log1p(0.5 + (sales.get(id) ?? 0))
  })
  const highest = Math.max(...raw, Number.MIN_VALUE)
  return raw.map((value) => value / highest)
}
