// What is known of a customer's past, as small dated facts: the only thing that features may look at.
import type { RecordEvent } from '../../bot/domain/event.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { ratingOf, resolutionOf, sentimentOf } from '../enrichment/event-facts.js'
import type { Store } from '../store/connection.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import type { StoredOrder } from '../store/models/order-model.js'
import { fromStored } from '../store/record-schema.js'

export interface Fact {
  kind: 'order' | 'view' | 'search' | 'basket' | 'message' | 'missed' | 'hand-off' | 'complaint' | 'review' | 'rating'
  /** ms since 1970. */
  at: number
  /** Of an order what it cost, of a review or a rated conversation its stars, of a message its mood. */
  value: number
}

const kindOf = new Map<string, Fact['kind']>([
  ['product.viewed', 'view'],
  ['product.searched', 'search'],
  ['basket.added', 'basket'],
  ['message.received', 'message'],
  ['intent.missed', 'missed'],
  ['handoff.requested', 'hand-off'],
  ['complaint.filed', 'complaint'],
  ['review.written', 'review'],
  ['conversation.rated', 'rating'],
])

/** Types of the events that a fact may come with. */
export const factEvents: readonly string[] = [...kindOf.keys(), 'order.placed']

function valueOf(kind: Fact['kind'], event: RecordEvent): number {
  if (kind === 'review' || kind === 'rating') return ratingOf(event) ?? 0
  return (kind === 'message' ? sentimentOf(event) : undefined) ?? 0
}

/**
 * In the order of time. An order's status is left out on purpose: it says what became of the order later. @param whose records of one person
 * each, under the id to use; everybody when absent.
 */
export async function readFacts(store: Store, whose?: readonly CustomerId[]): Promise<Map<CustomerId, Fact[]>> {
  const facts = new Map<CustomerId, Fact[]>()
  const add = (customer: CustomerId, fact: Fact): void => {
    const known = facts.get(customer)
    if (known) known.push(fact)
    else facts.set(customer, [fact])
  }
  const rated = new Map<string, { by: CustomerId; fact: Fact }>()
  const filter = whose === undefined ? {} : { customerId: { $in: [...whose] } }
  const orders = store.models.orders.find(filter, { customerId: 1, placedAt: 1, total: 1 }).lean<StoredOrder[]>()
  for await (const { customerId, placedAt, total } of orders.cursor({ batchSize: 1000 }))
    add(customerId, { kind: 'order', at: placedAt.getTime(), value: total.amount })
  const events = store.models.events.find({ ...filter, type: { $in: [...kindOf.keys()] } }).lean<StoredEvent[]>()
  for await (const document of events.cursor({ batchSize: 1000 })) {
    const event = fromStored('events', eventSchema, document)
    const kind = kindOf.get(event.type)
    if (!kind) continue
    const fact = { kind, at: event.at.getTime(), value: valueOf(kind, event) }
    const resolution = kind === 'rating' ? resolutionOf(event) : undefined
    if (resolution === undefined) add(event.customerId, fact)
    else if ((rated.get(resolution)?.fact.at ?? 0) <= fact.at) rated.set(resolution, { by: event.customerId, fact })
  }
  // A rating that was changed counts once, as it is now and from then on.
  for (const { by, fact } of rated.values()) add(by, fact)
  for (const known of facts.values()) known.sort((a, b) => a.at - b.at)
  return facts
}
