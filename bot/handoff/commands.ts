// What people at the desk do with a conversation. Every command is one conditional write on version, owner and epoch.
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { JobQueue } from '../../platform/jobs/job-queue.js'
import type { Conversation } from '../domain/conversation.js'
import type { RecordEvent } from '../domain/event.js'
import { messageId, type ConversationId, type EventId } from '../domain/ids.js'
import type { Author, Message, Reply } from '../domain/message.js'
import { maxMessageLength } from '../check-inbound.js'
import type { Conversations } from '../ports.js'
import { deliverJob, enrichJob, hintsOf } from '../turn-job.js'
import { mergePending } from '../turn-record.js'
import { transition, type Ownership, type Person, type Transition } from './transitions.js'

export interface DeskDeps {
  conversations: Conversations
  jobs: Pick<JobQueue, 'notify'>
  clock: Clock
}

export type DeskResult =
  | { kind: 'done'; owner: Conversation['owner']; epoch: number; messages: readonly Message[] }
  /** It was so already; nothing was written. */
  | { kind: 'unchanged'; owner: Conversation['owner']; epoch: number }
  /** Somebody else has it, or nobody does. `by` says who. */
  | { kind: 'refused'; reason: 'claimed-by-other' | 'not-handed-off' | 'not-theirs'; by?: Person }

export interface PersonReply {
  person: Person
  content: Reply
  /** Idempotency key of the sending client: the same id again is the same message. */
  clientId?: string
}

export interface DeskCommands {
  /** The first one gets it; others are told who has it. */
  claim(id: ConversationId, person: Person): Promise<DeskResult>
  /** Only by the one who has the conversation. */
  reply(id: ConversationId, reply: PersonReply): Promise<DeskResult>
  transfer(id: ConversationId, from: Person, to: Person): Promise<DeskResult>
  /** To the bot. */
  handBack(id: ConversationId, person: Person): Promise<DeskResult>
  resolve(id: ConversationId, person: Person): Promise<DeskResult>
}

interface Change {
  ownership?: Ownership
  /** Said to the customer. */
  says?: { author: Author; content: Reply; clientId?: string }
  event: { type: string; data: Readonly<Record<string, unknown>> }
}

type Planned = { kind: 'change'; change: Change } | Extract<DeskResult, { kind: 'unchanged' | 'refused' }>

const maxRaces = 8

const joined = {
  en: (name: string) => `${name} has joined the conversation.`,
  zh: (name: string) => `${name} 已加入对话。`,
}
const left = {
  en: 'You are talking to the bot again.',
  zh: '您已回到机器人客服。',
}

function record(conversation: Conversation, { ownership, says, event }: Change, at: Date): Conversation {
  const origin = newId('desk')
  const seq = conversation.lastSeq + 1
  const message: Message | undefined = says && {
    id: messageId(conversation.id, seq),
    conversationId: conversation.id,
    seq,
    direction: 'out',
    author: says.author,
    content: says.content,
    ...(says.clientId !== undefined && { clientId: says.clientId }),
    delivery: 'queued',
    at,
  }
  const drafts = [event, ...(message ? [{ type: 'message.sent', data: { seq, by: message.author.kind } }] : [])]
  const events = drafts.map(({ type, data }, index): RecordEvent => ({
    id: `${origin}#${String(index)}` as EventId,
    type,
    customerId: conversation.customerId,
    conversationId: conversation.id,
    data,
    at,
  }))
  const { handOff: _, ...rest } = conversation
  const { handOff: kept, ...owned } = ownership ?? conversation
  return {
    ...rest,
    owner: owned.owner,
    epoch: owned.epoch,
    status: owned.status,
    ...(kept && { handOff: kept }),
    lastSeq: message ? seq : conversation.lastSeq,
    // Flows that were open before a person came are over when they leave.
    dialogue: ownership?.owner === 'bot' ? { ...conversation.dialogue, stack: [], misses: 0 } : conversation.dialogue,
    pending: mergePending(conversation.pending, {
      messages: message ? [message] : [],
      receipts: [],
      events,
      jobs: [
        ...(message ? [deliverJob(conversation.id, message.id)] : []),
        enrichJob(
          origin,
          conversation,
          events.map(({ id }) => id),
        ),
      ],
    }),
    updatedAt: at,
  }
}

