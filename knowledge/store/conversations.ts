// Conversations over mongoose: the compare-and-set that makes a turn true, the lease around it, and the spreading after it.
import { randomUUID } from 'node:crypto'
import type { Conversation, Pending } from '../../bot/domain/conversation.js'
import type { ChannelIdentityId, ConversationId, CustomerId, InboundId, MessageId } from '../../bot/domain/ids.js'
import type { RecordEvent } from '../../bot/domain/event.js'
import type { Message } from '../../bot/domain/message.js'
import type { ConversationSpec } from '../../bot/domain/first-contact.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { createRecent } from '../../platform/recent.js'
import { together } from '../../platform/together.js'
import type { Store } from './connection.js'
import { conversationFromStored, conversationToStored, nothingPending } from './conversation-document.js'
import { conversationPlaces, placeOf } from './conversation-places.js'
import { direct, type Writing } from './direct.js'
import { leases } from './leases.js'
import type { StoredConversation } from './models/conversation-model.js'
import { messageFromStored } from './message-document.js'
import type { StoredMessage } from './models/message-model.js'
import { reviseMessage } from './revise-message.js'
import { spreading } from './spread.js'

/** The conversation as `next` was made from it. */
export type Guard = Pick<Conversation, 'version' | 'owner' | 'epoch'> & { pending?: Pending }

const kinds = ['messages', 'receipts', 'events', 'jobs'] as const

/** Names of all that is pending, whatever its kind. */
const namesOf = (pending: Pending): ReadonlySet<string> =>
  new Set(kinds.flatMap((kind) => pending[kind].map(({ id }) => `${kind} ${id}`)))

function without(pending: Pending, names: ReadonlySet<string>): Pending {
  const left = <T extends { id: string }>(kind: string, entries: readonly T[]): readonly T[] =>
    entries.filter(({ id }) => !names.has(`${kind} ${id}`))
  return {
    messages: left('messages', pending.messages),
    receipts: left('receipts', pending.receipts),
    events: left('events', pending.events),
    jobs: left('jobs', pending.jobs),
  }
}

/** True when `next` was made by adding to what `earlier` had pending. */
const carriesOn = (earlier: Pending | undefined, { pending }: Conversation): boolean =>
  earlier !== undefined && kinds.every((kind) => earlier[kind].every((entry, index) => pending[kind][index] === entry))

interface Replacement {
  guard: Partial<StoredConversation>
  document: StoredConversation & { savedAs: string }
}

interface Spreading {
  id: ConversationId
  /** As it was just saved; spares reading it. */
  conversation?: Conversation
  processed?: InboundId
}

/** So many conversations are remembered. */
const recentConversations = 2000

const leaseName = (id: ConversationId): string => `conversation:${id}`

