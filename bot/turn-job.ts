// The jobs that carry a conversation on: their names, payloads and ids.
import { z } from 'zod'
import { laneOf, type JobHint } from '../platform/jobs/job-store.js'
import type { NewJob } from '../platform/jobs/job-queue.js'
import type { Conversation, PendingJob } from './domain/conversation.js'
import type { ConversationId, CustomerId, InboundId, MessageId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'

const text = z.string().min(1)

export const turnPayload = z.object({ inboundId: text.transform((id) => id as InboundId) })
export const deliverPayload = z.object({
  conversationId: text.transform((id) => id as ConversationId),
  messageId: text.transform((id) => id as MessageId),
})
export const enrichPayload = z.object({ customerId: text.transform((id) => id as CustomerId) })
export type DeliverPayload = z.output<typeof deliverPayload>
export type EnrichPayload = z.output<typeof enrichPayload>

/** One turn at a time per conversation, in the order of arrival; enqueuing it again is harmless. */
export const turnJob = (item: Pick<StoredInbound, 'id' | 'conversationId'>): NewJob => ({
  id: `turn:${item.id}`,
  name: 'turn',
  payload: { inboundId: item.id },
  orderKey: item.conversationId,
})

export const deliverJob = (conversationId: ConversationId, messageId: MessageId): PendingJob => ({
  id: `deliver:${messageId}`,
  name: 'deliver',
  payload: { conversationId, messageId },
  orderKey: conversationId,
})

/** So long may a conversation go on before its customer's record is enriched. */
const enrichEveryMs = 5000

/** `origin` names what happened: an inbound message, a person's command. */
export const enrichJob = (origin: string, conversation: Pick<Conversation, 'customerId'>): PendingJob => ({
  id: `enrich:${origin}`,
  name: 'enrich',
  payload: { customerId: conversation.customerId },
  orderKey: conversation.customerId,
  gatherMs: enrichEveryMs,
})

/** Of those that are due at once; the queue finds the others when they are. */
export const hintsOf = (jobs: readonly PendingJob[]): readonly JobHint[] =>
  jobs.filter((job) => job.gatherMs === undefined).map((job) => ({ name: job.name, lane: laneOf(job) }))
