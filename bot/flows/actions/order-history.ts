// What a customer has ordered.
import { z } from 'zod'
import { isVerified } from '../../engine/access.js'
import type { SlotValue } from '../../domain/dialogue.js'
import { defineAction } from '../define.js'
import { ordersCard } from './order-words.js'

const shown = 5
/** So far back a stretch of days is looked through. */
const looked = 200

interface Period {
  from: number
  /** Exclusive. */
  until: number
}

/** Of the entity `date-range`, whose days are the shop's; undefined for one that has not begun. */
function periodOf(value: SlotValue | undefined, now: Date): Period | undefined {
  if (typeof value !== 'object' || !('start' in value) || !('end' in value)) return undefined
  const [from, until] = [Date.parse(String(value['start'])), Date.parse(String(value['end']))]
  return from < until && from <= now.getTime() ? { from, until } : undefined
}

/**
 * `recent`: no time was named. `then`: of that time. `none-then`: nothing of that time, the latest instead. `none`: no order at all.
 * `stranger`: nobody whose orders may be listed.
 */
export const listOrders = defineAction({
  outcomes: ['recent', 'then', 'none-then', 'none', 'stranger'],
  args: z.strictObject({}),
  async run({ turn, slots }) {
    const { conversation, inbound, locale, now } = turn
    if (!isVerified(conversation, inbound)) return { outcome: 'stranger' }
    const read = ['customer.orders']
    const all = await turn.deps.orders.ofCustomer(conversation.customerId, looked)
    if (all.length === 0) return { outcome: 'none', read }
    const period = periodOf(slots['period'], now)
    const then = all.filter(
      ({ placedAt }) => period && placedAt.getTime() >= period.from && placedAt.getTime() < period.until,
    )
    const orders = (then.length > 0 ? then : all).slice(0, shown)
    return {
      outcome: period === undefined ? 'recent' : then.length > 0 ? 'then' : 'none-then',
      read,
      card: ordersCard(orders, locale),
    }
  },
})