/** @param spreadAfterMs how long spreading may wait, so that several turns are spread together */
export function conversations(store: Store, clock: Clock, spreadAfterMs = 0) {
  const { conversations: documents, messages } = store.models
  const { collection, find: read, sealed } = direct(documents)
  const held = leases(store, clock)
  const places = conversationPlaces(store, clock)

  const find = async (filter: Partial<StoredConversation>): Promise<Conversation | undefined> => {
    const found = await documents.findOne(filter).lean<StoredConversation>()
    return found ? conversationFromStored(found) : undefined
  }
  const get = async (id: ConversationId): Promise<Conversation | undefined> => {
    const [found] = await read({ _id: id })
    return found && conversationFromStored(found)
  }

  const recent = createRecent<ConversationId, Conversation>(recentConversations)
  const recentByKey = createRecent<string, ConversationId>(recentConversations)
  const remember = (conversation: Conversation): Conversation => {
    recent.set(conversation.id, conversation)
    recentByKey.set(placeOf(conversation), conversation.id)
    return conversation
  }
  /** Those that were not handed in are read. Of one conversation the newest counts: it carries on what older ones had pending. */
  const toSpread = async (wanted: readonly Spreading[]): Promise<readonly Conversation[]> => {
    const saved = new Map<ConversationId, Conversation>()
    for (const { conversation } of wanted)
      if (conversation && conversation.version >= (saved.get(conversation.id)?.version ?? 0))
        saved.set(conversation.id, conversation)
    const unknown = [...new Set(wanted.map(({ id }) => id))].filter((id) => !saved.has(id))
    const found =
      unknown.length === 0
        ? []
        : await documents.find({ _id: { $in: unknown }, hasPending: true }).lean<StoredConversation[]>()
    return [...saved.values(), ...found.map(conversationFromStored)]
  }

  /** What was spread last of a conversation: a turn that was saved meanwhile still carries it on. */
  const written = createRecent<ConversationId, ReadonlySet<string>>(recentConversations)
  const unwritten = (conversation: Conversation): Conversation => {
    const already = written.get(conversation.id)
    return already ? { ...conversation, pending: without(conversation.pending, already) } : conversation
  }

  const write = spreading(store)
  const spreadTogether = together<Spreading, undefined>(
    async (wanted) => {
      const conversations = await toSpread(wanted)
      const processed = wanted.flatMap((one) => one.processed ?? [])
      if (conversations.length > 0 || processed.length > 0) {
        await write(conversations.map(unwritten), processed, clock.now())
        for (const { id, pending } of conversations) written.set(id, namesOf(pending))
        for (const { id, version } of conversations) {
          const known = recent.get(id)
          if (known?.version === version) recent.set(id, { ...known, pending: nothingPending })
        }
      }
      return wanted.map(() => undefined)
    },
    { waitMs: spreadAfterMs },
  )
  const spread = (id: ConversationId, conversation?: Conversation, processed?: InboundId): Promise<void> =>
    spreadTogether({ id, ...(conversation && { conversation }), ...(processed && { processed }) })

  const replaceAll = async (replacements: readonly Replacement[]): Promise<number> => {
    const [only, ...others] = replacements
    if (only && others.length === 0)
      return (await collection.replaceOne(only.guard as never, sealed(only.document))).matchedCount
    const done = await collection.bulkWrite(
      replacements.map(({ guard, document }) => ({
        replaceOne: { filter: guard as never, replacement: sealed(document) },
      })),
      { ordered: false },
    )
    return done.matchedCount
  }

  /** Each write holds or not for itself; `savedAs` tells whose a write was when not all of them held. */
  const replace = together<Replacement, boolean>(async (replacements) => {
    if ((await replaceAll(replacements)) === replacements.length) return replacements.map(() => true)
    const ids = replacements.map(({ document }) => document._id)
    const stored = await documents.find({ _id: { $in: ids } }, { savedAs: 1 }).lean<{ savedAs?: string }[]>()
    const saved = new Set(stored.map(({ savedAs }) => savedAs))
    return replacements.map(({ document }) => saved.has(document.savedAs))
  })

  return {
    get,
    spread,
    /** Looking opens none. */
    byKey: (channel: string, conversationKey: string): Promise<Conversation | undefined> =>
      places.at({ channel, conversationKey }),

    /** As this process saw it last, for who can bear that it has changed: `save` tells. Read when it is not remembered. */
    async recent(id: ConversationId): Promise<Conversation | undefined> {
      const found = recent.get(id) ?? (await get(id))
      return found && remember(found)
    },

    /**
     * The conversation of (channel, key), opened when there is none. Idempotent under races. Rejects with `conversation-unknown` when
     * the key belongs to a verified customer and the caller is not that customer: knowing a key proves nothing. It may be as `recent`.
     */
    async open(spec: ConversationSpec): Promise<Conversation> {
      const id = recentByKey.get(placeOf(spec))
      const conversation = (id && recent.get(id)) ?? remember(await places.openAt(spec))
      const isOwner = spec.trust === 'verified' && spec.customerId === conversation.customerId
      if (conversation.trust === 'verified' && !isOwner)
        throw new AppError('conversation-unknown', 'This conversation belongs to a signed-in customer.', {
          details: { field: 'conversationKey', conversationId: conversation.id },
        })
      return conversation
    },

    /** A conversation that is still to be written, and the write; undefined where this process knows one. `opened` says that it is written. */
    opening(spec: ConversationSpec): { conversation: Conversation; writing: Writing; opened(): void } | undefined {
      if (recentByKey.get(placeOf(spec)) !== undefined) return undefined
      const conversation = places.fresh(spec)
      return {
        conversation,
        writing: direct(documents).insertion(conversationToStored(conversation)),
        opened: () => void remember(conversation),
      }
    },

    lease: (id: ConversationId, holder: string, ms: number): Promise<boolean> => held.take(leaseName(id), holder, ms),
    release: (id: ConversationId, holder: string): Promise<void> => held.release(leaseName(id), holder),

    /**
     * Stores `next` as version + 1 while version, owner and epoch are still `expected`; false when the race was lost. What an earlier
     * turn left pending is either carried on by `next` or spread first, so a save never overwrites it.
     */
    async save(next: Conversation, expected: Guard): Promise<boolean> {
      const { version, owner, epoch } = expected
      const saved = { ...next, version: version + 1 }
      const document = { ...conversationToStored(saved), savedAs: randomUUID() }
      // Within one version, what is pending can only have been emptied: all of it is carried on when what `expected` had is.
      const guard = {
        _id: next.id,
        version,
        owner,
        epoch,
        ...(carriesOn(expected.pending, next) ? {} : { hasPending: false }),
      }
      for (;;) {
        if (await replace({ guard, document })) {
          remember(saved)
          return true
        }
        recent.delete(next.id)
        if (!(await find({ _id: next.id, version, owner, epoch }))) return false
        await spread(next.id)
      }
    },

    revise: (id: MessageId, revision: { text?: string; at: Date }, event: RecordEvent): Promise<Message | undefined> =>
      reviseMessage(store, id, revision, event),

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
