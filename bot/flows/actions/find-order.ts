// Which order is meant, and whether this customer may see it.
import { z } from 'zod'
import { isVerified, maxFailedProofs, mayReadOrder } from '../../engine/access.js'
import type { Order } from '../../domain/commerce.js'
import { defineAction, textSlot, type ActionContext } from '../define.js'
import { amongSchema, ownOrders } from './own-orders.js'

/** The order in the slot `order`, only when this customer may see it. */
export async function allowedOrder({
  turn,
  dialogue,
  slots,
}: Omit<ActionContext, 'changeId'>): Promise<Order | undefined> {
  const number = textSlot(slots, 'order')
  if (number === undefined) return undefined
  const order = await turn.deps.orders.byNumber(number, turn.conversation.customerId)
  return order && mayReadOrder(order, { ...turn, dialogue }) ? order : undefined
}

/**
 * `open`: the slot `order` names one that may be shown. `prove`: a number that needs the e-mail check; the same for somebody else's
 * order and for one that does not exist. `choose`: a verified customer has several. `none`: a verified
 * customer has not ordered yet. `ask`: nothing known. `locked`: too many failed checks.
 */
export const findOrder = defineAction({
  outcomes: ['open', 'prove', 'choose', 'none', 'ask', 'locked'],
  sets: ['order'],
  args: z.strictObject({ among: amongSchema }),
  async run(context, { among }) {
    const { dialogue, slots } = context
    const number = textSlot(slots, 'order')
    if (number !== undefined) {
      const order = await allowedOrder(context)
      if (order)
        return {
          outcome: 'open',
          read: [`order:${order.number}`],
          remember: { focus: { ...dialogue.focus, order: order.number } },
        }
      return { outcome: (dialogue.failedProofs ?? 0) >= maxFailedProofs ? 'locked' : 'prove' }
    }
    const { orders, fitting } = await ownOrders(context, among)
    const only = orders[0]
    if (!only)
      return isVerified(context.turn.conversation, context.turn.inbound)
        ? { outcome: 'none', read: ['customer.orders'] }
        : { outcome: 'ask' }
    // One that fits is surely meant; one that does not fit is only offered.
    if (orders.length > 1 || (fitting === 0 && among !== 'any')) return { outcome: 'choose', read: ['customer.orders'] }
    return {
      outcome: 'open',
      set: { order: only.number },
      read: ['customer.orders', `order:${only.number}`],
      remember: { focus: { ...dialogue.focus, order: only.number } },
    }
  },
})

/** The check: order number and the e-mail it was placed with. A wrong number and a wrong e-mail get the same answer. */
export const proveOrder = defineAction({
  outcomes: ['proven', 'refused', 'locked'],
  args: z.strictObject({}),
  async run({ turn, dialogue, slots }) {
    const failed = dialogue.failedProofs ?? 0
    if (failed >= maxFailedProofs) return { outcome: 'locked' }
    const number = textSlot(slots, 'order')
    const email = textSlot(slots, 'email')?.toLowerCase()
    const order = number === undefined ? undefined : await turn.deps.orders.byNumber(number)
    if (order && email !== undefined && order.email === email) {
      return {
        outcome: 'proven',
        read: [`order:${order.number}`],
        clear: ['email'],
        remember: {
          provenOrders: [...dialogue.provenOrders.filter((known) => known !== order.number), order.number],
          focus: { ...dialogue.focus, order: order.number },
        },
        events: [{ type: 'order.proven', data: { order: order.number } }],
      }
    }
    return {
      outcome: failed + 1 >= maxFailedProofs ? 'locked' : 'refused',
      clear: ['order', 'email'],
      remember: { failedProofs: failed + 1 },
      events: [{ type: 'order.proof-failed', data: { failures: failed + 1 } }],
    }
  },
})
