// What a customer thinks of how a conversation was resolved. Each resolution may be rated once, and the rating changed for a while.
import type { ConversationId, CustomerId } from './ids.js'
import type { Locale } from './locale.js'

/** 1 (worst) … 5 (best). */
export const scores = [1, 2, 3, 4, 5] as const
export type Score = (typeof scores)[number]

/** So long after a conversation was resolved its rating is taken and may be changed. */
export const rateWithinMs = 7 * 86_400_000

/** UTF-16 code units of a comment. */
export const maxCommentLength = 2000

/** That a conversation was said to be done: by a person, or by the bot when the customer said goodbye. */
export interface Resolution {
  /** The epoch that began with it; it tells the resolutions of a conversation apart. */
  epoch: number
  at: Date
  /** Absent: the bot. */
  by?: { id: string; name: string }
}

/** The newest rating of a conversation, as the conversation itself carries it. */
export interface GivenScore {
  /** Of the resolution that was rated. */
  epoch: number
  score: Score
  at: Date
}

export interface Rating {
  /** From conversation and epoch: one for each resolution. */
  id: string
  conversationId: ConversationId
  customerId: CustomerId
  channel: string
  locale: Locale
  score: Score
  comment?: string
  /** Who resolved it; absent: the bot. */
  by?: { id: string; name: string }
  resolvedAt: Date
  /** When it was given, or changed last. */
  at: Date
  /** How often it was changed. */
  changes: number
}

export interface RateRequest {
  conversationId: ConversationId
  /** The epoch of the resolution that the customer saw. */
  epoch: number
  score: Score
  /** Checked and trimmed; absent when nothing was written. */
  comment?: string
  /** The client's own id: the same request again changes nothing. */
  requestId: string
}

/** Resolves with the rating as it is kept. Rejects with `conversation-unknown` and with `rating-closed` (another resolution, or too late). */
export type Rate = (request: RateRequest) => Promise<Rating>

export const ratingId = (conversation: ConversationId, epoch: number): string => `${conversation}:${String(epoch)}`

/** Until when a resolution may be rated. */
export const ratedUntil = ({ at }: Pick<Resolution, 'at'>): Date => new Date(at.getTime() + rateWithinMs)
