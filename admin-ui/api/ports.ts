// What the admin API needs from the other rooms, in its own words. knowledge/, bot/ and nlu/ satisfy these shapes; server.ts connects them.
import type { Recommendation } from '../../bot/domain/commerce.js'
import type { Order } from '../../bot/domain/commerce.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { Customer } from '../../bot/domain/customer.js'
import type { ConversationId, CustomerId, MessageId, ReceiptId } from '../../bot/domain/ids.js'
import type { Locale, LocalizedText } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Rating } from '../../bot/domain/rating.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import type { Language } from '../../nlu/understanding.js'

export type * from './train/ports.js'

/** Somebody of the shop who acts. */
export interface Person {
  id: string
  name: string
}

export type ConversationsView = 'queue' | 'person' | 'bot' | 'open' | 'resolved'

export interface ConversationFilter {
  view: ConversationsView
  channel?: string | undefined
  language?: Locale | undefined
  /** Stars that the customer gave last: one or two, three, four or five. */
  rating?: 'bad' | 'fair' | 'good' | undefined
  /** Words or characters that a message of the conversation holds; matches inside words, Chinese included. */
  text?: string | undefined
  cursor?: string | undefined
  limit: number
}

export interface ConversationEntry {
  conversation: Conversation
  customer: Pick<Customer, 'id' | 'number' | 'name'> | undefined
  lastMessage: Message | undefined
  found?: { text: string; seq: number }
}

export interface Note {
  id: string
  conversationId: ConversationId
  author: Person
  text: string
  at: Date
}

export interface ConversationsReader {
  /** Newest activity first; the queue longest waiting first. Rejects with `input-invalid` for a cursor of another list. */
  list(filter: ConversationFilter): Promise<{ items: readonly ConversationEntry[]; next: string | null }>
  counts(): Promise<{ views: Readonly<Record<ConversationsView, number>>; channels: readonly string[] }>
  get(id: ConversationId): Promise<ConversationEntry | undefined>
  /** The newest `limit` messages with seq < `before`, oldest first, with the receipts of their turns and the notes of the conversation. */
  transcript(
    id: ConversationId,
    window: { before?: number | undefined; limit: number },
  ): Promise<{
    messages: readonly Message[]
    receipts: readonly Receipt[]
    notes: readonly Note[]
    /** Of every resolution that was rated, newest first. */
    ratings: readonly Rating[]
    earlier: boolean
  }>
  /** The customer as the panel shows them. */
  customer(id: CustomerId): Promise<CustomerPanel | undefined>
  /** Conversations written at or after `since`, oldest change first. */
  changedSince(since: Date, limit: number): Promise<readonly { id: ConversationId; version: number; updatedAt: Date }[]>
}

/** Customers who are typing now, at whichever process they are connected. */
export interface CustomersTyping {
  now(): Promise<readonly { id: ConversationId; until: Date }[]>
}

export interface CustomerPanel {
  customer: Customer
  /** Newest first. */
  orders: readonly Order[]
  recommendations: readonly (Recommendation & { title: LocalizedText; becauseTitle?: LocalizedText })[]
  conversations: readonly Conversation[]
}

/** What came of an action on a conversation. */
export type DeskOutcome =
  | { kind: 'done' }
  /** Somebody else has it, or it changed hands since the caller looked. */
  | { kind: 'conflict'; owner: Conversation['owner']; person?: Person }
  | { kind: 'not-found' }

/** The hand-off commands of the dialogue: conditional writes on owner and epoch. */
export interface Desk {
  claim(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
  /** `clientId` makes sending again harmless. */
  reply(
    id: ConversationId,
    by: Person,
    epoch: number,
    message: { text: string; clientId: string },
  ): Promise<DeskOutcome>
  handBack(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
  resolve(id: ConversationId, by: Person, epoch: number): Promise<DeskOutcome>
  /** One's own message, said otherwise. */
  edit(id: ConversationId, by: Person, message: MessageId, text: string): Promise<DeskOutcome>
  /** One's own message, or the bot's by who has the conversation. */
  remove(id: ConversationId, by: Person, message: MessageId): Promise<DeskOutcome>
}

export interface Notes {
  /** Idempotent by `note.id`; answers with the stored note. */
  add(note: Note): Promise<Note>
}

export interface ArticleTitles {
  list(): Promise<readonly { id: string; title: LocalizedText }[]>
}

export interface Miss {
  id: ReceiptId
  conversationId: ConversationId
  text: string
  language: Language
  outcome: string
  at: Date
  candidates: readonly { intent: string; confidence: number }[]
}

export interface Misses {
  /** Not dealt with, since `since`, newest first. */
  open(since: Date, limit: number): Promise<readonly Miss[]>
  get(ids: readonly string[]): Promise<readonly Miss[]>
  /** Idempotent. */
  markHandled(ids: readonly string[], how: { kind: 'intent' | 'not-ours'; intent?: string; by: string }): Promise<void>
  countOpen(since: Date): Promise<number>
}

export interface Figures {
  conversations: number
  messages: number
  handOffs: number
  misses: number
  resolved: number
}

export interface RatedFigures {
  rated: number
  /** Sum of the stars. */
  stars: number
  /** With four or five stars. */
  good: number
}

/** How customers rated what was resolved in a period, and how many could have. */
export interface RatingFigures {
  between(from: Date, until: Date): Promise<{ asked: number; bot: RatedFigures; person: RatedFigures }>
}

export interface HomeFigures {
  /** One entry for each of the periods that begin at `starts` and end at the next (the last one now). */
  series(starts: readonly Date[], until: Date): Promise<readonly Figures[]>
  answered(since: Date, until: Date): Promise<{ answered: number; turns: number; medianMs: number | null }>
  queue(): Promise<{ length: number; waitingSince: Date | null }>
  deadJobs(): Promise<readonly { name: string; count: number }[]>
}
