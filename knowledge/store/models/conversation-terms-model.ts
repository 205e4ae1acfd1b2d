// What the text search of the admin app looks in: for one conversation the terms of its messages, up to one of them.
import { recordSchema } from '../record-schema.js'
import { MessageText } from '../types/message-text.js'

/** `_id` is the conversation's id. */
export interface StoredConversationTerms {
  _id: string
  /** Messages up to this seq are in. */
  seq: number
  terms: readonly string[]
  /** The conversation's own `updatedAt` when it was read: the newest of all tells how far the index has come. */
  updatedAt: Date
}

export const conversationTermsMongoose = recordSchema<StoredConversationTerms>('conversation_terms', {
  seq: { type: Number, required: true },
  terms: [MessageText],
  updatedAt: { type: Date, required: true },
})
conversationTermsMongoose.index({ terms: 1 })
conversationTermsMongoose.index({ updatedAt: -1 })
