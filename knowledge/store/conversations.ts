// Conversations over mongoose: the compare-and-set that makes a turn true, the lease around it, and the spreading after it.
import { emptyDialogue } from '../../bot/domain/dialogue.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import type { ChannelIdentityId, ConversationId, CustomerId, InboundId } from '../../bot/domain/ids.js'
import type { Trust } from '../../bot/domain/inbound.js'
import type { Locale } from '../../bot/domain/locale.js'
import type { Message } from '../../bot/domain/message.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { Store } from './connection.js'
import { conversationFromStored, conversationToStored, nothingPending } from './conversation-document.js'
import { retryOnDuplicate } from './duplicate-key.js'
import { leases } from './leases.js'
import type { StoredConversation } from './models/conversation-model.js'
import { messageSchema, type StoredMessage } from './models/message-model.js'
import { parseRecord } from './record-schema.js'
import { writePending } from './spread.js'

export interface ConversationSpec {
  channel: string
  conversationKey: string
  identityId: ChannelIdentityId
  customerId: CustomerId
  trust: Trust
  locale: Locale
  reference?: Readonly<Record<string, unknown>>
}

export type Guard = Pick<Conversation, 'version' | 'owner' | 'epoch'>

/** A message as readers see it: without what only the delivery keeps. */
export function messageFromStored(document: StoredMessage): Message {
  const { _id, externalId: _e, deliveredAt: _d, readAt: _r, failure: _f, ...rest } = document
  return parseRecord('messages', messageSchema, { id: _id, ...rest })
}

const leaseName = (id: ConversationId): string => `conversation:${id}`

export function conversations(store: Store, clock: Clock) {
  const { conversations: documents, messages } = store.models
  const held = leases(store, clock)

  const find = async (filter: Partial<StoredConversation>): Promise<Conversation | undefined> => {
    const found = await documents.findOne(filter).lean<StoredConversation>()
    return found ? conversationFromStored(found) : undefined
  }
  const get = (id: ConversationId): Promise<Conversation | undefined> => find({ _id: id })

  const create = async (spec: ConversationSpec): Promise<Conversation> => {
    const now = clock.now()
    const fresh: Conversation = {
      id: newId('cnv') as ConversationId,
      ...spec,
      owner: 'bot',
      epoch: 0,
      status: 'open',
      version: 0,
      lastSeq: 0,
      dialogue: emptyDialogue,
      pending: nothingPending,
      createdAt: now,
      updatedAt: now,
    }
    await documents.insertMany([conversationToStored(fresh)])
    return fresh
  }

  const spread = async (id: ConversationId): Promise<void> => {
    const conversation = await find({ _id: id, hasPending: true })
    if (!conversation) return
    await writePending(store, conversation)
    // Only what was copied is emptied: when a newer turn was saved meanwhile its own spreading follows. The version stays, because
    // nothing that a turn computes with has changed.
    await documents.updateOne(
      { _id: id, version: conversation.version },
      { $set: { pending: nothingPending, hasPending: false } },
    )
  }

  return {
    get,
    spread,
    /** Looking opens none. */
    byKey: (channel: string, conversationKey: string): Promise<Conversation | undefined> =>
      find({ channel, conversationKey }),

    /**
     * The conversation of (channel, key), opened when there is none. Idempotent under races. Rejects with `conversation-unknown` when
     * the key belongs to a verified customer and the caller is not that customer: knowing a key proves nothing.
     */
    async open(spec: ConversationSpec): Promise<Conversation> {
      const { channel, conversationKey } = spec
      const conversation = await retryOnDuplicate(
        async () => (await find({ channel, conversationKey })) ?? (await create(spec)),
      )
      const isOwner = spec.trust === 'verified' && spec.customerId === conversation.customerId
      if (conversation.trust === 'verified' && !isOwner)
        throw new AppError('conversation-unknown', 'This conversation belongs to a signed-in customer.', {
          details: { field: 'conversationKey', conversationId: conversation.id },
        })
      return conversation
    },

    lease: (id: ConversationId, holder: string, ms: number): Promise<boolean> => held.take(leaseName(id), holder, ms),
    release: (id: ConversationId, holder: string): Promise<void> => held.release(leaseName(id), holder),

    /**
     * Stores `next` as version + 1 while version, owner and epoch are still `expected`; false when the race was lost. What an earlier
     * turn left pending is spread first, so a save never overwrites it.
     */
    async save(next: Conversation, expected: Guard): Promise<boolean> {
      const { version, owner, epoch } = expected
      const document = conversationToStored({ ...next, version: version + 1 })
      for (;;) {
        const written = await documents.replaceOne({ _id: next.id, version, owner, epoch, hasPending: false }, document)
        if (written.matchedCount === 1) return true
        if (!(await find({ _id: next.id, version, owner, epoch }))) return false
        await spread(next.id)
      }
    },

    /** Oldest first. */
    async withPending(limit: number): Promise<readonly ConversationId[]> {
      const found = await documents
        .find({ hasPending: true }, { _id: 1 })
        .sort({ updatedAt: 1 })
        .limit(limit)
        .lean<{ _id: string }[]>()
      return found.map(({ _id }) => _id as ConversationId)
    },

    /** Stored and pending messages with seq > after, in order, at most `limit`. */
    async messagesAfter(id: ConversationId, after: number, limit: number): Promise<readonly Message[]> {
      // Pending first: what is emptied between the two reads is in the collection by then.
      const pending = (await get(id))?.pending.messages ?? []
      const stored = await messages
        .find({ conversationId: id, seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .lean<StoredMessage[]>()
      const bySeq = new Map(pending.filter((message) => message.seq > after).map((message) => [message.seq, message]))
      for (const document of stored) bySeq.set(document.seq, messageFromStored(document))
      return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(0, limit)
    },

    async hasInbound(id: ConversationId, inbound: InboundId): Promise<boolean> {
      const conversation = await get(id)
      if (conversation?.pending.messages.some((message) => message.inboundId === inbound)) return true
      return (await messages.exists({ inboundId: inbound, conversationId: id })) !== null
    },

    /** Newest activity first. For the history of one person on one channel, and for the customer's page. */
    async list(filter: {
      customerId?: CustomerId
      identityId?: ChannelIdentityId
      limit: number
    }): Promise<readonly Conversation[]> {
      const { limit, ...by } = filter
      const found = await documents.find(by).sort({ updatedAt: -1 }).limit(limit).lean<StoredConversation[]>()
      return found.map(conversationFromStored)
    },
  }
}
