// Recommendations: for one customer one document with the items best first, so that a recomputation replaces them in one write.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { Recommendation } from '../../../bot/domain/commerce.js'
import { recordSchema } from '../record-schema.js'

export const recommendationSchema: z.ZodType<Recommendation> = z.object({
  productId: z.string(),
  score: z.number(),
  reason: z.object({ kind: z.enum(['bought-together', 'similar', 'popular']), because: z.string().exactOptional() }),
  model: z.string(),
  at: z.date(),
})

/** `_id` is the customer's id. */
export interface StoredRecommendations {
  _id: string
  items: readonly Recommendation[]
  model: string
  at: Date
}

export const recommendationMongoose = recordSchema<StoredRecommendations>('recommendations', {
  // Not a list of sub-schemas: casting fifty of them for every customer costs more than computing them.
  items: Schema.Types.Mixed,
  model: { type: String, required: true },
  at: { type: Date, required: true },
})
recommendationMongoose.index({ at: 1 })
