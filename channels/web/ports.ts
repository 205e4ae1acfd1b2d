// What the web channel needs of the record, in its own words; server.ts connects it to knowledge.
import type { Owner } from '../../bot/domain/conversation.js'
import type { ConversationId } from '../../bot/domain/ids.js'
import type { ChannelSubject } from '../../bot/domain/inbound.js'
import type { Attachment, Message } from '../../bot/domain/message.js'
import type { GivenScore, Resolution } from '../../bot/domain/rating.js'

export interface WebConversation {
  id: ConversationId
  /** Seq of the newest message, pending ones included. */
  lastSeq: number
  owner: Owner
  personName?: string
  /** The latest, and what was said of it. */
  resolution?: Resolution
  rating?: GivenScore
}

export interface WebRecord {
  /** The conversation of (web, key); `undefined` before its first message: looking does not open one. */
  find(conversationKey: string): Promise<WebConversation | undefined>
  /** Stored and pending messages with seq > after, in order, at most `limit`. */
  messagesAfter(id: ConversationId, after: number, limit: number): Promise<readonly Message[]>
  /** Outbound messages up to `seq` reached the customer's device or eyes. Never moves a state back. Safe to repeat. */
  mark(id: ConversationId, seq: number, state: 'delivered' | 'read', at: Date): Promise<void>
  /** A visitor signed in. The record decides whether the two belong together. */
  linked?(visitor: ChannelSubject, customer: ChannelSubject): Promise<void>
  /** The customer is typing, or has sent it, for the person who answers. Best effort. */
  customerTyping?(id: ConversationId, on: boolean): void
}

/** Where uploaded files stand. `owner` is the subject who uploaded; only it may attach the file. */
export interface FileStore {
  put(file: Attachment & { owner: string }, bytes: Uint8Array): Promise<void>
  get(id: string): Promise<{ file: Attachment & { owner: string }; bytes: Uint8Array } | undefined>
}

/** Asked before a file is stored; a virus scanner stands behind it where there is one. */
export type ScanFile = (
  file: Attachment,
  bytes: Uint8Array,
) => Promise<{ kind: 'clean' } | { kind: 'refused'; reason: string }>
