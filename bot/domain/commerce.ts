// The shop's data as the bot reads it.
import type { Address } from './customer.js'
import type { CustomerId } from './ids.js'
import type { LocalizedText } from './locale.js'

export interface Money {
  /** In the currency's smallest unit (cents, fen). */
  amount: number
  /** ISO 4217. */
  currency: string
}

export type OrderStatus =
  'placed' | 'paid' | 'packed' | 'shipped' | 'delivered' | 'cancelled' | 'return-requested' | 'returned' | 'refunded'

export interface OrderLine {
  productId: string
  title: LocalizedText
  quantity: number
  price: Money
}

export interface Order {
  /** Shown to people: `NL-10023`. Unique. */
  number: string
  customerId: CustomerId
  /** The e-mail it was placed with, lower case. */
  email: string
  status: OrderStatus
  lines: readonly OrderLine[]
  total: Money
  address: Address
  placedAt: Date
  shippedAt?: Date
  deliveredAt?: Date
  expectedAt?: Date
  carrier?: string
  trackingNumber?: string
  refund?: { amount: Money; state: 'pending' | 'sent'; at: Date; method: string }
  /** Grows with each change; changes are conditional on it. */
  version: number
}

export interface Product {
  id: string
  title: LocalizedText
  description: LocalizedText
  category: string
  price: Money
  attributes: Readonly<Record<string, string | number | boolean>>
  tags: readonly string[]
  imageUrl?: string
  stock: number
  rating?: { average: number; count: number }
}

export interface Article {
  id: string
  slug: string
  title: LocalizedText
  body: LocalizedText
  tags: readonly string[]
  /** Intents it answers directly, e.g. `shipping-cost`. */
  intents: readonly string[]
  version: number
  updatedAt: Date
}

/** A product put forward for one customer. */
export interface Recommendation {
  productId: string
  score: number
  reason: { kind: 'bought-together' | 'similar' | 'popular'; because?: string }
  model: string
  at: Date
}
