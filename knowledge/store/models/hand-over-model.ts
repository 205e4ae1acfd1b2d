// Audiences on their way out of the house: who asked for it, how far it is, and how it ended.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { customerId } from '../branded.js'
import { recordSchema } from '../record-schema.js'
import { purposes } from './consent-model.js'

export const handOverSchema = z.object({
  id: z.string(),
  segment: z.string(),
  purpose: z.enum(purposes),
  to: z.enum(['file', 'webhook']),
  /** `waiting` also between two tries. */
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  by: z.object({ id: z.string(), name: z.string() }),
  requestedAt: z.date(),
  startedAt: z.date().exactOptional(),
  finishedAt: z.date().exactOptional(),
  tries: z.number().int().nonnegative(),
  exported: z.number().int().nonnegative(),
  withoutConsent: z.number().int().nonnegative(),
  /** Pages that the webhook took, and the last member that was looked at for them: there it goes on. */
  pages: z.number().int().nonnegative(),
  after: customerId.exactOptional(),
  /** Why the last try did not go well. */
  failure: z.string().exactOptional(),
})
export type HandOver = z.infer<typeof handOverSchema>

export type StoredHandOver = Omit<HandOver, 'id'> & { _id: string }

const count = { type: Number, required: true }

export const handOverMongoose = recordSchema<StoredHandOver>('hand_overs', {
  segment: { type: String, required: true },
  purpose: { type: String, required: true },
  to: { type: String, required: true },
  state: { type: String, required: true },
  by: { type: Schema.Types.Mixed, required: true },
  requestedAt: { type: Date, required: true },
  startedAt: Date,
  finishedAt: Date,
  tries: count,
  exported: count,
  withoutConsent: count,
  pages: count,
  after: String,
  failure: String,
})
handOverMongoose.index({ requestedAt: -1, _id: -1 })
handOverMongoose.index({ state: 1 })
