// What was said and is said otherwise, or taken back. The message keeps its place; who was there sees the change, who was not finds it.
import { AppError } from '../../platform/errors.js'
import { newId } from '../../platform/ids.js'
import type { Conversation } from '../domain/conversation.js'
import type { RecordEvent } from '../domain/event.js'
import { seqOf, type ConversationId, type EventId, type MessageId } from '../domain/ids.js'
import type { Message } from '../domain/message.js'
import { show } from '../tell.js'
import { conflict, holds, isBy, type DeskDeps, type DeskResult } from './desk.js'
import type { Person } from './transitions.js'

/** One's own words; taking back also what the bot said, by the one who has the conversation. */
const mayRevise = (conversation: Conversation, message: Message, by: Person, takesBack: boolean): boolean =>
  isBy(message, by) || (takesBack && message.author.kind === 'bot' && holds(conversation, by))

function eventOf(conversation: Conversation, { seq }: Message, by: Person, takesBack: boolean, at: Date): RecordEvent {
  return {
    id: `${newId('desk')}#0` as EventId,
    type: takesBack ? 'message.deleted' : 'message.edited',
    customerId: conversation.customerId,
    conversationId: conversation.id,
    data: { seq, person: by.id },
    at,
  }
}

/** @param text absent: it is taken back */
export async function revise(
  id: ConversationId,
  by: Person,
  messageId: MessageId,
  text: string | undefined,
  deps: DeskDeps,
): Promise<DeskResult> {
  const { conversations, clock, channels } = deps
  // It may have been said a moment ago.
  await conversations.spread(id)
  const conversation = await conversations.get(id)
  const [message] = conversation ? await conversations.messagesAfter(id, seqOf(messageId) - 1, 1) : []
  if (!conversation || message?.id !== messageId || message.direction !== 'out') return { kind: 'not-found' }
  if (channels.get(conversation.channel)?.mailbox !== true)
    throw new AppError('not-allowed', 'What was said on this channel cannot be changed.', {
      details: { channel: conversation.channel },
    })
  const takesBack = text === undefined
  const done = (messages: readonly Message[]): DeskResult => {
    const { owner, epoch } = conversation
    return { kind: 'done', owner, epoch, messages }
  }
  if (!mayRevise(conversation, message, by, takesBack)) return conflict(conversation)
  if (message.deletedAt) return takesBack ? done([]) : conflict(conversation)
  if (text === message.content.text) return done([])
  const at = clock.now()
  const event = eventOf(conversation, message, by, takesBack, at)
  const revised = await conversations.revise(messageId, { ...(text !== undefined && { text }), at }, event)
  if (!revised) return conflict(conversation)
  await show(conversation, [revised], deps)
  return done([revised])
}
