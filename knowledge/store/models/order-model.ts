// Orders. The order number is the `_id`, so it is unique on any shard.
import { z } from 'zod'
import type { Order } from '../../../bot/domain/commerce.js'
import { customerId, localizedText, money } from '../branded.js'
import { parseRecord, partSchema, recordSchema } from '../record-schema.js'
import { ContactText, contactText } from '../types/contact-text.js'
import { addressFields, addressSchema } from './customer-model.js'

export const orderStatuses = [
  'placed',
  'paid',
  'packed',
  'shipped',
  'delivered',
  'cancelled',
  'return-requested',
  'returned',
  'refunded',
] as const

export const orderSchema: z.ZodType<Order> = z.object({
  number: z.string(),
  customerId,
  email: contactText,
  status: z.enum(orderStatuses),
  lines: z.array(
    z.object({ productId: z.string(), title: localizedText, quantity: z.number().int().positive(), price: money }),
  ),
  total: money,
  address: addressSchema,
  placedAt: z.date(),
  shippedAt: z.date().exactOptional(),
  deliveredAt: z.date().exactOptional(),
  expectedAt: z.date().exactOptional(),
  carrier: z.string().exactOptional(),
  trackingNumber: z.string().exactOptional(),
  refund: z
    .object({ amount: money, state: z.enum(['pending', 'sent']), at: z.date(), method: z.string() })
    .exactOptional(),
  version: z.number().int(),
})

/** A change that was carried out; its id makes asking for it again harmless. */
export interface AppliedChange {
  id: string
  kind: 'cancel' | 'address' | 'return'
  at: Date
  reason?: string
  productIds?: readonly string[]
}

export type StoredOrder = Omit<Order, 'number'> & { _id: string; changes: readonly AppliedChange[] }

const moneyFields = partSchema({ amount: Number, currency: String })
const titleFields = partSchema({ en: String, zh: String })

export const orderMongoose = recordSchema<StoredOrder>('orders', {
  customerId: { type: String, required: true },
  email: { type: ContactText, required: true },
  status: { type: String, required: true },
  lines: [partSchema({ productId: String, title: titleFields, quantity: Number, price: moneyFields })],
  total: moneyFields,
  address: addressFields,
  placedAt: { type: Date, required: true },
  shippedAt: Date,
  deliveredAt: Date,
  expectedAt: Date,
  carrier: String,
  trackingNumber: String,
  refund: partSchema({ amount: moneyFields, state: String, at: Date, method: String }),
  version: { type: Number, required: true },
  changes: {
    type: [
      partSchema({
        id: String,
        kind: String,
        at: Date,
        reason: String,
        productIds: { type: [String], default: undefined },
      }),
    ],
    default: [],
  },
})
orderMongoose.index({ customerId: 1, placedAt: -1 })
orderMongoose.index({ email: 1 })
orderMongoose.index({ placedAt: 1 })

export const orderToStored = ({ number, ...order }: Order): StoredOrder => ({ _id: number, ...order, changes: [] })

export function orderFromStored({ _id, changes: _, ...order }: StoredOrder): Order {
  return parseRecord('orders', orderSchema, { number: _id, ...order })
}
