// The inbox: accepted messages. Stored here is what an acknowledgement means.
import { z } from 'zod'
import type { StoredInbound } from '../../../bot/domain/inbound.js'
import { channelIdentityId, conversationId, customerId, inboundId, json, locale } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'
import { MessageText, QuotedText, messageText, quotedText } from '../types/message-text.js'
import { attachmentsSchema } from './message-model.js'

export const inboundSchema: z.ZodType<StoredInbound> = z.object({
  id: inboundId,
  channel: z.string(),
  externalId: z.string(),
  conversationKey: contactText,
  from: z.object({
    channel: z.string(),
    subject: contactText,
    trust: z.enum(['anonymous', 'asserted', 'verified']),
    customerNumber: z.string().exactOptional(),
    displayName: contactText.exactOptional(),
    email: contactText.exactOptional(),
  }),
  text: messageText,
  attachments: quotedText(attachmentsSchema).exactOptional(),
  locale: locale.exactOptional(),
  device: z.string().exactOptional(),
  clientId: z.string().exactOptional(),
  reference: quotedText(json).exactOptional(),
  at: z.date(),
  conversationId,
  identityId: channelIdentityId,
  customerId,
  processedAt: z.date().nullable(),
})

export type StoredInboxItem = Stored<StoredInbound>

export const inboxMongoose = recordSchema<StoredInboxItem>('inbox', {
  channel: { type: String, required: true },
  externalId: { type: String, required: true },
  conversationKey: { type: ContactText, required: true },
  from: partSchema({
    channel: String,
    subject: ContactText,
    trust: String,
    customerNumber: String,
    displayName: ContactText,
    email: ContactText,
  }),
  // Not `required`: mongoose takes an empty string for a missing one.
  text: { type: MessageText },
  attachments: QuotedText,
  locale: String,
  device: String,
  clientId: String,
  reference: QuotedText,
  at: { type: Date, required: true },
  conversationId: { type: String, required: true },
  identityId: { type: String, required: true },
  customerId: { type: String, required: true },
  processedAt: { type: Date, default: null },
})
inboxMongoose.index({ at: 1 }, { partialFilterExpression: { processedAt: null } })
