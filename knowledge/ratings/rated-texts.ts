// What customers wrote beside stars: what feeling can be learnt from. Comments on rated conversations first, then reviews of products.
import type { CustomerId } from '../../bot/domain/ids.js'
import { consentGate } from '../customers/consent-gate.js'
import { masked } from '../reasons/mask.js'
import type { Store } from '../store/connection.js'
import type { StoredRating } from '../store/models/rating-model.js'
import type { StoredReview } from '../store/models/review-model.js'

/** Newer words say more; so many are enough to learn from. */
const mostTexts = 5000

export interface RatedText {
  text: string
  /** Stars, 1 … 5. */
  rating: number
}

/**
 * Newest first of each; what has no words is left out. Comments are masked, and those of customers who refused `analytics` are not read. Other
 * messages of a rated conversation teach nothing: stars are given for the outcome, and "my parcel is broken" stays a complaint when all ended well.
 */
export async function ratedTexts(store: Store): Promise<RatedText[]> {
  const { ratings, reviews } = store.models
  const refused = await consentGate(store).refusedBy('analytics')
  const commented = await ratings
    .find({ comment: { $exists: true }, customerId: { $nin: [...refused] as CustomerId[] } }, { comment: 1, score: 1 })
    .sort({ at: -1 })
    .limit(mostTexts)
    .lean<StoredRating[]>()
  const comments = commented.map(({ comment = '', score }) => ({ text: masked(comment), rating: score }))
  const reviewed = await reviews
    .find()
    .sort({ at: -1 })
    .limit(mostTexts - comments.length)
    .lean<StoredReview[]>()
  return [...comments, ...reviewed.map(({ text, rating }) => ({ text, rating }))].filter(
    ({ text }) => text.trim() !== '',
  )
}
