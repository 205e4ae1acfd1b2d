// Pairs of records that may be one person, for people to decide on. A pair has one suggestion, whatever found it.
import { z } from 'zod'
import { customerId } from '../branded.js'
import { recordSchema } from '../record-schema.js'
import { evidenceFields, evidenceSchema } from './merge-model.js'

export const suggestionSchema = z.object({
  id: z.string(),
  /** The record that would live on. */
  keep: customerId,
  gone: customerId,
  evidence: evidenceSchema,
  probability: z.number().min(0).max(1),
  state: z.enum(['open', 'merged', 'dismissed']),
  at: z.date(),
  decidedBy: z.string().exactOptional(),
  decidedAt: z.date().exactOptional(),
})
export type Suggestion = z.infer<typeof suggestionSchema>
export type StoredSuggestion = Omit<Suggestion, 'id'> & { _id: string }

export const suggestionMongoose = recordSchema<StoredSuggestion>('merge_suggestions', {
  keep: { type: String, required: true },
  gone: { type: String, required: true },
  evidence: evidenceFields,
  probability: { type: Number, required: true },
  state: { type: String, required: true },
  at: { type: Date, required: true },
  decidedBy: String,
  decidedAt: Date,
})
suggestionMongoose.index({ state: 1, probability: -1, _id: 1 })
