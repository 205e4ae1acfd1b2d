// What the dialogue needs from the outside, in its own words. knowledge/ and channels/ satisfy these shapes; server.ts connects them.
import type { Address, Customer } from './domain/customer.js'
import type { Article, Order, Product } from './domain/commerce.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationSpec, FirstContact, ResolvedIdentity } from './domain/first-contact.js'
import type { ConversationId, CustomerId, InboundId, MessageId } from './domain/ids.js'
import type { ChannelSubject, StoredInbound } from './domain/inbound.js'
import type { Locale, LocalizedText } from './domain/locale.js'
import type { RecordEvent } from './domain/event.js'
import type { DeliveryState, Message, Reply } from './domain/message.js'
import type { Rating } from './domain/rating.js'

/** Accepted messages. Insert is the acknowledgement: it resolves after the write is durable. */
export interface Inbox {
  /** `duplicate` when the id is there already; the stored entry wins. */
  insert(item: StoredInbound): Promise<{ kind: 'stored' | 'duplicate'; item: StoredInbound }>
  get(id: InboundId): Promise<StoredInbound | undefined>
  /** Oldest first; for the sweep at start. */
  unprocessed(limit: number): Promise<readonly StoredInbound[]>
}

export interface Identities {
  /** Finds or creates the identity and its customer. A verified subject with a known customer number joins that customer. Idempotent. */
  resolve(subject: ChannelSubject, locale?: Locale): Promise<ResolvedIdentity>
}

/** What comes together when a stranger writes for the first time. */
export interface FirstContacts {
  /**
   * Begins to store who writes, their conversation and the message, in one ordered write. Undefined when who writes is known or has proven
   * who they are, and when the place is known. Rejects with `identity-blocked`.
   */
  begin(
    subject: ChannelSubject,
    locale: Locale | undefined,
    describe: (who: ResolvedIdentity) => ConversationSpec,
    message: (conversation: Conversation) => StoredInbound,
  ): Promise<FirstContact | undefined>
}

export interface Conversations {
  /** The conversation of (channel, key), opened when there is none; as `recent`. Idempotent under races (unique index, one retry). */
  open(spec: ConversationSpec): Promise<Conversation>
  get(id: ConversationId): Promise<Conversation | undefined>
  /** As this process saw it last, for who can bear that it has changed meanwhile: `save` tells. */
  recent(id: ConversationId): Promise<Conversation | undefined>
  /** Takes the per-conversation lease for `ms`, or says that somebody else holds it. Expired leases are taken over. */
  lease(id: ConversationId, holder: string, ms: number): Promise<boolean>
  release(id: ConversationId, holder: string): Promise<void>
  /**
   * THE write of a turn: stores `next` with `version + 1` only while version, owner and epoch are still `expected`.
   * False when the race was lost; nothing was written then. `next` carries on what `expected` had pending.
   */
  save(
    next: Conversation,
    expected: Pick<Conversation, 'version' | 'owner' | 'epoch'> & Partial<Pick<Conversation, 'pending'>>,
  ): Promise<boolean>
  /**
   * Copies `pending` into messages, receipts, events and jobs (fixed ids; what is there stays), then empties it. Safe to repeat.
   * @param conversation as it was just saved; spares reading it
   * @param processed this message is processed then: marked in the inbox after all else, and the first time stays
   */
  spread(id: ConversationId, conversation?: Conversation, processed?: InboundId): Promise<void>
  /**
   * Says a spread message otherwise, or takes it back when there is no `text` (its words stay in the record, customers see none), together
   * with the event of it. Undefined when it is not there or was taken back before.
   */
  revise(id: MessageId, revision: { text?: string; at: Date }, event: RecordEvent): Promise<Message | undefined>
  /** Conversations that still hold something pending; for the sweep. */
  withPending(limit: number): Promise<readonly ConversationId[]>
  /** Stored and pending messages with seq > after, in order, at most `limit`. */
  messagesAfter(id: ConversationId, after: number, limit: number): Promise<readonly Message[]>
  /** True when this inbound message already became part of the conversation (stored or pending). */
  hasInbound(id: ConversationId, inbound: InboundId): Promise<boolean>
}

export type OrderChange =
  | { kind: 'done'; order: Order }
  | { kind: 'too-late'; order: Order }
  | { kind: 'already'; order: Order }
  | { kind: 'not-found' }

/** `changeId` is the idempotency key: the same change asked for twice is carried out once and answers the same. */
export interface ChangeKey {
  changeId: string
}

