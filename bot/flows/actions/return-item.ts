// Returns: what may be sent back, and the registration of it.
import { z } from 'zod'
import type { Order } from '../../domain/commerce.js'
import { defineAction, textSlot } from '../define.js'
import { allowedOrder } from './find-order.js'

const noArgs = z.strictObject({})
const day = 86_400_000
/** Days to hand the parcel in after the return was registered. */
const handInDays = 14
const windowDays = 30

const refusals = ['not-delivered', 'too-late', 'already', 'cancelled'] as const

function refusal(order: Order, now: Date): (typeof refusals)[number] | undefined {
  switch (order.status) {
    case 'delivered':
      return order.deliveredAt && now.getTime() - order.deliveredAt.getTime() > windowDays * day
        ? 'too-late'
        : undefined
    case 'return-requested':
    case 'returned':
    case 'refunded':
      return 'already'
    case 'cancelled':
      return 'cancelled'
    case 'placed':
    case 'paid':
    case 'packed':
    case 'shipped':
      return 'not-delivered'
  }
}

/** `one`: the order holds a single product, so nothing need be asked. */
export const checkReturnable = defineAction({
  outcomes: ['several', 'one', ...refusals, 'gone'],
  sets: ['items'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const read = [`order:${order.number}`]
    const refused = refusal(order, context.turn.now)
    if (refused) return { outcome: refused, read }
    const [only, ...others] = order.lines
    if (only && others.length === 0) return { outcome: 'one', set: { items: [only.productId] }, read }
    return { outcome: 'several', read }
  },
})

const chosen = (items: unknown): readonly string[] =>
  Array.isArray(items) ? items.filter((id) => typeof id === 'string') : []

/** `unknown`: what was chosen is not in the order (any more, after a correction). */
export const nameItems = defineAction({
  outcomes: ['named', 'unknown', 'gone'],
  sets: ['itemTitles'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const ids = chosen(context.slots['items'])
    const lines = order.lines.filter((line) => ids.includes(line.productId))
    if (lines.length === 0) return { outcome: 'unknown', clear: ['items'] }
    return { outcome: 'named', set: { itemTitles: { items: lines.map((line) => ({ ...line.title })) } } }
  },
})

export const requestReturn = defineAction({
  outcomes: ['done', 'too-late', 'already', 'gone'],
  sets: ['returnNumber', 'returnBy'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const reason = textSlot(context.slots, 'reason') ?? 'other'
    const productIds = chosen(context.slots['items'])
    const change = await context.turn.deps.orders.requestReturn(order.number, {
      changeId: context.changeId,
      productIds,
      reason,
    })
    const read = [`order:${order.number}`]
    if (change.kind === 'not-found') return { outcome: 'gone', clear: ['order'] }
    if (change.kind !== 'done') return { outcome: change.kind, read }
    return {
      outcome: 'done',
      // An order has one return at a time, so its number names the return too.
      set: {
        returnNumber: `${order.number}-R`,
        returnBy: new Date(context.turn.now.getTime() + handInDays * day).toISOString(),
      },
      read,
      events: [{ type: 'return.requested', data: { order: order.number, products: productIds, reason } }],
      changed: true,
    }
  },
})
