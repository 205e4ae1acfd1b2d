// Which messages that were not understood have been dealt with. `_id` is the receipt's id.
import { recordSchema } from '../record-schema.js'

export interface StoredMissDecision {
  _id: string
  kind: 'intent' | 'not-ours'
  intent?: string
  by: string
  at: Date
}

export const missDecisionMongoose = recordSchema<StoredMissDecision>('miss_decisions', {
  kind: { type: String, required: true },
  intent: String,
  by: { type: String, required: true },
  at: { type: Date, required: true },
})
// Misses are listed for 30 days; afterwards nobody asks whether they were dealt with.
missDecisionMongoose.index({ at: 1 }, { expireAfterSeconds: 60 * 86_400 })
