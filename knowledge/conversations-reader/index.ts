// What the admin app reads of conversations: the list with its search, one transcript with receipts and notes, the customer beside it.
import type { Conversation } from '../../bot/domain/conversation.js'
import type { Order, Recommendation } from '../../bot/domain/commerce.js'
import type { Customer } from '../../bot/domain/customer.js'
import type { ConversationId, CustomerId } from '../../bot/domain/ids.js'
import type { LocalizedText } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import { consentGate } from '../customers/consent-gate.js'
import { groups } from '../identity/groups.js'
import { people } from '../identity/people.js'
import { ratings } from '../ratings/ratings.js'
import type { Store } from '../store/connection.js'
import { conversationFromStored } from '../store/conversation-document.js'
import { messageFromStored } from '../store/message-document.js'
import type { StoredConversation } from '../store/models/conversation-model.js'
import type { StoredMessage } from '../store/models/message-model.js'
import { noteSchema, type Note, type StoredNote } from '../store/models/note-model.js'
import { orderFromStored, type StoredOrder } from '../store/models/order-model.js'
import { receiptSchema, type StoredReceipt } from '../store/models/receipt-model.js'
import type { StoredRecommendations } from '../store/models/recommendation-model.js'
import { fromStored, toStored } from '../store/record-schema.js'
import { conversationList, filterOf, views, type ConversationEntry, type View } from './list.js'
import { searchIndex } from './search-index.js'

export type { ConversationEntry, ConversationFilter, View } from './list.js'

const shownOrders = 5
const shownRecommendations = 5
const shownConversations = 10

export interface CustomerPanel {
  customer: Customer
  orders: readonly Order[]
  recommendations: readonly (Recommendation & { title: LocalizedText; becauseTitle?: LocalizedText })[]
  conversations: readonly Conversation[]
}

export function conversationsReader(store: Store) {
  const { conversations, messages, notes, orders, products, receipts, recommendations } = store.models
  const index = searchIndex(store)
  const { list, entries } = conversationList(store, index)

  const titlesOf = async (ids: readonly string[]): Promise<ReadonlyMap<string, LocalizedText>> => {
    const found = await products
      .find({ _id: { $in: [...ids] } }, { title: 1 })
      .lean<{ _id: string; title: LocalizedText }[]>()
    return new Map(found.map(({ _id, title }) => [_id, title]))
  }

  const recommendedTo = async (id: CustomerId): Promise<CustomerPanel['recommendations']> => {
    const found = await recommendations.findById(id).lean<StoredRecommendations>()
    const items = (found?.items ?? []).slice(0, shownRecommendations)
    const because = items.flatMap(({ reason }) => (reason.because === undefined ? [] : [reason.because]))
    const titles = await titlesOf([...items.map(({ productId }) => productId), ...because])
    return items.flatMap((item) => {
      const title = titles.get(item.productId)
      const becauseTitle = titles.get(item.reason.because ?? '')
      // A product that the shop no longer has is not recommended.
      return title === undefined ? [] : [{ ...item, title, ...(becauseTitle === undefined ? {} : { becauseTitle }) }]
    })
  }

  return {
    list,
    /** Brings the text search up to date; also done by every search. */
    catchUp: () => index.catchUp(),

    async counts(): Promise<{ views: Readonly<Record<View, number>>; channels: readonly string[] }> {
      const [counted, channels] = await Promise.all([
        Promise.all(views.map(async (view) => [view, await conversations.countDocuments(filterOf[view])] as const)),
        conversations.distinct('channel'),
      ])
      return { views: Object.fromEntries(counted) as Record<View, number>, channels: [...channels].sort() }
    },

    async get(id: ConversationId): Promise<ConversationEntry | undefined> {
      const found = await conversations.findById(id).lean<StoredConversation>()
      return found === null ? undefined : (await entries([found]))[0]
    },

    async transcript(id: ConversationId, window: { before?: number | undefined; limit: number }) {
      const { before = Number.MAX_SAFE_INTEGER, limit } = window
      // Pending first: what is emptied between the reads is in the collections by then.
      const conversation = await conversations.findById(id).lean<StoredConversation>()
      const pending = conversation === null ? undefined : conversationFromStored(conversation).pending
      const stored = await messages
        .find({ conversationId: id, seq: { $lt: before } })
        .sort({ seq: -1 })
        .limit(limit)
        .lean<StoredMessage[]>()
      const bySeq = new Map<number, Message>()
      for (const message of pending?.messages ?? []) if (message.seq < before) bySeq.set(message.seq, message)
      for (const message of stored) bySeq.set(message.seq, messageFromStored(message))
      const shown = [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-limit)
      const inbound = shown.flatMap(({ inboundId }) => (inboundId === undefined ? [] : [inboundId]))
      const [storedReceipts, written, rated] = await Promise.all([
        receipts
          .find({ inboundId: { $in: inbound } })
          .sort({ at: 1 })
          .lean<StoredReceipt[]>(),
        notes.find({ conversationId: id }).sort({ at: 1 }).lean<StoredNote[]>(),
        ratings(store).ofConversation(id),
      ])
      const byId = new Map<string, Receipt>(
        (pending?.receipts ?? [])
          .filter((receipt) => inbound.includes(receipt.inboundId))
          .map((receipt) => [receipt.id, receipt]),
      )
      for (const receipt of storedReceipts) byId.set(receipt._id, fromStored('receipts', receiptSchema, receipt))
      return {
        messages: shown,
        receipts: [...byId.values()],
        notes: written.map((note) => fromStored('notes', noteSchema, note)),
        ratings: rated,
        earlier: (shown[0]?.seq ?? 1) > 1,
      }
    },

    async customer(id: CustomerId): Promise<CustomerPanel | undefined> {
      const shown = await people(store).get(id)
      if (shown === undefined) return undefined
      const { customer } = shown
      const whose = { customerId: { $in: await groups(store).members(customer.id) } }
      const [placed, recommended, talks] = await Promise.all([
        orders.find(whose).sort({ placedAt: -1 }).limit(shownOrders).lean<StoredOrder[]>(),
        consentGate(store)
          .may(customer.id, 'personalization')
          .then((may) => (may ? recommendedTo(customer.id) : [])),
        conversations.find(whose).sort({ updatedAt: -1 }).limit(shownConversations).lean<StoredConversation[]>(),
      ])
      return {
        customer,
        orders: placed.map(orderFromStored),
        recommendations: recommended,
        conversations: talks.map(conversationFromStored),
      }
    },

    async changedSince(since: Date, limit: number) {
      const found = await conversations
        .find({ updatedAt: { $gte: since } }, { version: 1, updatedAt: 1 })
        .sort({ updatedAt: 1 })
        .limit(limit)
        .lean<{ _id: string; version: number; updatedAt: Date }[]>()
      return found.map(({ _id, ...rest }) => ({ id: _id as ConversationId, ...rest }))
    },
  }
}

export function notes(store: Store) {
  const { notes: documents } = store.models
  return {
    /** Idempotent by id: the first text stays. */
    async add(note: Note): Promise<Note> {
      const { _id, ...rest } = toStored(note)
      await documents.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true })
      const stored = await documents.findById(_id).lean<StoredNote>()
      return stored === null ? note : fromStored('notes', noteSchema, stored)
    },
  }
}
