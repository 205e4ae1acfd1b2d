// Earlier values of a trait: one document for each trait of a record, so that it stays as short as it is allowed to be. Also the form in
// which a value that has just been replaced waits on the customer.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { customerId } from '../branded.js'
import { partSchema, recordSchema } from '../record-schema.js'

/** Older values are forgotten. */
export const keptValues = 50

export const earlierValueSchema = z.object({
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
  source: z.string(),
  at: z.date(),
  confidence: z.number(),
  /** When another value, or none, took its place. */
  until: z.date(),
  /** The records it was derived from, where it was more than the one that it stands on. */
  of: z.array(customerId).exactOptional(),
})
export type EarlierValue = z.infer<typeof earlierValueSchema>

export const supersededSchema = earlierValueSchema.extend({ name: z.string() })
export type Superseded = z.infer<typeof supersededSchema>

export const traitHistorySchema = z.object({
  id: z.string(),
  customerId,
  name: z.string(),
  /** Oldest first. */
  values: z.array(earlierValueSchema),
})

export type StoredTraitHistory = Omit<z.infer<typeof traitHistorySchema>, 'id'> & { _id: string }

const valueFields = {
  value: Schema.Types.Mixed,
  source: String,
  at: Date,
  confidence: Number,
  until: Date,
  of: { type: [String], default: undefined },
}

export const supersededFields = partSchema({ name: String, ...valueFields })

export const traitHistoryMongoose = recordSchema<StoredTraitHistory>('trait_history', {
  customerId: { type: String, required: true },
  name: { type: String, required: true },
  values: { type: [partSchema(valueFields)], default: [] },
})
traitHistoryMongoose.index({ customerId: 1 })
