// Where the fold over a customer's events has got to, so that the next event does not read the whole log again.
import { Schema } from 'mongoose'
import { recordSchema } from '../record-schema.js'

/** `_id` is the customer's id. */
export interface StoredProfileCheckpoint {
  _id: string
  /** All events up to and including this time are in `state`. */
  upTo: Date
  /** How many they were: another number means that the log's past has changed. */
  events: number
  /** Which rules made it; another number means that the past must be folded anew. */
  rules: number
  state: Readonly<Record<string, unknown>>
}

export const profileCheckpointMongoose = recordSchema<StoredProfileCheckpoint>('profile_checkpoints', {
  upTo: { type: Date, required: true },
  events: { type: Number, required: true },
  rules: { type: Number, required: true },
  state: Schema.Types.Mixed,
})
