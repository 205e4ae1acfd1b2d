// What recommendations bring: a fixed part of the customers gets what is popular instead of what is personal, and both groups are compared.
import { createHash } from 'node:crypto'
import type { CustomerId } from '../../bot/domain/ids.js'
import { productsOf } from '../enrichment/event-facts.js'
import type { Store } from '../store/connection.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import type { StoredOrder } from '../store/models/order-model.js'
import { fromStored } from '../store/record-schema.js'
import { inSteps } from '../store/write-many.js'

/** A purchase counts when it comes within so long after a product was shown. */
const windowMs = 14 * 86_400_000

/** The same for a customer on every day and in every process. */
export function isHeldOut(customer: CustomerId, share: number): boolean {
  const digest = createHash('sha256').update(`holdout\0${customer}`).digest()
  return digest.readUInt32BE(0) / 2 ** 32 < share
}

export interface GroupResult {
  /** Customers who were shown recommendations. */
  customers: number
  /** Those of them who bought a shown product in time. */
  bought: number
  rate: number
}

export interface Uplift {
  personal: GroupResult
  holdout: GroupResult
  /** Difference of the rates with the ends of its 95 % interval; null while a group is empty. */
  uplift: { difference: number; low: number; high: number } | null
}

const result = (customers: number, bought: number): GroupResult => ({
  customers,
  bought,
  rate: customers === 0 ? 0 : bought / customers,
})

/** Agresti and Caffo 2000: two successes and two failures added, so that small groups do not look certain. */
export function compareGroups(personal: GroupResult, holdout: GroupResult): Uplift['uplift'] {
  if (personal.customers === 0 || holdout.customers === 0) return null
  const [p, q] = [personal, holdout].map(({ customers, bought }) => (bought + 1) / (customers + 2)) as [number, number]
  const spread = 1.96 * Math.sqrt((p * (1 - p)) / (personal.customers + 2) + (q * (1 - q)) / (holdout.customers + 2))
  return { difference: personal.rate - holdout.rate, low: p - q - spread, high: p - q + spread }
}

interface Shown {
  at: number
  products: ReadonlySet<string>
}

/**
 * Over what was shown from `since` on. A person of several records counts once, in the group that chose what they were shown.
 * @param recordsOf all records of whoever speaks as one, first the one that the group goes by
 */
export async function measureUplift(
  store: Store,
  since: Date,
  share: number,
  recordsOf: (customer: CustomerId) => Promise<readonly CustomerId[]>,
): Promise<Uplift> {
  const byRecord = new Map<CustomerId, Shown[]>()
  const cursor = store.models.events.find({ type: 'recommendation.shown', at: { $gte: since } }).lean<StoredEvent[]>()
  for await (const document of cursor.cursor()) {
    const event = fromStored('events', eventSchema, document)
    const entry = { at: event.at.getTime(), products: new Set(productsOf(event)) }
    byRecord.set(event.customerId, [...(byRecord.get(event.customerId) ?? []), entry])
  }
  const shown = new Map<CustomerId, readonly Shown[]>()
  const personOf = new Map<CustomerId, CustomerId>()
  await inSteps([...byRecord], 200, async (slice) => {
    const records = await Promise.all(slice.map(([customer]) => recordsOf(customer)))
    for (const [at, [customer, entries]] of slice.entries()) {
      const person = records[at]?.[0] ?? customer
      shown.set(person, [...(shown.get(person) ?? []), ...entries])
      for (const record of records[at] ?? []) personOf.set(record, person)
    }
  })
  const buyers = new Set<CustomerId>()
  const orders = store.models.orders
    .find(
      { placedAt: { $gte: since }, status: { $ne: 'cancelled' } },
      { customerId: 1, placedAt: 1, 'lines.productId': 1 },
    )
    .lean<StoredOrder[]>()
  for await (const { customerId, placedAt, lines } of orders.cursor()) {
    const when = placedAt.getTime()
    const person = personOf.get(customerId) ?? customerId
    const counts = shown
      .get(person)
      ?.some(
        ({ at, products }) =>
          when > at && when - at <= windowMs && lines.some(({ productId }) => products.has(productId)),
      )
    if (counts) buyers.add(person)
  }
  const groups = { personal: [0, 0], holdout: [0, 0] }
  for (const customer of shown.keys()) {
    const group = groups[isHeldOut(customer, share) ? 'holdout' : 'personal']
    group[0] = (group[0] ?? 0) + 1
    if (buyers.has(customer)) group[1] = (group[1] ?? 0) + 1
  }
  const personal = result(groups.personal[0] ?? 0, groups.personal[1] ?? 0)
  const holdout = result(groups.holdout[0] ?? 0, groups.holdout[1] ?? 0)
  return { personal, holdout, uplift: compareGroups(personal, holdout) }
}
