// In-memory inbox and conversations for unit tests, faithful to the ports: compare-and-set, leases and idempotent spreading are honoured.
import type { Conversation, Pending, PendingJob } from '../domain/conversation.js'
import { emptyDialogue } from '../domain/dialogue.js'
import type { RecordEvent } from '../domain/event.js'
import type { ConversationId, CustomerId, ChannelIdentityId } from '../domain/ids.js'
import type { StoredInbound } from '../domain/inbound.js'
import type { Message } from '../domain/message.js'
import type { Receipt } from '../domain/receipt.js'
import type { Rating } from '../domain/rating.js'
import type { Conversations, Deliveries, Identities, Inbox, Ratings } from '../ports.js'

const nothing: Pending = { messages: [], receipts: [], events: [], jobs: [] }
const holds = (pending: Pending): boolean => Object.values(pending).some((list: readonly unknown[]) => list.length > 0)

/** Documents go in and out as copies, as through a database. */
const copy = <T>(value: T): T => structuredClone(value)

export interface Spread {
  messages: Map<string, Message>
  receipts: Map<string, Receipt>
  events: Map<string, RecordEvent>
  jobs: Map<string, PendingJob>
}

export type FakeStore = ReturnType<typeof fakeStore>

/** `before` is called ahead of every port call with its name; throwing there is the process dying at that point. */
export function fakeStore(now: () => Date, before: (call: string) => void = () => undefined) {
  const items = new Map<string, StoredInbound>()
  const documents = new Map<string, Conversation>()
  const leases = new Map<string, { holder: string; until: number }>()
  const spread: Spread = { messages: new Map(), receipts: new Map(), events: new Map(), jobs: new Map() }
  let count = 0

  const inbox: Inbox = {
    insert: async (item) => {
      before('inbox.insert')
      const known = items.get(item.id)
      if (known) return { kind: 'duplicate', item: copy(known) }
      items.set(item.id, copy(item))
      return { kind: 'stored', item: copy(item) }
    },
    get: async (id) => {
      before('inbox.get')
      return copy(items.get(id))
    },
    unprocessed: async (limit) => copy([...items.values()].filter((item) => item.processedAt === null).slice(0, limit)),
  }

  const messagesOf = (id: ConversationId): readonly Message[] => {
    const all = new Map(
      [...spread.messages.values(), ...(documents.get(id)?.pending.messages ?? [])]
        .filter((message) => message.conversationId === id)
        .map((message) => [message.id, message]),
    )
    return [...all.values()].sort((a, b) => a.seq - b.seq)
  }

  const conversations: Conversations = {
    open: async (spec) => {
      before('conversations.open')
      const known = [...documents.values()].find(
        (one) => one.channel === spec.channel && one.conversationKey === spec.conversationKey,
      )
      if (known) return copy(known)
      count += 1
      const at = now()
      const fresh: Conversation = {
        id: `cnv_${String(count)}` as ConversationId,
        ...spec,
        owner: 'bot',
        epoch: 0,
        status: 'open',
        version: 0,
        lastSeq: 0,
        dialogue: emptyDialogue,
        pending: nothing,
        createdAt: at,
        updatedAt: at,
      }
      documents.set(fresh.id, fresh)
      return copy(fresh)
    },
    get: async (id) => {
      before('conversations.get')
      return copy(documents.get(id))
    },
    recent: async (id) => {
      before('conversations.get')
      return copy(documents.get(id))
    },
    lease: async (id, holder, ms) => {
      before('conversations.lease')
      const held = leases.get(id)
      if (held && held.holder !== holder && held.until > now().getTime()) return false
      leases.set(id, { holder, until: now().getTime() + ms })
      return true
    },
    release: async (id, holder) => {
      before('conversations.release')
      if (leases.get(id)?.holder === holder) leases.delete(id)
    },
    save: async (next, expected) => {
      before('conversations.save')
      const stored = documents.get(next.id)
      if (stored?.version !== expected.version || stored.owner !== expected.owner || stored.epoch !== expected.epoch)
        return false
      documents.set(next.id, copy({ ...next, version: expected.version + 1 }))
      return true
    },
    spread: async (id, _saved, processed) => {
      before('conversations.spread')
      const stored = documents.get(id)
      if (!stored) return
      for (const kind of ['messages', 'receipts', 'events', 'jobs'] as const)
        for (const entry of stored.pending[kind]) {
          const target = spread[kind] as Map<string, unknown>
          if (!target.has(entry.id)) target.set(entry.id, copy(entry))
        }
      before('conversations.spread.half')
      documents.set(id, { ...stored, pending: nothing })
      before('conversations.spread.processed')
      const item = processed && items.get(processed)
      if (item) items.set(item.id, { ...item, processedAt: item.processedAt ?? now() })
    },
    revise: async (id, { text, at }, event) => {
      const message = spread.messages.get(id)
      if (!message || message.deletedAt) return undefined
      const change = text === undefined ? { deletedAt: at } : { content: { ...message.content, text }, editedAt: at }
      spread.messages.set(id, { ...message, ...change })
      spread.events.set(event.id, event)
      return copy({ ...message, ...change })
    },
    withPending: async (limit) =>
      [...documents.values()]
        .filter((one) => holds(one.pending))
        .map((one) => one.id)
        .slice(0, limit),
    messagesAfter: async (id, after, limit) =>
      copy(
        messagesOf(id)
          .filter((message) => message.seq > after)
          .slice(0, limit),
      ),
    hasInbound: async (id, inbound) => messagesOf(id).some((message) => message.inboundId === inbound),
  }

  const identities: Identities = {
    resolve: async (subject) => ({
      identityId: `idn_${subject.channel}_${subject.subject}` as ChannelIdentityId,
      customerId: (subject.trust === 'verified' && subject.customerNumber !== undefined
        ? subject.customerNumber
        : `stranger_${subject.subject}`) as CustomerId,
      trust: subject.trust,
    }),
  }

  const deliveries: Deliveries = {
    mark: async (id, state) => {
      const message = spread.messages.get(id)
      if (message?.direction !== 'out') return false
      spread.messages.set(id, { ...message, delivery: state })
      return true
    },
  }

  const kept = new Map<string, Rating & { requests: readonly string[] }>()
  const ratings: Ratings = {
    keep: async (given, request) => {
      before('ratings.keep')
      const known = kept.get(given.id)
      if (known && (known.requests.includes(request) || known.score === given.score)) return copy(known)
      const at = new Date(Math.max(given.at.getTime(), known ? known.at.getTime() + 1 : 0))
      const requests = [...(known?.requests ?? []), request]
      const rating = { ...given, at, changes: known ? known.changes + 1 : 0, requests }
      kept.set(given.id, rating)
      return copy(rating)
    },
  }

  return { inbox, conversations, identities, deliveries, ratings, spread, documents, items, messagesOf }
}
