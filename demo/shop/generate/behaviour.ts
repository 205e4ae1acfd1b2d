// What customers did in the shop before and besides buying: views, searches, baskets, reviews.
import type { Order, Product } from '../../../bot/domain/commerce.js'
import type { RecordEvent } from '../../../bot/domain/event.js'
import type { CustomerId, EventId } from '../../../bot/domain/ids.js'
import type { Review } from '../../../knowledge/seed/dataset.js'
import type { Wording } from '../load/behaviour.js'
import type { NamedCustomer } from '../load/people.js'
import type { Catalogue } from '../load/products.js'
import { createRandom, type Random } from './random.js'
import type { Shopper } from './shopper.js'
import type { Taste } from './taste.js'

const hourMs = 3_600_000

export interface BehaviourSpec {
  named: readonly NamedCustomer[]
  shoppers: readonly Shopper[]
  memberSince: ReadonlyMap<CustomerId, Date>
  catalogue: Catalogue
  taste: Taste
  wording: Wording
  orders: readonly Order[]
  reviews: readonly Review[]
  seed: number
  now: Date
  count: number
}

type Occurrence = Omit<RecordEvent, 'id'>

/** Of the events that are no reviews; the rest is views. */
const shares = { 'product.searched': 0.22, 'basket.added': 0.21 }
/** How many views and baskets led to an order that we know of. */
const ledToOrder = 0.4

/** Any moment of the membership, recent ones more likely. */
const moment = (since: Date, now: Date, random: Random): Date =>
  new Date(now.getTime() - (now.getTime() - since.getTime()) * random.next() ** 1.6)

const reviewEvents = (reviews: readonly Review[]): readonly Occurrence[] =>
  reviews.map(({ id, productId, customerId, rating, at }) => ({
    type: 'review.written',
    customerId,
    data: { review: id, productId, rating },
    at,
  }))

/** The products that a named customer looked at, one every two hours or so, newest first. */
function toldViews({ named, shoppers, now }: BehaviourSpec): readonly Occurrence[] {
  const idOf = new Map(shoppers.map(({ number, id }) => [number, id]))
  return named.flatMap(({ number, views }) =>
    views.flatMap((productId, index) => {
      const customerId = idOf.get(number)
      const at = new Date(now.getTime() - (6 + 2.25 * index) * hourMs)
      return customerId === undefined ? [] : [{ type: 'product.viewed', customerId, data: { productId }, at }]
    }),
  )
}

/** Draws what one customer did at one moment. */
class Diary {
  private readonly tastes = new Map<string, () => Product | undefined>()
  private readonly ordersOf = new Map<CustomerId, Order[]>()

  constructor(
    private readonly spec: BehaviourSpec,
    private readonly random: Random,
  ) {
    for (const order of spec.orders)
      this.ordersOf.set(order.customerId, [...(this.ordersOf.get(order.customerId) ?? []), order])
  }

  private favourite(shopper: Shopper): Product | undefined {
    const key = `${shopper.lifestyle.name}/${shopper.cut}`
    const { catalogue, taste } = this.spec
    const draw = this.tastes.get(key) ?? this.random.sampler(catalogue.products, (one) => taste.appeal(shopper, one))
    this.tastes.set(key, draw)
    return draw()
  }

  /** A look at a product or a basket: on the way to an order, or of what appeals. */
  withProduct(type: 'product.viewed' | 'basket.added', shopper: Shopper): Occurrence | undefined {
    const { spec, random } = this
    const customerId = shopper.id
    const theirs = this.ordersOf.get(customerId) ?? []
    const order = theirs[random.between(0, Math.max(0, theirs.length - 1))]
    if (order && random.chance(ledToOrder)) {
      const { productId } = random.pick(order.lines)
      const at = new Date(
        order.placedAt.getTime() - (0.1 + random.next() * (type === 'basket.added' ? 2 : 60)) * hourMs,
      )
      return { type, customerId, data: { productId }, at }
    }
    const product = this.favourite(shopper)
    const since = spec.memberSince.get(customerId)
    if (!product || !since) return undefined
    return { type, customerId, data: { productId: product.id }, at: moment(since, spec.now, random) }
  }

  search(shopper: Shopper): Occurrence | undefined {
    const { spec, random } = this
    const queries = spec.wording.searches[shopper.lifestyle.name]?.[shopper.locale]
    const since = spec.memberSince.get(shopper.id)
    if (!queries || !since) return undefined
    return {
      type: 'product.searched',
      customerId: shopper.id,
      data: { query: random.pick(queries), language: shopper.locale },
      at: moment(since, spec.now, random),
    }
  }
}

/** Exactly `count` events, oldest first: the named customers' views, a `review.written` for each review, and drawn ones. */
export function makeBehaviour(spec: BehaviourSpec): readonly RecordEvent[] {
  const random = createRandom(spec.seed, 'behaviour')
  const diary = new Diary(spec, random)
  const occurrences: Occurrence[] = [...reviewEvents(spec.reviews), ...toldViews(spec)]
  const visitor = random.sampler(spec.shoppers, ({ weight }) => weight ** 0.7)
  while (occurrences.length < spec.count) {
    const shopper = visitor()
    if (!shopper) break
    const draw = random.next()
    const occurrence =
      draw < shares['product.searched']
        ? diary.search(shopper)
        : diary.withProduct(
            draw < shares['product.searched'] + shares['basket.added'] ? 'basket.added' : 'product.viewed',
            shopper,
          )
    if (occurrence) occurrences.push(occurrence)
  }
  return occurrences
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((occurrence, index) => ({
      id: `seed_behaviour_${String(index + 1).padStart(5, '0')}` as EventId,
      ...occurrence,
    }))
}

/** One `order.placed` for each order. */
export const orderEvents = (orders: readonly Order[]): readonly RecordEvent[] =>
  orders.map(({ number, customerId, lines, placedAt }) => ({
    id: `seed_order_${number}` as EventId,
    type: 'order.placed',
    customerId,
    data: { order: number, productIds: lines.map(({ productId }) => productId) },
    at: placedAt,
  }))
