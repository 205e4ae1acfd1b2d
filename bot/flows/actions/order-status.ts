// How far an order is.
import { z } from 'zod'
import type { OrderStatus } from '../../domain/commerce.js'
import { defineAction } from '../define.js'
import { allowedOrder } from './find-order.js'
import { orderCard, statusWords, titlesOf } from './order-words.js'

const outcomes = ['preparing', 'shipped', 'late', 'delivered', 'cancelled', 'returning', 'refunded', 'gone'] as const

const outcomeOf: Readonly<Record<OrderStatus, (typeof outcomes)[number]>> = {
  placed: 'preparing',
  paid: 'preparing',
  packed: 'preparing',
  shipped: 'shipped',
  delivered: 'delivered',
  cancelled: 'cancelled',
  'return-requested': 'returning',
  returned: 'returning',
  refunded: 'refunded',
}

/** `late`: shipped, and the promised day is over. `gone`: it may not be read any more. */
export const orderStatus = defineAction({
  outcomes,
  sets: ['status', 'expectedAt', 'deliveredAt', 'carrier', 'tracking', 'items', 'city'],
  args: z.strictObject({}),
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone' }
    const { locale, now } = context.turn
    const endOfDay = order.expectedAt && new Date(order.expectedAt).setUTCHours(23, 59, 59, 999)
    const late = order.status === 'shipped' && endOfDay !== undefined && endOfDay < now.getTime()
    return {
      outcome: late ? 'late' : outcomeOf[order.status],
      read: [`order:${order.number}`],
      card: orderCard(order, locale),
      set: {
        status: { ...statusWords[order.status] },
        items: [...titlesOf(order, locale)],
        city: order.address.city,
        ...(order.expectedAt && { expectedAt: order.expectedAt.toISOString() }),
        ...(order.deliveredAt && { deliveredAt: order.deliveredAt.toISOString() }),
        ...(order.carrier !== undefined && { carrier: order.carrier }),
        ...(order.trackingNumber !== undefined && { tracking: order.trackingNumber }),
      },
    }
  },
})
