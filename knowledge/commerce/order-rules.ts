// What may still be done with an order.
import type { Order } from '../../bot/domain/commerce.js'

export const returnWindowDays = 30

/** It has not left the warehouse: it can be cancelled and readdressed. */
export const isBeforeShipping = (order: Order): boolean =>
  order.status === 'placed' || order.status === 'paid' || order.status === 'packed'

export const isReturned = (order: Order): boolean =>
  order.status === 'return-requested' || order.status === 'returned' || order.status === 'refunded'

/** Delivered, and not longer ago than the window; the last day counts in full. */
export function isReturnable(order: Order, now: Date): boolean {
  if (order.status !== 'delivered' || !order.deliveredAt) return false
  return now.getTime() - order.deliveredAt.getTime() <= returnWindowDays * 86_400_000
}
