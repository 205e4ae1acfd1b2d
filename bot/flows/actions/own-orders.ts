// The orders a verified customer may pick from, narrowed to those that a flow can do something with.
import { z } from 'zod'
import type { Order } from '../../domain/commerce.js'
import { isVerified } from '../../engine/access.js'
import type { ActionContext } from '../define.js'

/** `any` all · `active` not yet arrived · `open` not yet shipped · `delivered` · `refund` cancelled or on the way back. */
export const amongSchema = z.enum(['any', 'active', 'open', 'delivered', 'refund']).default('any')
export type Among = z.infer<typeof amongSchema>

const fits: Readonly<Record<Among, (order: Order) => boolean>> = {
  any: () => true,
  active: (order) => ['placed', 'paid', 'packed', 'shipped'].includes(order.status),
  open: (order) => ['placed', 'paid', 'packed'].includes(order.status),
  delivered: (order) => order.status === 'delivered',
  refund: (order) =>
    order.refund !== undefined || ['cancelled', 'return-requested', 'returned', 'refunded'].includes(order.status),
}

/** Newest first, at most `limit`; all recent ones when none fits. Empty for everybody who is not verified. */
export async function ownOrders(
  { turn }: Pick<ActionContext, 'turn'>,
  among: Among,
  limit = 5,
): Promise<{ orders: readonly Order[]; fitting: number }> {
  if (!isVerified(turn.conversation, turn.inbound)) return { orders: [], fitting: 0 }
  const recent = await turn.deps.orders.ofCustomer(turn.conversation.customerId, 50)
  const fitting = recent.filter(fits[among])
  return { orders: (fitting.length > 0 ? fitting : recent).slice(0, limit), fitting: fitting.length }
}
