// Who writes and where, before a conversation is there, and what comes together when a stranger writes for the first time.
import type { Conversation } from './conversation.js'
import type { ChannelIdentityId, CustomerId } from './ids.js'
import type { StoredInbound, Trust } from './inbound.js'
import type { Locale } from './locale.js'

export interface ResolvedIdentity {
  identityId: ChannelIdentityId
  customerId: CustomerId
  trust: Trust
}

/** What is known of a conversation before it is opened. */
export interface ConversationSpec extends ResolvedIdentity {
  channel: string
  conversationKey: string
  locale: Locale
  reference?: Readonly<Record<string, unknown>>
}

export interface FirstContact {
  conversation: Conversation
  item: StoredInbound
  /** Resolves when all of it is durable; false when some of it was there meanwhile: then each step is to be taken by itself. */
  stored: Promise<boolean>
}
