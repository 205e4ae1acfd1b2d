// A conversation: one document whose compare-and-set makes a turn true.
import type { DialogueState } from './dialogue.js'
import type { RecordEvent } from './event.js'
import type { ChannelIdentityId, ConversationId, CustomerId } from './ids.js'
import type { Trust } from './inbound.js'
import type { Locale } from './locale.js'
import type { Message } from './message.js'
import type { GivenScore, Resolution } from './rating.js'
import type { Receipt } from './receipt.js'

/** Exactly one of them may answer the customer. */
export type Owner = 'bot' | 'queue' | 'person'

/** Not an owner: an open conversation may be owned by any of the three. */
export type Status = 'open' | 'snoozed' | 'resolved'

/** A job that the turn wants done, written with it. `id` makes enqueuing it twice harmless. */
export interface PendingJob {
  id: string
  name: string
  payload: Readonly<Record<string, unknown>>
  orderKey?: string
  /** One run does for all of this name and order key that come within so long: its work looks at what there is. */
  gatherMs?: number
}

/** What a turn produced and what still has to be spread into the collections; spreading is repeatable. */
export interface Pending {
  messages: readonly Message[]
  receipts: readonly Receipt[]
  events: readonly RecordEvent[]
  jobs: readonly PendingJob[]
}

export interface HandOff {
  reason: string
  requestedAt: Date
  /** Left by the customer so that a person can answer later. */
  contactEmail?: string
  claimedBy?: { id: string; name: string }
  claimedAt?: Date
}

export interface Conversation {
  id: ConversationId
  channel: string
  conversationKey: string
  identityId: ChannelIdentityId
  customerId: CustomerId
  trust: Trust
  locale: Locale
  owner: Owner
  /** Grows with every change of owner; an answer computed for an older epoch is discarded. */
  epoch: number
  status: Status
  /** Grows with every write. */
  version: number
  /** Seq of the newest message, pending ones included. */
  lastSeq: number
  dialogue: DialogueState
  handOff?: HandOff
  /** The latest; it stays when the customer writes again. */
  resolution?: Resolution
  /** The latest that was given. */
  rating?: GivenScore
  reference?: Readonly<Record<string, unknown>>
  pending: Pending
  createdAt: Date
  updatedAt: Date
}
