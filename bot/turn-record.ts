// Turns what a turn decided into the one conversation document that makes it true.
import type { Understanding } from '../nlu/understanding.js'
import type { Conversation, Pending } from './domain/conversation.js'
import type { DialogueState } from './domain/dialogue.js'
import type { RecordEvent } from './domain/event.js'
import { messageId, type EventId, type ReceiptId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import type { Locale } from './domain/locale.js'
import type { Author, Message, Reply } from './domain/message.js'
import type { Receipt } from './domain/receipt.js'
import type { DraftEvent } from './engine/index.js'
import type { Ownership } from './handoff/transitions.js'
import { deliverJob, enrichJob } from './turn-job.js'

/** What was decided about one inbound message, whoever owns the conversation. */
export interface TurnAnswer {
  author: Author
  replies: readonly Reply[]
  /** Absent: the dialogue stays as it is. */
  dialogue?: DialogueState
  locale?: Locale
  ownership?: Ownership
  events: readonly DraftEvent[]
  understanding?: Understanding
  receipt: Pick<Receipt, 'flow' | 'step' | 'outcome' | 'commands' | 'read' | 'article' | 'recommendations'>
}

export interface TurnTimes {
  now: Date
  stagesMs: Readonly<Record<string, number>>
  ms: number
}

export const receiptId = (item: Pick<StoredInbound, 'id'>): ReceiptId => `rcp:${item.id}` as ReceiptId

function messagesOf(
  conversation: Conversation,
  item: StoredInbound,
  answer: TurnAnswer,
  now: Date,
  toldAtOnce: boolean,
): readonly Message[] {
  const base = conversation.lastSeq
  const inbound: Message = {
    id: messageId(conversation.id, base + 1),
    conversationId: conversation.id,
    seq: base + 1,
    direction: 'in',
    author: { kind: 'customer' },
    content: { text: item.text, ...(item.attachments && { attachments: item.attachments }) },
    inboundId: item.id,
    ...(item.clientId !== undefined && { clientId: item.clientId }),
    at: item.at,
  }
  const outbound = answer.replies.map((content, index): Message => {
    const seq = base + 2 + index
    return {
      id: messageId(conversation.id, seq),
      conversationId: conversation.id,
      seq,
      direction: 'out',
      author: answer.author,
      content,
      delivery: toldAtOnce ? 'sent' : 'queued',
      at: now,
    }
  })
  return [inbound, ...outbound]
}

function eventsOf(
  conversation: Conversation,
  item: StoredInbound,
  answer: TurnAnswer,
  messages: readonly Message[],
  now: Date,
): readonly RecordEvent[] {
  const { understanding } = answer
  const heard = understanding && {
    language: understanding.language,
    sentiment: understanding.sentiment.score,
    kind: understanding.kind,
    model: understanding.model,
  }
  const drafts: readonly DraftEvent[] = [
    {
      type: 'message.received',
      data: {
        ...{ seq: conversation.lastSeq + 1, channel: conversation.channel },
        ...(item.device !== undefined && { device: item.device }),
        ...heard,
      },
    },
    ...answer.events,
    ...messages
      .filter((message) => message.direction === 'out')
      .map(({ seq, author }) => ({ type: 'message.sent', data: { seq, by: author.kind } })),
  ]
  return drafts.map(({ type, data }, index) => ({
    id: `${item.id}#${String(index)}` as EventId,
    type,
    customerId: conversation.customerId,
    conversationId: conversation.id,
    data,
    at: now,
  }))
}

const receiptOf = (conversation: Conversation, item: StoredInbound, answer: TurnAnswer, times: TurnTimes): Receipt => ({
  id: receiptId(item),
  conversationId: conversation.id,
  customerId: conversation.customerId,
  inboundId: item.id,
  ...(answer.understanding && { understanding: answer.understanding, modelVersion: answer.understanding.model }),
  ...answer.receipt,
  rules: [],
  stagesMs: times.stagesMs,
  ms: times.ms,
  at: times.now,
})

export const mergePending = (older: Pending, newer: Pending): Pending => ({
  messages: [...older.messages, ...newer.messages],
  receipts: [...older.receipts, ...newer.receipts],
  events: [...older.events, ...newer.events],
  jobs: [...older.jobs, ...newer.jobs],
})

/**
 * The conversation after the turn. Every id follows from the inbound message and the seq, so writing it twice is the same write.
 * @param toldAtOnce its messages need no jobs to be delivered
 */
export function recordTurn(
  conversation: Conversation,
  item: StoredInbound,
  answer: TurnAnswer,
  times: TurnTimes,
  toldAtOnce: boolean,
): Conversation {
  const messages = messagesOf(conversation, item, answer, times.now, toldAtOnce)
  const events = eventsOf(conversation, item, answer, messages, times.now)
  const { handOff, ...rest } = conversation
  const ownership: Ownership = answer.ownership ?? {
    owner: conversation.owner,
    epoch: conversation.epoch,
    status: 'open',
    ...(handOff && { handOff }),
  }
  return {
    ...rest,
    ...ownership,
    locale: answer.locale ?? conversation.locale,
    lastSeq: conversation.lastSeq + messages.length,
    dialogue: answer.dialogue ?? conversation.dialogue,
    pending: mergePending(conversation.pending, {
      messages,
      receipts: [receiptOf(conversation, item, answer, times)],
      events,
      jobs: [
        ...(toldAtOnce ? [] : messages.map((message) => deliverJob(conversation.id, message.id))),
        enrichJob(item.id, conversation),
      ],
    }),
    updatedAt: times.now,
  }
}
