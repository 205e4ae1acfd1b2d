// Puts orders back as they were seeded: changes, refunds and versions are forgotten. For demos and tests that cancel the same order again.
import type { Order } from '../../bot/domain/commerce.js'
import type { Store } from '../store/connection.js'
import { orderToStored } from '../store/models/order-model.js'

export async function restoreOrders(store: Store, orders: readonly Order[]): Promise<void> {
  for (const order of orders) {
    const document = orderToStored(order)
    await store.models.orders.replaceOne({ _id: document._id }, document, { upsert: true })
  }
}
