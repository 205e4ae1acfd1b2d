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
}

export const trainingSnapshotMongoose = recordSchema<StoredTrainingSnapshot>('training_snapshots', {
  by: { type: String, required: true },
  at: { type: Date, required: true },
  intents: { type: Schema.Types.Mixed, required: true },
  outOfScope: { type: Schema.Types.Mixed, required: true },
  report: { type: Schema.Types.Mixed, required: true },
})
trainingSnapshotMongoose.index({ at: -1 })
