// Answer receipts: why the bot said what it said.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { Receipt } from '../../../bot/domain/receipt.js'
import type { Understanding } from '../../../nlu/understanding.js'
import { conversationId, customerId, inboundId, receiptId } from '../branded.js'
import { recordSchema, type Stored } from '../record-schema.js'
import { QuotedText, quotedText } from '../types/message-text.js'
import { citationSchema } from './message-model.js'

const spanSchema = z.object({ start: z.number(), end: z.number() })

const partBase = {
  text: z.string(),
  span: spanSchema,
  entities: z.array(
    z.looseObject({
      name: z.string(),
      text: z.string(),
      span: spanSchema,
      value: z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.unknown())]),
      confidence: z.number(),
      source: z.string(),
    }),
  ),
  candidates: z.array(z.object({ intent: z.string(), confidence: z.number() })),
  confidence: z.number(),
}

// Loose: what a newer language model says more comes back unchanged.
export const understandingSchema: z.ZodType<Understanding> = z.looseObject({
  text: z.string(),
  language: z.enum(['en', 'zh', 'mixed', 'other']),
  kind: z.enum(['understood', 'ambiguous', 'out-of-scope']),
  sentiment: z.object({ polarity: z.enum(['negative', 'neutral', 'positive']), score: z.number() }),
  parts: z.array(
    z.discriminatedUnion('kind', [
      z.looseObject({ ...partBase, kind: z.literal('understood'), intent: z.string() }),
      z.looseObject({ ...partBase, kind: z.literal('ambiguous'), intents: z.array(z.string()) }),
      z.looseObject({ ...partBase, kind: z.literal('out-of-scope') }),
    ]),
  ),
  model: z.string(),
})

const outcomes = [
  'answered',
  'asked',
  'done',
  'clarified',
  'cancelled',
  'not-found',
  'not-allowed',
  'no-answer',
  'cannot-handle',
  'handed-off',
  'not-bot',
  'failed',
] as const

export const receiptSchema: z.ZodType<Receipt> = z.object({
  id: receiptId,
  conversationId,
  customerId,
  inboundId,
  understanding: quotedText(understandingSchema).exactOptional(),
  flow: z.string().nullable(),
  step: z.string().nullable(),
  outcome: z.enum(outcomes),
  commands: z.array(z.string()),
  read: z.array(z.string()),
  rules: z.array(z.object({ rule: z.string(), fired: z.boolean() })),
  article: citationSchema.exactOptional(),
  recommendations: z
    .array(
      z.object({
        productId: z.string(),
        title: z.string(),
        score: z.number(),
        reason: z.string(),
        model: z.string(),
      }),
    )
    .exactOptional(),
  modelVersion: z.string().exactOptional(),
  stagesMs: z.record(z.string(), z.number()),
  ms: z.number(),
  at: z.date(),
})

export type StoredReceipt = Stored<Receipt>

/** Fields of a receipt, also as it stands inside a conversation's `pending`. */
export const receiptFields = {
  conversationId: { type: String, required: true },
  customerId: { type: String, required: true },
  inboundId: { type: String, required: true },
  understanding: QuotedText,
  flow: String,
  step: String,
  outcome: { type: String, required: true },
  commands: [String],
  read: [String],
  rules: { type: Schema.Types.Mixed, default: [] },
  article: QuotedText,
  recommendations: Schema.Types.Mixed,
  modelVersion: String,
  stagesMs: { type: Schema.Types.Mixed, default: {} },
  ms: Number,
  at: { type: Date, required: true },
}

export const receiptMongoose = recordSchema<StoredReceipt>('receipts', receiptFields)
receiptMongoose.index({ conversationId: 1, at: 1 })
receiptMongoose.index({ inboundId: 1 })
// Figures of a day, and the messages that were not understood.
receiptMongoose.index({ at: 1 })
receiptMongoose.index({ outcome: 1, at: -1 })
