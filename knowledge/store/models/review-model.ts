// Reviews of products by customers.
import { z } from 'zod'
import type { Review } from '../../seed/dataset.js'
import { customerId, locale } from '../branded.js'
import { recordSchema, type Stored } from '../record-schema.js'
import { MessageText, messageText } from '../types/message-text.js'

export const reviewSchema: z.ZodType<Review> = z.object({
  id: z.string(),
  productId: z.string(),
  customerId,
  rating: z.number().int().min(1).max(5),
  text: messageText,
  locale,
  at: z.date(),
})

export type StoredReview = Stored<Review>

export const reviewMongoose = recordSchema<StoredReview>('reviews', {
  productId: { type: String, required: true },
  customerId: { type: String, required: true },
  rating: { type: Number, required: true },
  text: { type: MessageText },
  locale: { type: String, required: true },
  at: { type: Date, required: true },
})
reviewMongoose.index({ productId: 1, at: -1 })
reviewMongoose.index({ customerId: 1 })
