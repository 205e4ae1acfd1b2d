// A core for tests of the web channel: takes messages in, gives them their place, answers by a script, all in memory.
import type { Owner } from '../../../bot/domain/conversation.js'
import {
  inboundId,
  messageId,
  type ChannelIdentityId,
  type ConversationId,
  type CustomerId,
} from '../../../bot/domain/ids.js'
import type { Inbound, Ingest } from '../../../bot/domain/inbound.js'
import type { Author, Message, Reply } from '../../../bot/domain/message.js'
import { ratedUntil, ratingId, type GivenScore, type Rate, type Resolution } from '../../../bot/domain/rating.js'
import { AppError } from '../../../platform/errors.js'
import type { Channel, Destination } from '../../channel.js'
import type { FileStore, WebRecord } from '../ports.js'

export type Answer = (inbound: Inbound) => readonly Reply[] | Promise<readonly Reply[]>

interface Conversation {
  key: string
  messages: Message[]
  owner: Owner
  personName?: string
  resolution?: Resolution
  rating?: GivenScore
}

const idOf = (key: string) => `cnv_${key}` as ConversationId

/** `answer` is what the bot says to a message. */
export function createMemoryCore(answer: Answer = () => []) {
  const conversations = new Map<string, Conversation>()
  const inbox = new Map<string, Inbound>()
  const marks: { key: string; seq: number; state: string }[] = []
  let channel: Channel | undefined
  let fault: AppError | undefined
  let turns: Promise<unknown> = Promise.resolve()

  const conversationOf = (key: string): Conversation => {
    const found = conversations.get(key) ?? { key, messages: [], owner: 'bot' as const }
    conversations.set(key, found)
    return found
  }
  const destination = (key: string): Destination => ({
    id: idOf(key),
    channel: 'web',
    conversationKey: key,
    identityId: 'idn_1' as ChannelIdentityId,
    locale: 'en',
  })

  async function append(
    key: string,
    direction: 'in' | 'out',
    author: Author,
    content: Reply,
    clientId?: string,
  ): Promise<Message> {
    const conversation = conversationOf(key)
    const seq = conversation.messages.length + 1
    const message: Message = {
      id: messageId(idOf(key), seq),
      conversationId: idOf(key),
      seq,
      direction,
      author,
      content,
      at: new Date(),
      ...(clientId !== undefined && { clientId }),
      ...(direction === 'out' && { delivery: 'sent' as const }),
    }
    conversation.messages.push(message)
    await channel?.deliver(destination(key), message)
    return message
  }

  async function turn(inbound: Inbound): Promise<void> {
    const { conversationKey: key, text, attachments } = inbound
    await append(key, 'in', { kind: 'customer' }, { text, ...(attachments && { attachments }) }, inbound.clientId)
    if (conversationOf(key).owner !== 'bot') return
    for (const reply of await answer(inbound)) await append(key, 'out', { kind: 'bot' }, reply)
  }

  const ingest: Ingest = async (inbound) => {
    if (fault) throw fault
    const id = inboundId(inbound.channel, inbound.externalId)
    const known = inbox.has(id)
    if (!known) {
      inbox.set(id, inbound)
      turns = turns.then(() => turn(inbound))
    }
    return {
      kind: known ? 'duplicate' : 'stored',
      conversationId: idOf(inbound.conversationKey),
      inboundId: id,
      at: inbound.at,
    }
  }

  const record: WebRecord = {
    async find(key) {
      const found = conversations.get(key)
      if (!found) return undefined
      const { messages, key: _, ...rest } = found
      return { id: idOf(key), lastSeq: messages.length, ...rest }
    },
    messagesAfter: async (id, after, limit) =>
      (conversations.get(id.slice(4))?.messages ?? []).filter((message) => message.seq > after).slice(0, limit),
    async mark(id, seq, state) {
      marks.push({ key: id.slice(4), seq, state })
      const messages = conversations.get(id.slice(4))?.messages ?? []
      for (const message of messages)
        if (message.direction === 'out' && message.seq <= seq && message.delivery !== 'read') message.delivery = state
    },
  }

  const ratings: { score: number; comment?: string; requestId: string }[] = []
  const rate: Rate = async ({ conversationId, epoch, score, comment, requestId }) => {
    if (fault) throw fault
    const conversation = conversations.get(conversationId.slice(4))
    const { resolution } = conversation ?? {}
    if (!conversation || resolution?.epoch !== epoch || ratedUntil(resolution) < new Date())
      throw new AppError('rating-closed', 'This can no longer be rated.')
    const said = { score, ...(comment !== undefined && { comment }) }
    if (!ratings.some((one) => one.requestId === requestId)) {
      ratings.push({ ...said, requestId })
      conversation.rating = { epoch, score, at: new Date() }
    }
    return {
      ...{ id: ratingId(conversationId, epoch), conversationId, customerId: 'cus_1' as CustomerId, channel: 'web' },
      ...{ locale: 'en', ...said, resolvedAt: resolution.at, at: new Date(), changes: 0 },
    }
  }

  return {
    ingest,
    rate,
    ratings,
    record,
    marks,
    inbox,
    connect: (to: Channel) => {
      channel = to
    },
    failWith: (error: AppError | undefined) => {
      fault = error
    },
    /** Somebody says something unasked. */
    say: (key: string, content: Reply, author: Author = { kind: 'bot' }) => append(key, 'out', author, content),
    /** Changes a message that was sent before and delivers it again. */
    async change(
      key: string,
      seq: number,
      change: Partial<Pick<Message, 'content' | 'editedAt' | 'deletedAt'>>,
    ): Promise<void> {
      const messages = conversationOf(key).messages
      const before = messages[seq - 1]
      if (!before) throw new Error(`no message ${String(seq)}`)
      const after = { ...before, ...change }
      messages[seq - 1] = after
      await channel?.deliver(destination(key), after)
    },
    own: (key: string, owner: Owner, personName?: string) => {
      Object.assign(conversationOf(key), { owner, personName })
    },
    /** As when a person resolves it. */
    resolve(key: string): Destination {
      const conversation = conversationOf(key)
      conversation.resolution = { epoch: (conversation.resolution?.epoch ?? 0) + 1, at: new Date() }
      delete conversation.rating
      return { ...destination(key), status: 'resolved', resolution: conversation.resolution }
    },
    messages: (key: string): readonly Message[] => conversations.get(key)?.messages ?? [],
    texts: (key: string): readonly string[] =>
      (conversations.get(key)?.messages ?? []).map((message) => message.content.text),
    keys: (): readonly string[] => [...conversations.keys()],
    destination,
    /** Resolves when every accepted message has been answered. */
    idle: () => turns,
  }
}

export type MemoryCore = ReturnType<typeof createMemoryCore>

export function createMemoryFiles(): FileStore {
  const files = new Map<string, NonNullable<Awaited<ReturnType<FileStore['get']>>>>()
  return {
    put: async (file, bytes) => void files.set(file.id, { file, bytes }),
    get: async (id) => files.get(id),
  }
}
