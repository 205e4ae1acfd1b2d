// The list of conversations: filters, order and pages.
import type { Conversation } from '../../bot/domain/conversation.js'
import type { Customer } from '../../bot/domain/customer.js'
import { messageId, type ConversationId } from '../../bot/domain/ids.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Store } from '../store/connection.js'
import { conversationFromStored, pendingMessages } from '../store/conversation-document.js'
import { messageFromStored } from '../store/message-document.js'
import type { StoredConversation } from '../store/models/conversation-model.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import type { StoredMessage } from '../store/models/message-model.js'
import { readCursor, writeCursor } from './cursor.js'
import type { searchIndex } from './search-index.js'
import { excerpt, holds } from './search-terms.js'

export const views = ['queue', 'person', 'bot', 'open', 'resolved'] as const
export type View = (typeof views)[number]

/** How the customer rated it last: one or two stars, three, four or five. */
export const ratedAs = ['bad', 'fair', 'good'] as const
export type RatedAs = (typeof ratedAs)[number]
const starsOf: Readonly<Record<RatedAs, object>> = { bad: { $lte: 2 }, fair: { $eq: 3 }, good: { $gte: 4 } }

export interface ConversationFilter {
  view: View
  channel?: string | undefined
  language?: Locale | undefined
  rating?: RatedAs | undefined
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

/** Conversations in which nobody has said anything yet are nobody's business. */
const begun = { lastSeq: { $gt: 0 } }

export const filterOf: Readonly<Record<View, object>> = {
  queue: { owner: 'queue', status: 'open', ...begun },
  person: { owner: 'person', status: { $in: ['open', 'snoozed'] }, ...begun },
  bot: { owner: 'bot', status: 'open', ...begun },
  open: { status: { $in: ['open', 'snoozed'] }, ...begun },
  resolved: { status: 'resolved', ...begun },
}

/** Read at a time while searching. */
const searchBatch = 50

export function conversationList(store: Store, index: ReturnType<typeof searchIndex>) {
  const { conversations, customers, messages } = store.models

  const entries = async (rows: readonly StoredConversation[]): Promise<ConversationEntry[]> => {
    const found = rows.map(conversationFromStored)
    const ids = found.map(({ id, lastSeq }) => messageId(id, lastSeq) as string)
    const [last, people] = await Promise.all([
      messages.find({ _id: { $in: ids } }).lean<StoredMessage[]>(),
      customers
        .find({ _id: { $in: found.map(({ customerId }) => customerId as string) } }, { number: 1, name: 1 })
        .lean<Pick<StoredCustomer, '_id' | 'number' | 'name'>[]>(),
    ])
    const byConversation = new Map(last.map((message) => [message.conversationId, messageFromStored(message)]))
    const byCustomer = new Map(people.map(({ _id, ...customer }) => [_id, { id: _id as Customer['id'], ...customer }]))
    return found.map((conversation) => ({
      conversation,
      customer: byCustomer.get(conversation.customerId),
      lastMessage:
        conversation.pending.messages.findLast(({ seq }) => seq === conversation.lastSeq) ??
        byConversation.get(conversation.id),
    }))
  }

  const page = (given: object, view: View, from: { at: Date; id: string } | undefined, limit: number) => {
    // The queue is first come, first served; everything else by newest activity.
    const [field, direction, beyond] =
      view === 'queue' ? (['handOff.requestedAt', 1, '$gt'] as const) : (['updatedAt', -1, '$lt'] as const)
    const after =
      from === undefined
        ? {}
        : { $or: [{ [field]: { [beyond]: from.at } }, { [field]: from.at, _id: { [beyond]: from.id } }] }
    return conversations
      .find({ $and: [given, after] })
      .sort({ [field]: direction, _id: direction })
      .limit(limit)
      .lean<StoredConversation[]>()
  }
  const placeOf = (row: StoredConversation, view: View) => ({
    at: (view === 'queue' ? row.handOff?.requestedAt : undefined) ?? row.updatedAt,
    id: row._id,
  })

  /** Where in the conversation the text stands. */
  const whereIn = async (row: StoredConversation, text: string): Promise<ConversationEntry['found']> => {
    const stored = await messages
      .find({ conversationId: row._id as ConversationId }, { content: 1, seq: 1 })
      .sort({ seq: -1 })
      .lean<StoredMessage[]>()
    const hit = [...pendingMessages(row), ...stored].find(({ content }) => holds(content.text, text))
    return hit === undefined ? undefined : { text: excerpt(hit.content.text, text), seq: hit.seq }
  }

  /** Customers that the text names by number or e-mail address: their conversations count as found. */
  const named = async (text: string): Promise<readonly string[]> => {
    const found = await customers
      .find({ $or: [{ number: text.toUpperCase() }, { email: text.toLowerCase() }] }, { _id: 1 })
      .limit(5)
      .lean<{ _id: string }[]>()
    return found.map(({ _id }) => _id)
  }

  const search = async (
    given: object,
    filter: ConversationFilter & { text: string },
    start: { at: Date; id: string } | undefined,
  ) => {
    const { view, text, limit } = filter
    await index.catchUp()
    const [ids, people] = await Promise.all([index.candidates(text), named(text)])
    const candidates = { $or: [{ _id: { $in: [...ids] } }, { customerId: { $in: [...people] } }] }
    const hits: { row: StoredConversation; found: ConversationEntry['found'] }[] = []
    for (let from = start; hits.length <= limit;) {
      const rows = await page({ $and: [given, candidates] }, view, from, searchBatch)
      for (const row of rows) {
        const found = await whereIn(row, text)
        if (found !== undefined || people.includes(row.customerId)) hits.push({ row, found })
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < searchBatch) break
      from = placeOf(last, view)
    }
    return hits
  }

  return {
    entries,

    async list(filter: ConversationFilter): Promise<{ items: readonly ConversationEntry[]; next: string | null }> {
      const { view, channel, language, rating, text, cursor, limit } = filter
      const given = {
        ...filterOf[view],
        ...(channel === undefined ? {} : { channel }),
        ...(language === undefined ? {} : { locale: language }),
        ...(rating === undefined ? {} : { 'rating.score': starsOf[rating] }),
      }
      const from = cursor === undefined ? undefined : readCursor(view, cursor)
      const rows =
        text === undefined || text === ''
          ? (await page(given, view, from, limit + 1)).map((row) => ({ row, found: undefined }))
          : await search(given, { ...filter, text }, from)
      const shown = rows.slice(0, limit)
      const items = await entries(shown.map(({ row }) => row))
      const last = shown.at(-1)
      const end = last === undefined || rows.length <= limit ? undefined : placeOf(last.row, view)
      return {
        items: items.map((item, place) => {
          const found = shown[place]?.found
          return found === undefined ? item : { ...item, found }
        }),
        next: end === undefined ? null : writeCursor(view, end.at, end.id),
      }
    },
  }
}
