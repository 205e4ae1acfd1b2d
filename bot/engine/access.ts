// Who may see what: private data only for verified customers, or after a check of order number and e-mail in this conversation.
import type { Order } from '../domain/commerce.js'
import type { Conversation } from '../domain/conversation.js'
import type { DialogueState } from '../domain/dialogue.js'
import type { StoredInbound } from '../domain/inbound.js'

/** Wrong number-and-e-mail pairs in one conversation before a person has to look. */
export const maxFailedProofs = 5

/**
 * The conversation and this very message must both be vouched for, and be the same person's: a conversation that was opened signed in
 * proves nothing about a message that came without a signature.
 */
export const isVerified = (
  conversation: Pick<Conversation, 'trust' | 'customerId'>,
  inbound: Pick<StoredInbound, 'from' | 'customerId'>,
): boolean =>
  conversation.trust === 'verified' &&
  inbound.from.trust === 'verified' &&
  inbound.customerId === conversation.customerId

export function mayReadOrder(
  order: Pick<Order, 'number' | 'customerId'>,
  who: {
    conversation: Pick<Conversation, 'trust' | 'customerId'>
    inbound: Pick<StoredInbound, 'from' | 'customerId'>
    dialogue: Pick<DialogueState, 'provenOrders'>
  },
): boolean {
  if (who.dialogue.provenOrders.includes(order.number)) return true
  return isVerified(who.conversation, who.inbound) && order.customerId === who.conversation.customerId
}

/** Enough to recognise one's own address, not enough to learn somebody else's: `e***@example.com`. */
export const maskEmail = (email: string): string => email.replace(/^(.).*(@.*)$/u, '$1***$2')
