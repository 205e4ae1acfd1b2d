// What customers did with products, as one weighted history each: purchases count most, then baskets, then reviews and views.
import type { CustomerId } from '../../bot/domain/ids.js'
import { productsOf, ratingOf } from '../enrichment/event-facts.js'
import type { Store } from '../store/connection.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import type { StoredOrder } from '../store/models/order-model.js'
import { fromStored } from '../store/record-schema.js'

/** One product in one customer's history; several actions are one entry. */
export interface Interaction {
  item: string
  /** 0 … 1: how much the actions say about liking it. */
  weight: number
  /** Newest action. */
  at: Date
  bought: boolean
}

export type Histories = ReadonlyMap<CustomerId, readonly Interaction[]>

const weights = new Map([
  ['product.viewed', 0.25],
  ['basket.added', 0.6],
  ['order.placed', 1],
  ['review.written', 0.8],
])

/** Statuses of orders that say nothing for the product. */
const undone = ['cancelled', 'returned', 'refunded', 'return-requested']

/** Collects actions; the strongest gives the weight, repeats add a little: 1 - Π(1 - w). */
export class HistoryBook {
  private readonly book = new Map<CustomerId, Map<string, Interaction>>()

  add(customer: CustomerId, item: string, weight: number, at: Date, bought: boolean): void {
    const history = this.book.get(customer) ?? new Map<string, Interaction>()
    this.book.set(customer, history)
    const earlier = history.get(item)
    history.set(item, {
      item,
      weight: earlier ? 1 - (1 - earlier.weight) * (1 - weight) : weight,
      at: earlier && earlier.at > at ? earlier.at : at,
      bought: bought || (earlier?.bought ?? false),
    })
  }

  /** Newest first. */
  histories(): Histories {
    return new Map(
      [...this.book].map(([customer, history]) => [
        customer,
        [...history.values()].sort((a, b) => b.at.getTime() - a.at.getTime() || (a.item < b.item ? -1 : 1)),
      ]),
    )
  }
}

export interface WhoseHistories {
  /** Only these records; all when absent. */
  of?: readonly CustomerId[]
  /** Under whose id a record's actions are kept; its own when absent. */
  as?: (record: CustomerId) => CustomerId
}

/** Reads orders and behaviour events. */
export async function readHistories(store: Store, { of, as = (id) => id }: WhoseHistories = {}): Promise<Histories> {
  const book = new HistoryBook()
  const whose = of === undefined ? {} : { customerId: { $in: [...of] } }
  const orders = store.models.orders.find(
    { ...whose, status: { $nin: undone } as never },
    { customerId: 1, 'lines.productId': 1, placedAt: 1 },
  )
  for await (const order of orders.lean<StoredOrder[]>().cursor()) {
    const { customerId, lines, placedAt } = order
    for (const { productId } of lines) book.add(as(customerId), productId, 1, placedAt, true)
  }
  // A purchase is read from its order, not a second time from its event.
  const types = [...weights.keys()].filter((type) => type !== 'order.placed')
  const events = store.models.events.find({ ...whose, type: { $in: types } }).lean<StoredEvent[]>()
  for await (const document of events.cursor()) {
    const event = fromStored('events', eventSchema, document)
    const rating = event.type === 'review.written' ? ratingOf(event) : undefined
    if (rating !== undefined && rating <= 2) continue
    for (const item of productsOf(event))
      book.add(as(event.customerId), item, weights.get(event.type) ?? 0, event.at, false)
  }
  return book.histories()
}
