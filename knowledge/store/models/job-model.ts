// Jobs: work to be done, as documents. `platform/jobs/job-store.ts` explains lanes, heads and why their order holds.
import { Schema, type mongo } from 'mongoose'
import type { JobRecord } from '../../../platform/jobs/job-store.js'
import { recordSchema, type Stored } from '../record-schema.js'
import { QuotedText } from '../types/message-text.js'

export type StoredJob = Stored<JobRecord> & {
  /** Made by the server at insert, so it grows from insert to insert whoever writes. */
  order: mongo.Timestamp
  /** Somebody asked for the lane while its head was not to be had. */
  more: boolean
  /** Of whoever claimed it last: tells apart what one of many updates took. */
  claim?: string
  /** Done jobs only: until then their id is recognised when it is enqueued again. */
  keepUntil?: Date
}

export const jobMongoose = recordSchema<StoredJob>('jobs', {
  name: { type: String, required: true },
  lane: { type: String, required: true },
  payload: QuotedText,
  enqueuedAt: { type: Date, required: true },
  runAt: { type: Date, required: true },
  state: { type: String, required: true },
  attempts: { type: Number, required: true },
  owner: String,
  claim: String,
  leaseUntil: Date,
  reason: String,
  finishedAt: Date,
  order: Schema.Types.Mixed,
  more: { type: Boolean, required: true },
  keepUntil: Date,
})
jobMongoose.index({ lane: 1, order: 1 })
// The lock: a lane cannot have two running jobs.
jobMongoose.index({ lane: 1 }, { unique: true, partialFilterExpression: { state: 'running' } })
jobMongoose.index({ state: 1, runAt: 1 })
jobMongoose.index({ keepUntil: 1 }, { expireAfterSeconds: 0, sparse: true })
