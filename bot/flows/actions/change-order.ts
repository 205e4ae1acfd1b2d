// Cancelling and readdressing: only what may still be changed, once per turn, and only by those who may see the order.
import { z } from 'zod'
import type { Order } from '../../domain/commerce.js'
import type { Address } from '../../domain/customer.js'
import type { SlotValue } from '../../domain/dialogue.js'
import type { OrderChange } from '../../ports.js'
import { defineAction, textSlot, type ActionContext } from '../define.js'
import { countryName } from '../slots/country.js'
import { allowedOrder } from './find-order.js'
import { titlesOf } from './order-words.js'

const noArgs = z.strictObject({})
const states = ['shipped', 'over', 'cancelled', 'gone'] as const

/** Why an order that left the warehouse cannot be changed. */
const closedBecause = (order: Order): 'shipped' | 'over' | 'cancelled' =>
  order.status === 'cancelled' ? 'cancelled' : order.status === 'shipped' ? 'shipped' : 'over'

const isOpen = (order: Order): boolean => ['placed', 'paid', 'packed'].includes(order.status)

/** `open`: not yet shipped. `gone`: it may not be seen. */
export const checkOrderOpen = defineAction({
  outcomes: ['open', ...states],
  sets: ['items', 'total'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    return {
      outcome: isOpen(order) ? 'open' : closedBecause(order),
      set: { items: [...titlesOf(order, context.turn.locale)], total: { ...order.total } },
      read: [`order:${order.number}`],
    }
  },
})

const refused = (change: Exclude<OrderChange, { kind: 'done' }>): (typeof states)[number] =>
  change.kind === 'not-found' ? 'gone' : closedBecause(change.order)

export const cancelOrder = defineAction({
  outcomes: ['done', 'done-refund', ...states],
  sets: ['refund'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const change = await context.turn.deps.orders.cancel(order.number, {
      changeId: context.changeId,
      reason: 'customer',
    })
    if (change.kind !== 'done') return { outcome: refused(change), read: [`order:${order.number}`] }
    const { refund } = change.order
    return {
      outcome: refund ? 'done-refund' : 'done',
      ...(refund && { set: { refund: { ...refund.amount } } }),
      read: [`order:${order.number}`],
      events: [{ type: 'order.cancelled', data: { order: order.number } }],
      changed: true,
    }
  },
})

const parts = ['line1', 'city', 'postalCode'] as const

function known(slots: Readonly<Record<string, SlotValue>>): Readonly<Record<string, string>> {
  const read = slots['address']
  const fromText = typeof read === 'object' && !Array.isArray(read) ? (read as Readonly<Record<string, unknown>>) : {}
  const entries = [...parts, 'name', 'phone', 'country'].flatMap((name) => {
    // What was just said outweighs what was understood before.
    const value = fromText[name] ?? textSlot(slots, name)
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return Object.fromEntries(entries)
}

function newAddress(slots: Readonly<Record<string, SlotValue>>, order: Order): Partial<Address> {
  const { line1, city, postalCode, name, phone, country } = known(slots)
  // Who receives it and in which country stay as they were unless said otherwise.
  return {
    name: name ?? order.address.name,
    country: country ?? order.address.country,
    ...(line1 !== undefined && { line1 }),
    ...(city !== undefined && { city }),
    ...(postalCode !== undefined && { postalCode }),
    ...(phone !== undefined && { phone }),
  }
}

/** Takes the address apart; names the first part that is missing. */
export const readAddressParts = defineAction({
  outcomes: ['complete', 'line1', 'city', 'postal-code', 'gone'],
  sets: ['line1', 'city', 'postalCode', 'summary'],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const address = newAddress(context.slots, order)
    const set = Object.fromEntries(
      parts.flatMap((part) => (address[part] === undefined ? [] : [[part, address[part]]])),
    )
    if (address.line1 === undefined) return { outcome: 'line1', set }
    if (address.city === undefined) return { outcome: 'city', set }
    if (address.postalCode === undefined) return { outcome: 'postal-code', set }
    const { locale } = context.turn
    // The name is repeated only when it was said here: the one on record is not for whoever proved an order number and an e-mail.
    const said = known(context.slots)['name']
    const country =
      address.country === undefined || address.country === order.address.country ? undefined : address.country
    const abroad = country && countryName(country, locale)
    const lines =
      locale === 'en'
        ? [said, address.line1, `${address.postalCode} ${address.city}`, abroad]
        : [
            said,
            abroad,
            address.line1.includes(address.city) ? undefined : address.city,
            address.line1,
            address.postalCode,
          ]
    const summary = lines.filter((line) => line !== undefined).join(locale === 'en' ? ', ' : '，')
    return { outcome: 'complete', set: { ...set, summary } }
  },
})

/** The confirmation was refused: what is said next replaces the parts it names, the rest is kept. */
export const forgetAddress = defineAction({
  outcomes: ['done'],
  args: noArgs,
  run: async () => ({ outcome: 'done', clear: ['address'] }),
})

const isWhole = (address: Partial<Address>): address is Address =>
  address.line1 !== undefined &&
  address.city !== undefined &&
  address.postalCode !== undefined &&
  address.name !== undefined

async function carryOut(context: ActionContext, order: Order): Promise<OrderChange> {
  const address = newAddress(context.slots, order)
  if (!isWhole(address)) return { kind: 'not-found' }
  return context.turn.deps.orders.changeAddress(order.number, address, { changeId: context.changeId })
}

export const changeAddress = defineAction({
  outcomes: ['done', ...states],
  args: noArgs,
  async run(context) {
    const order = await allowedOrder(context)
    if (!order) return { outcome: 'gone', clear: ['order'] }
    const change = await carryOut(context, order)
    if (change.kind !== 'done') return { outcome: refused(change), read: [`order:${order.number}`] }
    return {
      outcome: 'done',
      read: [`order:${order.number}`],
      events: [{ type: 'order.address-changed', data: { order: order.number } }],
      changed: true,
    }
  },
})
