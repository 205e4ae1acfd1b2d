// What customers contact the shop about: the groups, how one more text is placed among them, and where each message stands. All of it can be made
// again from the log.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { customerId } from '../branded.js'
import { recordSchema } from '../record-schema.js'

export const reasonLanguages = ['en', 'zh'] as const
export type ReasonLanguage = (typeof reasonLanguages)[number]

export const contactReasonSchema = z.object({
  id: z.string(),
  language: z.enum(reasonLanguages),
  /** Telling words in its language, best first. */
  words: z.array(z.string()),
  /** What the bot understood in most of its messages. */
  intent: z.string().exactOptional(),
  since: z.date(),
})
export type ContactReason = z.infer<typeof contactReasonSchema>
export type StoredContactReason = Omit<ContactReason, 'id'> & { _id: string }

export const contactReasonMongoose = recordSchema<StoredContactReason>('contact_reasons', {
  language: { type: String, required: true },
  words: { type: [String], default: [] },
  intent: String,
  since: { type: Date, required: true },
})

/** `_id` is the language. Numbers are kept as the bytes of 32-bit floats. */
export interface StoredReasonGrouping {
  _id: string
  /** Checksum of the encoder whose vectors these are; `words` without one. */
  madeWith: string
  columns: number
  middle: Buffer
  centres: Buffer
  /** The reason of each centre. */
  reasons: string[]
  /** Of words: how many texts, and each word with how many texts have it. */
  texts?: number
  words?: [string, number][]
  at: Date
}

export const reasonGroupingMongoose = recordSchema<StoredReasonGrouping>('contact_reason_groupings', {
  madeWith: { type: String, required: true },
  columns: { type: Number, required: true },
  middle: Buffer,
  centres: Buffer,
  reasons: [String],
  texts: Number,
  words: { type: Schema.Types.Mixed },
  at: { type: Date, required: true },
})

/** `_id` is the id of the message's event. */
export const reasonMessageSchema = z.object({
  id: z.string(),
  customerId,
  conversationId: z.string(),
  seq: z.number(),
  language: z.enum(reasonLanguages),
  /** Null where it is like no group. */
  reason: z.string().nullable(),
  /** How alike it and the group's centre are. */
  score: z.number(),
  /** The Monday of its week, UTC: `2026-03-02`. */
  week: z.string(),
  at: z.date(),
  /** When it was placed last. */
  placed: z.date(),
})
export type ReasonMessage = z.infer<typeof reasonMessageSchema>
export type StoredReasonMessage = Omit<ReasonMessage, 'id'> & { _id: string }

export const reasonMessageMongoose = recordSchema<StoredReasonMessage>('contact_reason_messages', {
  customerId: { type: String, required: true },
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  language: { type: String, required: true },
  reason: { type: String, default: null },
  score: Number,
  week: { type: String, required: true },
  at: { type: Date, required: true },
  placed: { type: Date, required: true },
})
reasonMessageMongoose.index({ reason: 1, score: -1 })
reasonMessageMongoose.index({ at: 1 })
reasonMessageMongoose.index({ customerId: 1 })

/** `_id` is `current`: everything up to `at` was read. */
export interface StoredReasonProgress {
  _id: string
  at: Date
}

export const reasonProgressMongoose = recordSchema<StoredReasonProgress>('contact_reason_progress', {
  at: { type: Date, required: true },
})
