// A conversation as a document and back.
import type { Conversation, Pending } from '../../bot/domain/conversation.js'
import { conversationSchema, type StoredConversation } from './models/conversation-model.js'
import { parseRecord } from './record-schema.js'

export const nothingPending: Pending = { messages: [], receipts: [], events: [], jobs: [] }

export const isEmpty = (pending: Pending): boolean =>
  pending.messages.length + pending.receipts.length + pending.events.length + pending.jobs.length === 0

export function conversationToStored({ id, ...conversation }: Conversation): StoredConversation {
  return { _id: id, ...conversation, hasPending: !isEmpty(conversation.pending) }
}

export function conversationFromStored({ _id, hasPending: _, ...document }: StoredConversation): Conversation {
  return parseRecord('conversations', conversationSchema, { id: _id, ...document })
}
