// What customers bought, as numbers for the groups: one row a person, orders of merged records together.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import type { StoredOrder } from '../store/models/order-model.js'
import type { Purchases } from './rfm.js'

const day = 86_400_000
/** They say nothing for how good a customer is. */
const undone = ['cancelled', 'returned', 'refunded']

export async function readPurchases(store: Store, now: Date): Promise<Purchases & { customers: CustomerId[] }> {
  const merged = await store.models.customers
    .find({ mergedInto: { $exists: true } }, { mergedInto: 1 })
    .lean<{ _id: CustomerId; mergedInto: CustomerId }[]>()
  const up = new Map(merged.map(({ _id, mergedInto }) => [_id, mergedInto]))
  const living = (id: CustomerId): CustomerId => {
    const next = up.get(id)
    return next === undefined ? id : living(next)
  }
  const rows = new Map<CustomerId, { last: number; orders: number; spent: number }>()
  const cursor = store.models.orders
    .find({ status: { $nin: undone } as never }, { customerId: 1, placedAt: 1, total: 1 })
    .lean<StoredOrder[]>()
    .cursor({ batchSize: 1000 })
  for await (const { customerId, placedAt, total } of cursor) {
    const id = living(customerId)
    const row = rows.get(id) ?? { last: 0, orders: 0, spent: 0 }
    rows.set(id, {
      last: Math.max(row.last, placedAt.getTime()),
      orders: row.orders + 1,
      spent: row.spent + total.amount,
    })
  }
  const all = [...rows.values()]
  return {
    customers: [...rows.keys()],
    recencyDays: Float64Array.from(all, ({ last }) => (now.getTime() - last) / day),
    orders: Float64Array.from(all, ({ orders }) => orders),
    spent: Float64Array.from(all, ({ spent }) => spent),
  }
}
