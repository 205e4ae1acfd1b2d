// Orders over mongoose: look-ups, and the changes a customer may ask for. Each change is one conditional write, named by its change id.
import type { Order } from '../../bot/domain/commerce.js'
import type { Address } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { groups } from '../identity/groups.js'
import type { Store } from '../store/connection.js'
import { orderFromStored, type AppliedChange, type StoredOrder } from '../store/models/order-model.js'
import { isBeforeShipping, isReturnable, isReturned } from './order-rules.js'

export type OrderChange = { kind: 'done' | 'too-late' | 'already'; order: Order } | { kind: 'not-found' }

/** What a change does to an order: the fields to set, or why it cannot be. */
type Decision = { set: Partial<Order>; note: Omit<AppliedChange, 'id' | 'at'> } | 'too-late' | 'already'

export function orders(store: Store, clock: Clock) {
  const { orders: documents } = store.models
  const person = groups(store)

  /**
   * Decides on what is stored, then writes only if the order is still at that version and the change is not in it yet; reads again
   * when somebody was faster. A change id that was carried out before answers `done` with the order as it is now.
   */
  const change = async (number: string, id: string, decide: (order: Order) => Decision): Promise<OrderChange> => {
    for (;;) {
      const stored = await documents.findById(normalised(number)).lean<StoredOrder>()
      if (!stored) return { kind: 'not-found' }
      const order = orderFromStored(stored)
      if (stored.changes.some((earlier) => earlier.id === id)) return { kind: 'done', order }
      const decision = decide(order)
      if (typeof decision === 'string') return { kind: decision, order }
      const applied: AppliedChange = { id, at: clock.now(), ...decision.note }
      const written = await documents.updateOne(
        { _id: stored._id, version: order.version, 'changes.id': { $ne: id } },
        { $set: { ...decision.set, version: order.version + 1 }, $push: { changes: applied } },
      )
      if (written.matchedCount === 1)
        return { kind: 'done', order: { ...order, ...decision.set, version: order.version + 1 } }
    }
  }

  return {
    /** `asker`: an order of another record of the same person is the asker's own. */
    async byNumber(number: string, asker?: CustomerId): Promise<Order | undefined> {
      const found = await documents.findById(normalised(number)).lean<StoredOrder>()
      if (!found) return undefined
      const order = orderFromStored(found)
      if (asker === undefined || order.customerId === asker) return order
      return (await person.readableBy(asker)).includes(order.customerId) ? { ...order, customerId: asker } : order
    },

    /** Newest first; those of every record of the person, as the asker's own. */
    async ofCustomer(id: CustomerId, limit: number): Promise<readonly Order[]> {
      const found = await documents
        .find({ customerId: { $in: await person.readableBy(id) } })
        .sort({ placedAt: -1 })
        .limit(limit)
        .lean<StoredOrder[]>()
      return found.map((document) => ({ ...orderFromStored(document), customerId: id }))
    },

    /** Until it is shipped. What was paid is marked for refund. */
    cancel(number: string, key: { changeId: string; reason?: string }): Promise<OrderChange> {
      return change(number, key.changeId, (order) => {
        if (order.status === 'cancelled') return 'already'
        if (!isBeforeShipping(order)) return 'too-late'
        const wasPaid = order.status !== 'placed'
        const refund = { amount: order.total, state: 'pending' as const, at: clock.now(), method: 'original-payment' }
        return {
          set: { status: 'cancelled', ...(wasPaid ? { refund } : {}) },
          note: { kind: 'cancel', ...(key.reason === undefined ? {} : { reason: key.reason }) },
        }
      })
    },

    /** Until it is shipped. */
    changeAddress(number: string, address: Address, key: { changeId: string }): Promise<OrderChange> {
      return change(number, key.changeId, (order) =>
        isBeforeShipping(order) ? { set: { address }, note: { kind: 'address' } } : 'too-late',
      )
    },

    /**
     * Within 30 days of delivery; `too-late` also for an order that was not delivered or was cancelled (its status says which).
     * Rejects with `input-invalid` when a product is not part of the order.
     */
    requestReturn(
      number: string,
      request: { changeId: string; productIds: readonly string[]; reason: string },
    ): Promise<OrderChange> {
      const { changeId, productIds, reason } = request
      return change(number, changeId, (order) => {
        const foreign = productIds.filter((id) => !order.lines.some((line) => line.productId === id))
        if (foreign.length > 0 || productIds.length === 0)
          throw new AppError('input-invalid', 'A return names at least one product, and only products of the order.', {
            details: { field: 'productIds', unknown: foreign },
          })
        if (isReturned(order)) return 'already'
        if (!isReturnable(order, clock.now())) return 'too-late'
        return { set: { status: 'return-requested' }, note: { kind: 'return', productIds, reason } }
      })
    },
  }
}

/** People write `nl-10023`, numbers are stored in capitals. */
const normalised = (number: string): string => number.trim().toUpperCase()
