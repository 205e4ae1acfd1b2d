// The channel port: what every way of talking to a customer must do. `channel.contract.ts` is its one test suite.
import type { Conversation } from '../bot/domain/conversation.js'
import type { Ingest } from '../bot/domain/inbound.js'
import type { Message } from '../bot/domain/message.js'
import type { Rate } from '../bot/domain/rating.js'

/** What a channel can show; its `deliver` turns richer replies into plain text with `render.ts`. */
export interface ChannelLimits {
  /** Longest message text in UTF-16 code units; longer replies are split. */
  maxTextLength: number
  /** 0 when the channel has no buttons. */
  maxQuickReplies: number
  cards: boolean
}

/** Where a message goes: enough of the conversation to address it. */
export type Destination = Pick<
  Conversation,
  'id' | 'channel' | 'conversationKey' | 'identityId' | 'locale' | 'reference'
> &
  // How it ended, for channels that ask what the customer thinks of it.
  Partial<Pick<Conversation, 'status' | 'resolution' | 'rating'>>

export type DeliveryResult =
  /** Handed over; `delivered` when the channel knows that it arrived. */
  | { kind: 'sent' | 'delivered'; externalId?: string }
  /** Will never succeed (address gone, text refused): recorded on the message, not retried. */
  | { kind: 'undeliverable'; reason: string }

export interface Channel {
  readonly name: string
  readonly limits: ChannelLimits
  /**
   * The customer's side reads the record itself: `deliver` only tells those who are there, at once and without fail, and whoever is not finds
   * the message by asking. Such a message needs no job of its own; it is handed over right after it was stored.
   */
  readonly mailbox?: boolean
  /** Begins to take messages in, and ratings where the channel asks for them. Called once, after everything else is ready. */
  start(core: { ingest: Ingest; rate?: Rate }): Promise<void>
  /** Stops taking messages in, lets what is under way finish. */
  stop(): Promise<void>
  /**
   * Idempotent by `message.id`. Given every message of a turn, the customer's own too: a channel whose other side already shows those
   * (all but the web, where other tabs want them) answers `delivered` and sends nothing. Rejects with a retryable `AppError` when the other side is not
   * reachable.
   */
  deliver(to: Destination, message: Message): Promise<DeliveryResult>
  /** Best effort: shows or hides "is typing". */
  typing?(to: Destination, on: boolean): void
}
