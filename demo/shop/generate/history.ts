// Two years of a shop's life from one seed: customers, orders, behaviour, reviews. The same seed and time give the same history.
import type { Order, Product } from '../../../bot/domain/commerce.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Review, SeedCustomer } from '../../../knowledge/seed/dataset.js'
import type { Wording } from '../load/behaviour.js'
import type { NamedCustomer, People } from '../load/people.js'
import type { Catalogue } from '../load/products.js'
import { makeBehaviour, orderEvents } from './behaviour.js'
import { makeOrders } from './orders.js'
import { createRandom } from './random.js'
import { makeReviews, withRatings } from './reviews.js'
import { makeShoppers, type Shopper } from './shopper.js'
import { makeTaste } from './taste.js'

const dayMs = 86_400_000

export interface History {
  customers: readonly SeedCustomer[]
  /** With the ratings that the reviews give. */
  products: readonly Product[]
  /** Newest first. */
  orders: readonly Order[]
  /** Behaviour and one `order.placed` for each order. */
  events: readonly RecordEvent[]
  reviews: readonly Review[]
}

export interface HistorySpec {
  catalogue: Catalogue
  people: People
  wording: Wording
  seed: number
  now: Date
  counts: { customers: number; orders: number; behaviour: number; reviews: number }
}

/** Everybody was a member before their first order. */
function membership(
  shoppers: readonly Shopper[],
  named: readonly NamedCustomer[],
  orders: readonly Order[],
  { seed, now }: Pick<HistorySpec, 'seed' | 'now'>,
): ReadonlyMap<CustomerId, Date> {
  const first = new Map<CustomerId, Date>()
  for (const { customerId, placedAt } of orders) first.set(customerId, placedAt)
  const told = new Map(named.map(({ number, memberDaysAgo }) => [number, memberDaysAgo]))
  return new Map(
    shoppers.map(({ id, number }) => {
      const random = createRandom(seed, `member ${number}`)
      const before = (first.get(id) ?? new Date(now.getTime() - random.next() * 300 * dayMs)).getTime()
      const days = told.get(number)
      const since = days === undefined ? before - random.next() * 45 * dayMs : now.getTime() - days * dayMs
      return [id, new Date(since)]
    }),
  )
}

const asCustomer = (shopper: Shopper, createdAt: Date): SeedCustomer => {
  const { id, number, name, email, phone, locale, address } = shopper
  return { id, number, name, email, ...(phone !== undefined && { phone }), locale, address, createdAt }
}

export function makeHistory({ catalogue, people, wording, seed, now, counts }: HistorySpec): History {
  const taste = makeTaste(catalogue, seed)
  const shoppers = makeShoppers(people, seed, counts.customers)
  const { named } = people
  const orders = makeOrders({ named, shoppers, catalogue, taste, seed, now, count: counts.orders })
  const memberSince = membership(shoppers, named, orders, { seed, now })
  const reviews = makeReviews(orders, { shoppers, taste, wording, seed, now, count: counts.reviews })
  const behaviour = makeBehaviour({
    named,
    shoppers,
    memberSince,
    catalogue,
    taste,
    wording,
    orders,
    reviews,
    seed,
    now,
    count: counts.behaviour,
  })
  return {
    customers: shoppers.map((shopper) => asCustomer(shopper, memberSince.get(shopper.id) ?? now)),
    products: withRatings(catalogue.products, reviews),
    orders,
    events: [...behaviour, ...orderEvents(orders)],
    reviews,
  }
}
