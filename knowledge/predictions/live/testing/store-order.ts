// An order and its event, as stored, for tests.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../../platform/clock.js'
import type { Store } from '../../../store/connection.js'

/** @param daysAgo before the clock's time */
export async function storeOrder(store: Store, clock: Clock, customerId: string, daysAgo: number): Promise<void> {
  const at = new Date(clock.now().getTime() - daysAgo * 86_400_000)
  const _id = randomUUID()
  const total = { amount: 1_000, currency: 'USD' }
  await store.models.orders.collection.insertMany([{ _id, customerId, placedAt: at, total }] as never)
  await store.models.events.insertMany([{ _id, type: 'order.placed', customerId, data: {}, at }] as never)
}
