// What a customer agreed to, for each purpose, with its history. Without an entry nothing was said.
import { z } from 'zod'
import { customerId } from '../branded.js'
import { partSchema, recordSchema } from '../record-schema.js'

export const purposes = ['marketing', 'personalization', 'profiling', 'analytics'] as const
export type Purpose = (typeof purposes)[number]

const stateSchema = z.object({ state: z.enum(['granted', 'denied']), source: z.string(), at: z.date() })

export const consentSchema = z.object({
  id: z.string(),
  customerId,
  purpose: z.enum(purposes),
  ...stateSchema.shape,
  /** Earlier states, oldest first. */
  history: z.array(stateSchema),
})
export type Consent = z.infer<typeof consentSchema>
export type StoredConsent = Omit<Consent, 'id'> & { _id: string }

const stateFields = { state: String, source: String, at: Date }

export const consentMongoose = recordSchema<StoredConsent>('consents', {
  customerId: { type: String, required: true },
  purpose: { type: String, required: true },
  ...stateFields,
  history: { type: [partSchema(stateFields)], default: [] },
})
consentMongoose.index({ customerId: 1 })
consentMongoose.index({ purpose: 1, state: 1 })
