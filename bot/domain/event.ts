// What happened, kept for good: every message and decision becomes one, and the customer record is derived from them.
import type { ConversationId, CustomerId, EventId } from './ids.js'

/**
 * Chat: `message.received`, `message.sent`, `intent.recognised`, `intent.missed`, `flow.started|completed|cancelled`, `slot.set`,
 * `article.cited`, `recommendation.shown`, `handoff.requested|claimed|returned|resolved`, `contact.left`, `order.cancelled`,
 * `order.address-changed`, `return.requested`, `complaint.filed`, `conversation.resolved` (by the bot; by a person it is `handoff.resolved`),
 * `conversation.rated`. Shop: `product.viewed`, `product.searched`, `basket.added`,
 * `order.placed`, `review.written`.
 */
export interface RecordEvent {
  /** Fixed by its origin (turn + index, import row …), so storing it twice is harmless. */
  id: EventId
  type: string
  customerId: CustomerId
  conversationId?: ConversationId
  /** Facts only; message text never stands here. */
  data: Readonly<Record<string, unknown>>
  at: Date
}
