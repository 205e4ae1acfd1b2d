// Ratings: what customers think of how a conversation was resolved, one document for each resolution that was rated.
import { z } from 'zod'
import { scores, type Rating } from '../../../bot/domain/rating.js'
import { conversationId, customerId, locale } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { MessageText, messageText } from '../types/message-text.js'

export const score = z.literal([...scores])

export const ratingSchema: z.ZodType<Rating> = z.object({
  id: z.string(),
  conversationId,
  customerId,
  channel: z.string(),
  locale,
  score,
  comment: messageText.exactOptional(),
  by: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  resolvedAt: z.date(),
  at: z.date(),
  changes: z.number().int().min(0),
})

export type StoredRating = Stored<Rating> & {
  /** Ids of the newest requests that were carried out: the same one again changes nothing. */
  requests: string[]
}

export const ratingMongoose = recordSchema<StoredRating>('ratings', {
  conversationId: { type: String, required: true },
  customerId: { type: String, required: true },
  channel: { type: String, required: true },
  locale: { type: String, required: true },
  score: { type: Number, required: true },
  comment: MessageText,
  by: partSchema({ id: String, name: String }),
  resolvedAt: { type: Date, required: true },
  at: { type: Date, required: true },
  changes: { type: Number, required: true },
  requests: { type: [String], required: true },
})
ratingMongoose.index({ conversationId: 1 })
ratingMongoose.index({ customerId: 1 })
ratingMongoose.index({ resolvedAt: 1 })
ratingMongoose.index({ at: -1 })
