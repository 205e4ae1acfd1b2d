// A conversation as a document and back.
import { mongo } from 'mongoose'
import type { Conversation, Pending } from '../../bot/domain/conversation.js'
import { conversationSchema, type StoredConversation } from './models/conversation-model.js'
import { parseRecord } from './record-schema.js'

export const nothingPending: Pending = { messages: [], receipts: [], events: [], jobs: [] }

export const isEmpty = (pending: Pending): boolean =>
  pending.messages.length + pending.receipts.length + pending.events.length + pending.jobs.length === 0

const { serialize, deserialize } = mongo.BSON

/** Bytes of what is pending: turn by turn the same entries are carried on until they are spread. */
const known = new WeakMap<object, mongo.Binary>()
function bytesOf(entry: object): mongo.Binary {
  const bytes = known.get(entry) ?? new mongo.Binary(serialize(entry))
  known.set(entry, bytes)
  return bytes
}

const pendingToStored = ({ messages, receipts, events, jobs }: Pending): mongo.Binary =>
  new mongo.Binary(
    serialize({
      messages: messages.map(bytesOf),
      receipts: receipts.map(bytesOf),
      events: events.map(bytesOf),
      jobs: jobs.map(bytesOf),
    }),
  )

const entriesOf = (stored: readonly mongo.Binary[]): unknown[] => stored.map(({ buffer }) => deserialize(buffer))

function pendingFromStored(stored: StoredConversation['pending']): unknown {
  // Before 0.2 it was a part of the document like any other.
  if (!(stored instanceof mongo.Binary)) return stored ?? nothingPending
  const kinds = Object.entries(deserialize(stored.buffer)) as [string, mongo.Binary[]][]
  return Object.fromEntries(kinds.map(([kind, entries]) => [kind, entriesOf(entries)]))
}

/** The messages that are pending, unread otherwise: for lists of many conversations. */
export const pendingMessages = ({ pending }: Pick<StoredConversation, 'pending'>): Pending['messages'] =>
  (pendingFromStored(pending) as Pending).messages

export function conversationToStored({ id, pending, ...conversation }: Conversation): StoredConversation {
  const hasPending = !isEmpty(pending)
  return { _id: id, ...conversation, hasPending, ...(hasPending && { pending: pendingToStored(pending) }) }
}

export function conversationFromStored(stored: StoredConversation): Conversation {
  const { _id, hasPending: _h, savedAs: _s, pending, ...document } = stored
  return parseRecord('conversations', conversationSchema, {
    id: _id,
    ...document,
    pending: pendingFromStored(pending),
  })
}
