// Conversations: one document whose compare-and-set makes a turn true. `pending` carries what the turn produced until it is spread.
import { Schema, type mongo } from 'mongoose'
import { z } from 'zod'
import type { Conversation, PendingJob } from '../../../bot/domain/conversation.js'
import type { DialogueState, SlotValue } from '../../../bot/domain/dialogue.js'
import { channelIdentityId, conversationId, customerId, json, locale } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'
import { QuotedText, quotedText } from '../types/message-text.js'
import { eventSchema } from './event-model.js'
import { messageSchema } from './message-model.js'
import { score } from './rating-model.js'
import { receiptSchema } from './receipt-model.js'

const slotSchema: z.ZodType<SlotValue> = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), json])

// Loose: what the engine adds to its own memory comes back unchanged.
const dialogueSchema: z.ZodType<DialogueState> = z.looseObject({
  stack: z.array(
    z.looseObject({
      flow: z.string(),
      flowVersion: z.number(),
      step: z.string(),
      slots: z.record(z.string(), slotSchema),
      attempts: z.number(),
    }),
  ),
  misses: z.number(),
  clarifying: z.array(z.string()).exactOptional(),
  provenOrders: z.array(z.string()),
  failedProofs: z.number().exactOptional(),
  openComplaint: z.boolean().exactOptional(),
  focus: z.object({ order: z.string().exactOptional(), product: z.string().exactOptional() }).exactOptional(),
  lastIntents: z.array(z.string()),
})

const handOffSchema = z.object({
  reason: z.string(),
  requestedAt: z.date(),
  contactEmail: contactText.exactOptional(),
  claimedBy: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  claimedAt: z.date().exactOptional(),
})

const pendingJobSchema: z.ZodType<PendingJob> = z.object({
  id: z.string(),
  name: z.string(),
  payload: json,
  orderKey: z.string().exactOptional(),
  gatherMs: z.number().positive().exactOptional(),
})

export const pendingSchema = z.object({
  messages: z.array(messageSchema),
  receipts: z.array(receiptSchema),
  events: z.array(eventSchema),
  jobs: z.array(pendingJobSchema),
})

export const conversationSchema: z.ZodType<Conversation> = z.object({
  id: conversationId,
  channel: z.string(),
  conversationKey: z.string(),
  identityId: channelIdentityId,
  customerId,
  trust: z.enum(['anonymous', 'asserted', 'verified']),
  locale,
  owner: z.enum(['bot', 'queue', 'person']),
  epoch: z.number().int(),
  status: z.enum(['open', 'snoozed', 'resolved']),
  version: z.number().int(),
  lastSeq: z.number().int(),
  dialogue: quotedText(dialogueSchema),
  handOff: handOffSchema.exactOptional(),
  resolution: z
    .object({ epoch: z.number().int(), at: z.date(), by: z.object({ id: z.string(), name: z.string() }).exactOptional() })
    .exactOptional(),
  rating: z.object({ epoch: z.number().int(), score, at: z.date() }).exactOptional(),
  reference: quotedText(json).exactOptional(),
  pending: pendingSchema,
  createdAt: z.date(),
  updatedAt: z.date(),
})

export type StoredConversation = Omit<Stored<Conversation>, 'pending'> & {
  hasPending: boolean
  /** BSON: nothing in it is searched for, so that the database need not look into it. Absent when nothing is pending. */
  pending?: mongo.Binary
  /** Which save wrote it. */
  savedAs?: string
}

export const conversationMongoose = recordSchema<StoredConversation>('conversations', {
  channel: { type: String, required: true },
  conversationKey: { type: ContactText, required: true },
  identityId: { type: String, required: true },
  customerId: { type: String, required: true },
  trust: { type: String, required: true },
  locale: { type: String, required: true },
  owner: { type: String, required: true },
  epoch: { type: Number, required: true },
  status: { type: String, required: true },
  version: { type: Number, required: true },
  lastSeq: { type: Number, required: true },
  dialogue: QuotedText,
  handOff: partSchema({
    reason: String,
    requestedAt: Date,
    contactEmail: ContactText,
    claimedBy: { type: partSchema({ id: String, name: String }) },
    claimedAt: Date,
  }),
  resolution: partSchema({ epoch: Number, at: Date, by: { type: partSchema({ id: String, name: String }) } }),
  rating: partSchema({ epoch: Number, score: Number, at: Date }),
  reference: QuotedText,
  hasPending: { type: Boolean, required: true },
  savedAs: String,
  pending: Schema.Types.Mixed,
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
})
conversationMongoose.index({ channel: 1, conversationKey: 1 }, { unique: true })
conversationMongoose.index({ customerId: 1, updatedAt: -1 })
conversationMongoose.index({ hasPending: 1 }, { partialFilterExpression: { hasPending: true } })
conversationMongoose.index({ owner: 1, 'handOff.requestedAt': 1 })
conversationMongoose.index({ 'handOff.claimedAt': -1 }, { sparse: true })
// The lists of the admin app: a view at a time, newest activity first, and what changed since a moment.
conversationMongoose.index({ status: 1, updatedAt: -1, _id: -1 })
conversationMongoose.index({ owner: 1, status: 1, updatedAt: -1, _id: -1 })
// Those that were rated only: a turn of any other conversation does not touch it.
conversationMongoose.index(
  { 'rating.score': 1, updatedAt: -1, _id: -1 },
  { partialFilterExpression: { 'rating.score': { $exists: true } } },
)
conversationMongoose.index({ updatedAt: 1 })
conversationMongoose.index({ createdAt: 1 })
