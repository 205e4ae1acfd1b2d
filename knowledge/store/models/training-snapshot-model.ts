// What a model version was trained from and how well it did: kept so that versions can be compared. `_id` is the version's id.
import { Schema } from 'mongoose'
import { recordSchema } from '../record-schema.js'

export interface StoredTrainingSnapshot {
  _id: string
  by: string
  at: Date
  intents: readonly object[]
  outOfScope: { en: readonly string[]; zh: readonly string[] }
  report: object
  /** What was worked out about it later, by key: never a dot or a dollar in one. */
  analyses?: Readonly<Record<string, unknown>>
}

export const trainingSnapshotMongoose = recordSchema<StoredTrainingSnapshot>('training_snapshots', {
  by: { type: String, required: true },
  at: { type: Date, required: true },
  intents: { type: Schema.Types.Mixed, required: true },
  outOfScope: { type: Schema.Types.Mixed, required: true },
  report: { type: Schema.Types.Mixed, required: true },
  analyses: Schema.Types.Mixed,
})
trainingSnapshotMongoose.index({ at: -1 })
