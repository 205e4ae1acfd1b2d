// Hands one stored message to its channel and records how far it got.
import { AppError } from '../platform/errors.js'
import type { Log } from '../platform/log.js'
import { seqOf, type ConversationId, type MessageId } from './domain/ids.js'
import type { Message } from './domain/message.js'
import type { BotMetrics } from './metrics.js'
import type { Conversations, Deliverer, Deliveries } from './ports.js'
import type { DeliverPayload } from './turn-job.js'

export interface DeliverDeps {
  conversations: Pick<Conversations, 'get' | 'messagesAfter'>
  deliveries: Deliveries
  channels: ReadonlyMap<string, Deliverer>
  metrics: BotMetrics
  log: Log
}

/** A message's id ends in its place in the conversation. */

async function find(conversation: ConversationId, id: MessageId, deps: DeliverDeps): Promise<Message> {
  const [message] = await deps.conversations.messagesAfter(conversation, seqOf(id) - 1, 1)
  if (message?.id === id) return message
  throw new AppError('not-found', 'There is no such message.', { details: { conversation, message: id } })
}

const settled = (message: Message): boolean =>
  message.delivery === 'delivered' || message.delivery === 'read' || message.delivery === 'failed'

/**
 * Idempotent by message: channels drop what they sent before, and states only move forward. Customers' own messages go to their channel too,
 * for their other windows. Rejects retryably when the channel is not reachable.
 */
export function createDeliver(deps: DeliverDeps): (payload: DeliverPayload) => Promise<void> {
  return async ({ conversationId, messageId }) => {
    const conversation = await deps.conversations.get(conversationId)
    if (!conversation)
      throw new AppError('conversation-unknown', 'The conversation of a message is gone.', {
        details: { conversation: conversationId },
      })
    const message = await find(conversationId, messageId, deps)
    if (settled(message) || message.deletedAt) return
    const channel = deps.channels.get(conversation.channel)
    if (!channel) {
      deps.metrics.delivery(conversation.channel, 'no-channel')
      // The channel may run in another process or be switched on again.
      throw new AppError('delivery-failed', `The channel "${conversation.channel}" does not run here.`, {
        details: { channel: conversation.channel, message: messageId },
        retryable: true,
      })
    }
    const result = await channel.deliver(conversation, message)
    deps.metrics.delivery(conversation.channel, result.kind)
    if (message.direction === 'in') return
    if (result.kind === 'undeliverable') {
      deps.log.warn(
        { conversation: conversationId, message: messageId, reason: result.reason },
        'a message cannot be delivered',
      )
      await deps.deliveries.mark(messageId, 'failed', { reason: result.reason })
    } else {
      await deps.deliveries.mark(
        messageId,
        result.kind,
        result.externalId === undefined ? {} : { externalId: result.externalId },
      )
    }
  }
}
