// What was foretold of customers when it was last worked out: one document a person, so that a new calculation replaces it in one write.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { customerId } from '../branded.js'
import { recordSchema, type Stored } from '../record-schema.js'

export const targetNames = ['purchase', 'churn', 'dissatisfied'] as const
export type TargetName = (typeof targetNames)[number]

export const personScoresSchema = z.object({
  /** Of the record that lives on. */
  id: customerId,
  scores: z.array(
    z.object({
      target: z.enum(targetNames),
      probability: z.number().min(0).max(1),
      /** Which kind of model, and which version of it. */
      model: z.string(),
      version: z.string(),
    }),
  ),
  at: z.date(),
})
export type PersonScores = z.infer<typeof personScoresSchema>

export const predictionScoreMongoose = recordSchema<Stored<PersonScores>>('prediction_scores', {
  scores: Schema.Types.Mixed,
  at: { type: Date, required: true },
})
predictionScoreMongoose.index({ at: 1 })

/** `_id` is `last`. */
export interface StoredScoring {
  _id: string
  at: Date
  /** When everybody was looked at, not only those to whom something had happened. */
  everybodyAt: Date
  /** Of the models, with commas. */
  versions: string
}

export const scoringMongoose = recordSchema<StoredScoring>('prediction_scorings', {
  at: { type: Date, required: true },
  everybodyAt: { type: Date, required: true },
  versions: { type: String, required: true },
})
