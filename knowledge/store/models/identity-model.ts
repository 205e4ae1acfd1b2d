// Channel identities: a person as one channel sees them. What is proven and what is only claimed are different identities,
// so that losing a token can never lead back into a verified customer's record.
import { z } from 'zod'
import type { ChannelIdentity } from '../../../bot/domain/customer.js'
import { channelIdentityId, customerId } from '../branded.js'
import { recordSchema, type Stored } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'

export const identitySchema: z.ZodType<ChannelIdentity> = z.object({
  id: channelIdentityId,
  channel: z.string(),
  subject: contactText,
  customerId,
  state: z.enum(['verified', 'asserted', 'anonymous', 'blocked']),
  createdAt: z.date(),
})

export type StoredIdentity = Stored<ChannelIdentity> & { proof: 'verified' | 'unverified' }

export const identityMongoose = recordSchema<StoredIdentity>('channel_identities', {
  channel: { type: String, required: true },
  subject: { type: ContactText, required: true },
  proof: { type: String, required: true },
  customerId: { type: String, required: true },
  state: { type: String, required: true },
  createdAt: { type: Date, required: true },
})
identityMongoose.index({ channel: 1, subject: 1, proof: 1 }, { unique: true })
identityMongoose.index({ customerId: 1 })
