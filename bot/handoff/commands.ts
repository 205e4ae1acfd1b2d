// What people at the desk do with a conversation. Every command is one conditional write on version, owner and epoch.
import { AppError } from '../../platform/errors.js'
import { changeConversation } from '../change-conversation.js'
import type { Conversation } from '../domain/conversation.js'
import type { ConversationId, MessageId } from '../domain/ids.js'
import type { Attachment } from '../domain/message.js'
import { maxMessageLength } from '../check-inbound.js'
import { isToldAtOnce, tell } from '../tell.js'
import { conflict, holds, isBy, type DeskDeps, type DeskResult } from './desk.js'
import { recordChange, type Change } from './record-change.js'
import { revise } from './revise.js'
import { transition, type Ownership, type Person, type Transition } from './transitions.js'

export interface PersonMessage {
  text: string
  attachments?: readonly Attachment[]
  /** Idempotency key of the sending client: the same id again is the same message. */
  clientId?: string
}

/** `epoch` is the one that the caller saw: the command is refused when the conversation has changed hands since. */
export interface DeskCommands {
  /** The first one gets it; others are told who has it. */
  claim(id: ConversationId, by: Person, epoch?: number): Promise<DeskResult>
  /** Only by the one who has the conversation. */
  reply(id: ConversationId, by: Person, epoch: number | undefined, message: PersonMessage): Promise<DeskResult>
  /** Only by the one who has the conversation. */
  transfer(id: ConversationId, by: Person, to: Person, epoch?: number): Promise<DeskResult>
  /** To the bot. What waits in the queue anybody may hand back, what a person has only that person. */
  handBack(id: ConversationId, by: Person, epoch?: number): Promise<DeskResult>
  /** As `handBack`, and nothing is open any more. */
  resolve(id: ConversationId, by: Person, epoch?: number): Promise<DeskResult>
  /** Says one's own message otherwise. Rejects with `not-allowed` on channels that cannot show it. */
  edit(id: ConversationId, by: Person, message: MessageId, text: string): Promise<DeskResult>
  /** Takes back one's own message, or the bot's by the one who has the conversation. Rejects as `edit` does. */
  remove(id: ConversationId, by: Person, message: MessageId): Promise<DeskResult>
}

type Planned = { kind: 'change'; change: Change } | { kind: 'so-already' } | { kind: 'conflict' }

/** Messages back in which a client's repeated reply is recognised. */
const repeatWindow = 200

const joined = {
  en: (name: string) => `${name} has joined the conversation.`,
  zh: (name: string) => `${name} 已加入对话。`,
}
const left = {
  en: 'You are talking to the bot again.',
  zh: '您已回到机器人客服。',
}

const mayEnd = (conversation: Conversation, person: Person): boolean =>
  conversation.owner !== 'person' || holds(conversation, person)

function checkMessage({ text, attachments = [] }: PersonMessage): void {
  if (text.trim() === '' && attachments.length === 0)
    throw new AppError('message-empty', 'The message has no text.', { details: { field: 'text' } })
  if (text.length > maxMessageLength)
    throw new AppError('message-too-long', `A message may have at most ${String(maxMessageLength)} characters.`, {
      details: { field: 'text', limit: maxMessageLength },
    })
}

/** Carries out what is planned for the conversation as it is then. */
async function run(
  deps: DeskDeps,
  id: ConversationId,
  plan: (conversation: Conversation) => Planned | Promise<Planned>,
): Promise<DeskResult> {
  const done = await changeConversation<DeskResult>(deps, id, async (conversation) => {
    const planned = await plan(conversation)
    const { owner, epoch } = conversation
    if (planned.kind === 'conflict') return { result: conflict(conversation) }
    if (planned.kind === 'so-already') return { result: { kind: 'done', owner, epoch, messages: [] } }
    const next = recordChange(conversation, planned.change, deps.clock.now(), isToldAtOnce(conversation.channel, deps))
    const messages = next.pending.messages.filter((message) => message.seq > conversation.lastSeq)
    return {
      next,
      tell: () => tell(next, messages, deps),
      result: { kind: 'done', owner: next.owner, epoch: next.epoch, messages },
    }
  })
  return done ?? { kind: 'not-found' }
}

/** Rejects with message-empty and message-too-long; everything that people may meet is a value. */
export function createDesk(deps: DeskDeps): DeskCommands {
  const move = (
    id: ConversationId,
    change: Transition,
    epoch: number | undefined,
    make: (next: Ownership, before: Conversation) => Omit<Change, 'ownership'>,
    allowed: (conversation: Conversation) => boolean = () => true,
  ): Promise<DeskResult> =>
    run(deps, id, (conversation) => {
      if (!allowed(conversation)) return { kind: 'conflict' }
      const result = transition(conversation, change, deps.clock.now())
      if (result.kind === 'unchanged') return { kind: 'so-already' }
      if (result.kind === 'refused' || (epoch !== undefined && epoch !== conversation.epoch))
        return { kind: 'conflict' }
      return { kind: 'change', change: { ownership: result.next, ...make(result.next, conversation) } }
    })

  return {
    edit: async (id, by, message, text) => {
      checkMessage({ text })
      return revise(id, by, message, text, deps)
    },
    remove: (id, by, message) => revise(id, by, message, undefined, deps),
    claim: (id, by, epoch) =>
      move(id, { kind: 'claim', person: by }, epoch, (next, { locale }) => ({
        says: { author: { kind: 'system' }, content: { text: joined[locale](by.name) } },
        event: { type: 'handoff.claimed', data: { person: by.id, epoch: next.epoch } },
      })),
    transfer: (id, by, to, epoch) =>
      move(id, { kind: 'transfer', from: by, to }, epoch, (next, { locale }) => ({
        says: { author: { kind: 'system' }, content: { text: joined[locale](to.name) } },
        event: { type: 'handoff.transferred', data: { from: by.id, to: to.id, epoch: next.epoch } },
      })),
    handBack: (id, by, epoch) =>
      move(
        id,
        { kind: 'return' },
        epoch,
        (next, { locale }) => ({
          says: { author: { kind: 'system' }, content: { text: left[locale] } },
          event: { type: 'handoff.returned', data: { by: by.id, epoch: next.epoch } },
        }),
        (conversation) => mayEnd(conversation, by),
      ),
    resolve: (id, by, epoch) =>
      move(
        id,
        { kind: 'resolve', by },
        epoch,
        (next, { channel }) => ({
          event: { type: 'handoff.resolved', data: { by: by.id, epoch: next.epoch, channel } },
        }),
        (conversation) => mayEnd(conversation, by),
      ),
    reply: async (id, by, epoch, message) => {
      checkMessage(message)
      const { text, attachments, clientId } = message
      return run(deps, id, async (conversation) => {
        // First of all: what was said stays said, also when the conversation changed hands before the client heard of it.
        if (clientId !== undefined) {
          const after = Math.max(0, conversation.lastSeq - repeatWindow)
          const recent = await deps.conversations.messagesAfter(id, after, repeatWindow)
          if (recent.some((one) => one.clientId === clientId && isBy(one, by))) return { kind: 'so-already' }
        }
        if (!holds(conversation, by)) return { kind: 'conflict' }
        if (epoch !== undefined && epoch !== conversation.epoch) return { kind: 'conflict' }
        const says = {
          author: { kind: 'person' as const, ...by },
          content: { text, ...(attachments && { attachments }) },
          ...(clientId !== undefined && { clientId }),
        }
        return { kind: 'change', change: { says, event: { type: 'person.replied', data: { person: by.id } } } }
      })
    },
  }
}
