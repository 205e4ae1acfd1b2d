// What a person did, as the next version of the conversation document.
import { newId } from '../../platform/ids.js'
import type { Conversation } from '../domain/conversation.js'
import type { RecordEvent } from '../domain/event.js'
import { messageId, type EventId } from '../domain/ids.js'
import type { Author, Message, Reply } from '../domain/message.js'
import { deliverJob, enrichJob } from '../turn-job.js'
import { mergePending } from '../turn-record.js'
import type { Ownership } from './transitions.js'

export interface Change {
  ownership?: Ownership
  /** Said to the customer. */
  says?: { author: Author; content: Reply; clientId?: string }
  event: { type: string; data: Readonly<Record<string, unknown>> }
}

/**
 * What is said and happened goes into `pending`; ownership changes when the change says so.
 * @param toldAtOnce what is said needs no job to be delivered
 */
export function recordChange(
  conversation: Conversation,
  { ownership, says, event }: Change,
  at: Date,
  toldAtOnce: boolean,
): Conversation {
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
    delivery: toldAtOnce ? 'sent' : 'queued',
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
    ...(owned.resolution && { resolution: owned.resolution }),
    lastSeq: message ? seq : conversation.lastSeq,
    // Flows that were open before a person came are over when they leave.
    dialogue: ownership?.owner === 'bot' ? { ...conversation.dialogue, stack: [], misses: 0 } : conversation.dialogue,
    pending: mergePending(conversation.pending, {
      messages: message ? [message] : [],
      receipts: [],
      events,
      jobs: [
        ...(message && !toldAtOnce ? [deliverJob(conversation.id, message.id)] : []),
        enrichJob(origin, conversation),
      ],
    }),
    updatedAt: at,
  }
}
