// How far each outbound message got. States only move forward, so a late or repeated report changes nothing.
import type { ConversationId, MessageId } from '../../bot/domain/ids.js'
import type { DeliveryState, Message } from '../../bot/domain/message.js'
import type { Clock } from '../../platform/clock.js'
import type { Store } from './connection.js'
import { messageFromStored } from './message-document.js'
import type { StoredMessage } from './models/message-model.js'

/** From which states a message may move to the key. `failed` is an end, but a proof of arrival outranks it. */
const mayComeFrom: Readonly<Record<DeliveryState, readonly (DeliveryState | null)[]>> = {
  queued: [null],
  sent: [null, 'queued', 'failed'],
  delivered: [null, 'queued', 'sent', 'failed'],
  read: [null, 'queued', 'sent', 'delivered', 'failed'],
  failed: [null, 'queued'],
}

export function deliveries(store: Store, clock: Clock) {
  const { messages } = store.models
  return {
    async message(id: MessageId): Promise<Message | undefined> {
      const found = await messages.findById(id).lean<StoredMessage>()
      return found ? messageFromStored(found) : undefined
    },

    /** True when the message moved. `reason` says why it failed, without message text. */
    async mark(
      id: MessageId,
      state: DeliveryState,
      facts: { externalId?: string; reason?: string } = {},
    ): Promise<boolean> {
      const now = clock.now()
      const written = await messages.updateOne(
        { _id: id, direction: 'out', delivery: { $in: [...mayComeFrom[state]] } },
        {
          $set: {
            delivery: state,
            ...(facts.externalId === undefined ? {} : { externalId: facts.externalId }),
            ...(facts.reason === undefined ? {} : { failure: facts.reason }),
            ...(state === 'delivered' ? { deliveredAt: now } : {}),
            ...(state === 'read' ? { readAt: now } : {}),
          },
        },
      )
      return written.modifiedCount === 1
    },

    /** A mark of arrival or reading covers everything up to `upToSeq`. Resolves with how many messages it moved. */
    async markUpTo(conversation: ConversationId, upToSeq: number, state: 'delivered' | 'read'): Promise<number> {
      const written = await messages.updateMany(
        {
          conversationId: conversation,
          seq: { $lte: upToSeq },
          direction: 'out',
          delivery: { $in: [...mayComeFrom[state]] },
        },
        { $set: { delivery: state, [state === 'read' ? 'readAt' : 'deliveredAt']: clock.now() } },
      )
      return written.modifiedCount
    },

    /** The message that a channel knows by its own id, for delivery reports that name only that. */
    async byExternalId(conversation: ConversationId, externalId: string): Promise<Message | undefined> {
      const found = await messages.findOne({ conversationId: conversation, externalId }).lean<StoredMessage>()
      return found ? messageFromStored(found) : undefined
    },
  }
}
