// How far a refund is.
import { z } from 'zod'
import { defineAction } from '../define.js'
import { allowedOrder } from './find-order.js'
import { statusWords } from './order-words.js'

/** `waiting`: registered, the parcel has not been dealt with. `unpaid`: cancelled before any money came. */
export const refundStatus = defineAction({
  outcomes: ['none', 'waiting', 'pending', 'sent', 'unpaid', 'gone'],
  sets: ['amount', 'at', 'status'],
  args: z.strictObject({}),
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const read = [`order:${order.number}`]
    const { refund, status } = order
    if (refund) {
      const set = { amount: { ...refund.amount }, at: refund.at.toISOString() }
      return { outcome: refund.state, set, read }
    }
    if (status === 'cancelled') return { outcome: 'unpaid', read }
    if (status === 'return-requested' || status === 'returned') return { outcome: 'waiting', read }
    return { outcome: 'none', set: { status: { ...statusWords[status] } }, read }
  },
})
