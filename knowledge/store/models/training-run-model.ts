// The one training of an installation: who runs it, how far it is, and how the last one ended. A single document, `_id` `current`.
import { recordSchema } from '../record-schema.js'

export interface StoredTrainingRun {
  _id: string
  run: string
  by: string
  state: 'running' | 'done' | 'cancelled' | 'failed'
  startedAt: Date
  progress: number
  stage: string
  /** While running: without a sign of life until then it counts as interrupted. */
  leaseUntil: Date
  cancelled: boolean
  version?: string
  code?: string
  reasons?: readonly string[]
  finishedAt?: Date
}

export const trainingRunMongoose = recordSchema<StoredTrainingRun>('training_runs', {
  run: { type: String, required: true },
  by: { type: String, required: true },
  state: { type: String, required: true },
  startedAt: { type: Date, required: true },
  progress: { type: Number, required: true },
  stage: { type: String, required: true },
  leaseUntil: { type: Date, required: true },
  cancelled: { type: Boolean, required: true },
  version: String,
  code: String,
  reasons: { type: [String], default: undefined },
  finishedAt: Date,
})
