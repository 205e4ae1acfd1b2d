// How far an order is after so many hours, as the help pages promise it: dispatch within two days, 3 to 5 business days at home, 6 to 12 abroad.
import type { Order } from '../../../bot/domain/commerce.js'
import type { Random } from './random.js'

const hourMs = 3_600_000

export type Progress = Pick<Order, 'status'> &
  Partial<Pick<Order, 'shippedAt' | 'deliveredAt' | 'expectedAt' | 'carrier' | 'trackingNumber' | 'refund'>>

/** US cents, by country: below `freeFrom` an order costs so much to ship. */
const rates: Readonly<Record<string, { cost: number; freeFrom: number }>> = {
  US: { cost: 590, freeFrom: 7_500 },
  CA: { cost: 1_490, freeFrom: 25_000 },
  CN: { cost: 1_990, freeFrom: 25_000 },
}
const elsewhere = { cost: 2_490, freeFrom: 25_000 }

/** In US cents, as the article on shipping costs says. */
export function shippingCost(country: string, goods: number): number {
  const { cost, freeFrom } = rates[country] ?? elsewhere
  return goods >= freeFrom ? 0 : cost
}

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(random.between(0, 9))).join('')

function parcel(country: string, random: Random): { carrier: string; trackingNumber: string } {
  if (country !== 'US') return { carrier: 'DHL', trackingNumber: digits(random, 10) }
  return random.chance(0.6)
    ? { carrier: 'UPS', trackingNumber: `1Z999AA1${digits(random, 10)}` }
    : { carrier: 'FedEx', trackingNumber: digits(random, 12) }
}

const cancelledShare = 0.03
const returnedShare = 0.08

/** A return, by the days since delivery: asked for, then back and the refund under way, then paid out. */
function returned(
  deliveredAt: Date,
  now: Date,
  amount: Order['total'],
): Pick<Order, 'status'> & Partial<Pick<Order, 'refund'>> {
  const days = (now.getTime() - deliveredAt.getTime()) / (24 * hourMs)
  if (days < 12) return { status: 'return-requested' }
  const at = new Date(deliveredAt.getTime() + Math.min(24 * 24, days * 24 - 12) * hourMs)
  const method = 'original-payment'
  return days < 26
    ? { status: 'returned', refund: { amount, state: 'pending', at, method } }
    : { status: 'refunded', refund: { amount, state: 'sent', at, method } }
}

/** What has become of an order placed at `placedAt`. Draws the same number of times whatever the time is. */
export function progressOf(
  placedAt: Date,
  now: Date,
  order: { country: string; total: Order['total'] },
  random: Random,
): Progress {
  const fate = random.next()
  const shippedAt = new Date(placedAt.getTime() + random.between(5, 44) * hourMs)
  const isHome = order.country === 'US'
  const transit = isHome ? random.between(60, 118) : random.between(140, 280)
  const deliveredAt = new Date(shippedAt.getTime() + transit * hourMs)
  const shipment = { shippedAt, expectedAt: deliveredAt, ...parcel(order.country, random) }
  const ageHours = (now.getTime() - placedAt.getTime()) / hourMs
  if (fate < cancelledShare && ageHours > 8) {
    const at = new Date(placedAt.getTime() + 6 * hourMs)
    const state = ageHours < 9 * 24 ? 'pending' : 'sent'
    return { status: 'cancelled', refund: { amount: order.total, state, at, method: 'original-payment' } }
  }
  if (shippedAt > now) return { status: ageHours < 3 ? 'placed' : ageHours < 14 ? 'paid' : 'packed' }
  if (deliveredAt > now) return { status: 'shipped', ...shipment }
  const isReturn = fate > 1 - returnedShare
  return { ...shipment, deliveredAt, ...(isReturn ? returned(deliveredAt, now, order.total) : { status: 'delivered' }) }
}