export interface Orders {
  /** An order of another record of the asker (merged with theirs) comes as the asker's own. */
  byNumber(number: string, asker?: CustomerId): Promise<Order | undefined>
  /** Newest first. */
  ofCustomer(id: CustomerId, limit: number): Promise<readonly Order[]>
  /** Until it is shipped. */
  cancel(number: string, key: ChangeKey & { reason?: string }): Promise<OrderChange>
  /** Until it is shipped. */
  changeAddress(number: string, address: Address, key: ChangeKey): Promise<OrderChange>
  /** Within 30 days of delivery. */
  requestReturn(
    number: string,
    request: ChangeKey & { productIds: readonly string[]; reason: string },
  ): Promise<OrderChange>
}

export interface FoundArticle {
  article: Article
  /** BM25 score; comparable within one query only. */
  score: number
  /** Share of the query's informative words (by IDF) that the article holds, 0 … 1: the evidence check before an answer is given. */
  coverage: number
  /** The paragraph that matched best, in the asked locale. */
  passage: string
}

export interface Articles {
  search(query: string, locale: Locale, limit: number): Promise<readonly FoundArticle[]>
  /** The article that admins named as the answer to an intent. */
  forIntent(intent: string): Promise<Article | undefined>
}

export interface Suggestion {
  product: Product
  score: number
  reasonKind: 'bought-together' | 'similar' | 'popular' | 'matches'
  /** One sentence for the customer. */
  reason: Readonly<Record<Locale, string>>
  model: string
}

export interface Products {
  byId(id: string): Promise<Product | undefined>
  search(query: string, locale: Locale, limit: number): Promise<readonly Product[]>
  /**
   * Always `limit` items when the shop has that many; strangers get popular ones. `about` narrows by what the customer asked for, `words`
   * are the customer's own: among what fits, products that hold more of them come first, and reasons quote them.
   */
  recommend(
    customer: CustomerId,
    request: { limit: number; about?: string; words?: string; maxPrice?: number },
  ): Promise<readonly Suggestion[]>
}

export interface Customers {
  get(id: CustomerId): Promise<Customer | undefined>
}

/** What there is to say honestly about the wait for a person. */
export interface Desk {
  standing(id: ConversationId): Promise<{
    /** Conversations that asked before this one. */
    ahead: number
    peopleOnline: number
    /** Median of recent claims; absent when there were too few to tell. */
    typicalWaitMs?: number
  }>
}

export interface Shop {
  name: Readonly<Record<Locale, string>>
  supportEmail: string
  /** ISO 4217, for budgets that name no currency; default `EUR`. */
  currency?: string
}

/** What admins decided about an intent: what it is called and what answers it. Intents live in the database, so new ones need no code. */
export interface IntentAnswer {
  name: string
  /** Offered to customers as a choice when the bot is not sure: "Where is my order?". */
  description: LocalizedText
  kind: 'flow' | 'article' | 'answer' | 'dialogue'
  article?: string
  answers?: Readonly<Record<Locale, readonly string[]>>
}

export interface Answers {
  intent(name: string): Promise<IntentAnswer | undefined>
}

/** Where the delivery state of outbound messages is kept. States only move forward; repeating is harmless. */
export interface Deliveries {
  mark(id: MessageId, state: DeliveryState, facts?: { externalId?: string; reason?: string }): Promise<boolean>
}

/** What customers said of how their conversations were resolved. */
export interface Ratings {
  /** Writes or changes the rating of a resolution; `request` again changes nothing. Resolves with what is kept then. */
  keep(rating: Omit<Rating, 'changes'>, request: string): Promise<Rating>
}

/** The side of a channel that the core hands messages to. It fits the reply to what it can show; idempotent by message id. */
export interface Deliverer {
  /** The customer's side reads the record itself: `deliver` is a hint to those who are there and needs no job. */
  readonly mailbox?: boolean
  deliver(
    to: Pick<Conversation, 'id' | 'channel' | 'conversationKey' | 'identityId' | 'locale' | 'reference'>,
    message: Message,
  ): Promise<{ kind: 'sent' | 'delivered'; externalId?: string } | { kind: 'undeliverable'; reason: string }>
}

/**
 * Carries one turn through the channel framework's pipeline (botbuilder's TurnContext and middleware): `logic` runs inside it and
 * everything it says is collected, in order, as the turn's replies. Nothing is sent to the customer here.
 */
export interface TurnCarrier {
  carry<T>(
    inbound: StoredInbound,
    logic: (turn: { say(reply: Reply): Promise<void> }) => Promise<T>,
  ): Promise<{ result: T; replies: readonly Reply[] }>
}
