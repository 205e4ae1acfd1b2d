// What a channel hands in: parsed, verified, not yet part of a conversation.
import type { ChannelIdentityId, ConversationId, CustomerId, InboundId } from './ids.js'
import type { Locale } from './locale.js'
import type { Attachment } from './message.js'

/** How far the channel vouches for who is speaking. `verified` only after a signature or a proven address. */
export type Trust = 'anonymous' | 'asserted' | 'verified'

/** A person as one channel sees them. (channel, subject) is unique. */
export interface ChannelSubject {
  channel: string
  /** The channel's own id: visitor id, mail address, Slack user id. */
  subject: string
  trust: Trust
  /** The shop's customer number, when the channel was told one (signed identity, `--as`). */
  customerNumber?: string
  displayName?: string
  email?: string
}

/** A message as a channel adapter parsed it. */
export interface Inbound {
  channel: string
  /** Unique within the channel: redelivery of the same id is harmless. */
  externalId: string
  /** The channel's key for the thread; a new key opens a new conversation. */
  conversationKey: string
  from: ChannelSubject
  /** May be empty only when there are attachments. */
  text: string
  attachments?: readonly Attachment[]
  locale?: Locale
  /** What it was written on, as far as the channel knows and in a few words: `Firefox on Windows`. */
  device?: string
  /** The client's own id, echoed back on the stored message. */
  clientId?: string
  /** Address to answer to, opaque to the core (a botbuilder ConversationReference, mail headers …). */
  reference?: Readonly<Record<string, unknown>>
  at: Date
}

/** An inbound message that is durably stored: this is what an acknowledgement means. */
export interface StoredInbound extends Inbound {
  id: InboundId
  conversationId: ConversationId
  identityId: ChannelIdentityId
  customerId: CustomerId
  processedAt: Date | null
}

export type IngestResult = {
  kind: 'stored' | 'duplicate'
  conversationId: ConversationId
  inboundId: InboundId
  at: Date
}

/** The one door from every channel to the core. Rejects with an `AppError` whose code names the fault. */
export type Ingest = (inbound: Inbound) => Promise<IngestResult>