export function createDesk({ conversations, jobs, clock }: DeskDeps): DeskCommands {
  const run = async (
    id: ConversationId,
    plan: (conversation: Conversation) => Planned | Promise<Planned>,
  ): Promise<DeskResult> => {
    for (let race = 0; race < maxRaces; race += 1) {
      const conversation = await conversations.get(id)
      if (!conversation)
        throw new AppError('conversation-unknown', 'There is no such conversation.', { details: { conversation: id } })
      const planned = await plan(conversation)
      if (planned.kind !== 'change') return planned
      const next = record(conversation, planned.change, clock.now())
      if (!(await conversations.save(next, conversation))) continue
      await conversations.spread(id)
      jobs.notify(hintsOf(next.pending.jobs))
      const messages = next.pending.messages.filter((message) => message.seq > conversation.lastSeq)
      return { kind: 'done', owner: next.owner, epoch: next.epoch, messages }
    }
    throw new AppError('conflict', 'The conversation changed again and again. Try once more.', { retryable: true })
  }

  const move = (
    id: ConversationId,
    change: Transition,
    make: (next: Ownership, before: Conversation) => Omit<Change, 'ownership'>,
    allowed: (conversation: Conversation) => DeskResult | undefined = () => undefined,
  ): Promise<DeskResult> =>
    run(id, (conversation) => {
      const denied = allowed(conversation)
      if (denied && denied.kind !== 'done') return denied
      const result = transition(conversation, change, clock.now())
      if (result.kind === 'refused') return result
      if (result.kind === 'unchanged')
        return { kind: 'unchanged', owner: conversation.owner, epoch: conversation.epoch }
      return { kind: 'change', change: { ownership: result.next, ...make(result.next, conversation) } }
    })

  /** Whoever has it may end it; what waits in the queue anybody may. */
  const mayEnd =
    (person: Person) =>
    (conversation: Conversation): DeskResult | undefined => {
      const holder = conversation.handOff?.claimedBy
      return conversation.owner === 'person' && holder?.id !== person.id
        ? { kind: 'refused', reason: 'not-theirs', ...(holder && { by: holder }) }
        : undefined
    }

  return {
    claim: (id, person) =>
      move(id, { kind: 'claim', person }, ({ epoch }, { locale }) => ({
        says: { author: { kind: 'system' }, content: { text: joined[locale](person.name) } },
        event: { type: 'handoff.claimed', data: { person: person.id, epoch } },
      })),
    transfer: (id, from, to) =>
      move(id, { kind: 'transfer', from, to }, ({ epoch }, { locale }) => ({
        says: { author: { kind: 'system' }, content: { text: joined[locale](to.name) } },
        event: { type: 'handoff.transferred', data: { from: from.id, to: to.id, epoch } },
      })),
    handBack: (id, person) =>
      move(
        id,
        { kind: 'return' },
        ({ epoch }, { locale }) => ({
          says: { author: { kind: 'system' }, content: { text: left[locale] } },
          event: { type: 'handoff.returned', data: { by: person.id, epoch } },
        }),
        mayEnd(person),
      ),
    resolve: (id, person) =>
      move(
        id,
        { kind: 'resolve' },
        ({ epoch }) => ({ event: { type: 'handoff.resolved', data: { by: person.id, epoch } } }),
        mayEnd(person),
      ),
    reply: async (id, { person, content, clientId }) => {
      if (content.text.trim() === '' && (content.attachments ?? []).length === 0)
        throw new AppError('message-empty', 'The message has no text.', { details: { field: 'text' } })
      if (content.text.length > maxMessageLength)
        throw new AppError('message-too-long', `A message may have at most ${String(maxMessageLength)} characters.`, {
          details: { field: 'text', limit: maxMessageLength },
        })
      return run(id, async (conversation) => {
        const holder = conversation.handOff?.claimedBy
        if (conversation.owner !== 'person') return { kind: 'refused', reason: 'not-handed-off' }
        if (holder?.id !== person.id) return { kind: 'refused', reason: 'not-theirs', ...(holder && { by: holder }) }
        const recent =
          clientId === undefined
            ? []
            : await conversations.messagesAfter(id, Math.max(0, conversation.lastSeq - 200), 200)
        if (recent.some((message) => message.direction === 'out' && message.clientId === clientId))
          return { kind: 'unchanged', owner: conversation.owner, epoch: conversation.epoch }
        const says = {
          author: { kind: 'person' as const, ...person },
          content,
          ...(clientId !== undefined && { clientId }),
        }
        return { kind: 'change', change: { says, event: { type: 'person.replied', data: { person: person.id } } } }
      })
    },
  }
}
