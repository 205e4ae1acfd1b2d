// Messages of all conversations; (conversation, seq) is unique.
import { z } from 'zod'
import type { Card, Message, Reply } from '../../../bot/domain/message.js'
import { conversationId, inboundId, messageId } from '../branded.js'
import { partSchema, recordSchema, type Stored } from '../record-schema.js'
import { MessageText, QuotedText, messageText, quotedText } from '../types/message-text.js'

const quickReplySchema = z.object({ label: z.string(), value: z.string() })

const cardFields = {
  kind: z.enum(['order', 'product', 'article']),
  title: z.string(),
  subtitle: z.string().exactOptional(),
  imageUrl: z.string().exactOptional(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })).exactOptional(),
  actions: z
    .array(z.object({ label: z.string(), value: z.string().exactOptional(), url: z.string().exactOptional() }))
    .exactOptional(),
}

const cardSchema: z.ZodType<Card> = z.object({ ...cardFields, items: z.array(z.object(cardFields)).exactOptional() })

export const citationSchema = z.object({
  articleId: z.string(),
  title: z.string(),
  version: z.number(),
  url: z.string(),
})

export const attachmentsSchema = z.array(
  z.object({ id: z.string(), name: messageText, mime: z.string(), size: z.number().int() }),
)

const replySchema: z.ZodType<Reply> = z.object({
  text: messageText,
  attachments: quotedText(attachmentsSchema).exactOptional(),
  quickReplies: quotedText(z.array(quickReplySchema)).exactOptional(),
  card: quotedText(cardSchema).exactOptional(),
  citation: citationSchema.exactOptional(),
})

const authorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('customer') }),
  z.object({ kind: z.literal('bot') }),
  z.object({ kind: z.literal('person'), id: z.string(), name: z.string() }),
  z.object({ kind: z.literal('system') }),
])

export const deliveryStates = ['queued', 'sent', 'delivered', 'read', 'failed'] as const

export const messageSchema: z.ZodType<Message> = z.object({
  id: messageId,
  conversationId,
  seq: z.number().int().positive(),
  direction: z.enum(['in', 'out']),
  author: authorSchema,
  content: replySchema,
  inboundId: inboundId.exactOptional(),
  clientId: z.string().exactOptional(),
  delivery: z.enum(deliveryStates).exactOptional(),
  at: z.date(),
  editedAt: z.date().exactOptional(),
  deletedAt: z.date().exactOptional(),
})

export type StoredMessage = Stored<Message> & {
  /** The channel's own id of a delivered message. */
  externalId?: string
  deliveredAt?: Date
  readAt?: Date
  failure?: string
}

const contentFields = partSchema({
  text: { type: MessageText },
  attachments: QuotedText,
  quickReplies: QuotedText,
  card: QuotedText,
  citation: QuotedText,
})

/** Fields of a message, also as it stands inside a conversation's `pending`. */
export const messageFields = {
  conversationId: { type: String, required: true },
  seq: { type: Number, required: true },
  direction: { type: String, required: true },
  author: partSchema({ kind: String, id: String, name: String }),
  content: contentFields,
  inboundId: String,
  clientId: String,
  delivery: String,
  at: { type: Date, required: true },
  editedAt: Date,
  deletedAt: Date,
}

export const messageMongoose = recordSchema<StoredMessage>('messages', {
  ...messageFields,
  externalId: String,
  deliveredAt: Date,
  readAt: Date,
  failure: String,
})
messageMongoose.index({ conversationId: 1, seq: 1 }, { unique: true })
messageMongoose.index({ inboundId: 1 }, { sparse: true })
