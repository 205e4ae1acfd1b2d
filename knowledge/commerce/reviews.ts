// What customers wrote about products, with the stars they gave: what feeling can be learnt from.
import type { Store } from '../store/connection.js'
import type { StoredReview } from '../store/models/review-model.js'

/** Newer words say more; so many are enough to learn from. */
const mostTexts = 5000

/** Newest first; reviews without words are left out. */
export async function ratedTexts(store: Store): Promise<{ text: string; rating: number }[]> {
  const found = await store.models.reviews.find().sort({ at: -1 }).limit(mostTexts).lean<StoredReview[]>()
  return found.flatMap(({ text, rating }) => (text.trim() === '' ? [] : [{ text, rating }]))
}
