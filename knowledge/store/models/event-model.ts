// Events: what happened, kept for good; the customer record is derived from them.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { RecordEvent } from '../../../bot/domain/event.js'
import { conversationId, customerId, eventId, json } from '../branded.js'
import { recordSchema, type Stored } from '../record-schema.js'

export const eventSchema: z.ZodType<RecordEvent> = z.object({
  id: eventId,
  type: z.string().min(1),
  customerId,
  conversationId: conversationId.exactOptional(),
  data: json,
  at: z.date(),
})

export type StoredEvent = Stored<RecordEvent>

/** Fields of an event, also as it stands inside a conversation's `pending`. */
export const eventFields = {
  type: { type: String, required: true },
  customerId: { type: String, required: true },
  conversationId: String,
  data: { type: Schema.Types.Mixed, default: {} },
  at: { type: Date, required: true },
}

export const eventMongoose = recordSchema<StoredEvent>('events', eventFields)
eventMongoose.index({ customerId: 1, at: 1, _id: 1 })
eventMongoose.index({ conversationId: 1, at: 1 }, { sparse: true })
eventMongoose.index({ type: 1, at: 1 })
