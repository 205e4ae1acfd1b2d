// The order book: what the named customers bought is told in their file, everything else is drawn.
import type { Order, Product } from '../../../bot/domain/commerce.js'
import type { NamedCustomer, NamedOrder } from '../load/people.js'
import type { Catalogue } from '../load/products.js'
import { emptyWardrobe, fillBasket, type BasketLine } from './basket.js'
import { progressOf, shippingCost, type Progress } from './fulfilment.js'
import { freeNumbers, orderTimes, type FixedNumber } from './order-times.js'
import { createRandom } from './random.js'
import type { Shopper } from './shopper.js'
import type { Taste } from './taste.js'

const hourMs = 3_600_000

interface Plan {
  shopper: Shopper
  hoursAgo: number
  named?: NamedOrder
}

export interface BookSpec {
  named: readonly NamedCustomer[]
  shoppers: readonly Shopper[]
  catalogue: Catalogue
  taste: Taste
  seed: number
  now: Date
  count: number
}

const ago = (now: Date, hours: number): Date => new Date(now.getTime() - hours * hourMs)

const numberOf = (text: string): number => Number(text.slice(3))

function fixedNumbers(named: readonly NamedCustomer[]): readonly FixedNumber[] {
  return named.flatMap(({ orders }) =>
    orders.flatMap(({ number, placedHoursAgo }) =>
      number === undefined ? [] : [{ number: numberOf(number), hoursAgo: placedHoursAgo }],
    ),
  )
}

/** Who places an order when; newest first. */
function planOrders({ named, shoppers, seed, count }: BookSpec): readonly Plan[] {
  const byNumber = new Map(shoppers.map((shopper) => [shopper.number, shopper]))
  const told = named.flatMap(({ number, orders }) =>
    orders.flatMap((order): Plan[] => {
      const shopper = byNumber.get(number)
      return shopper ? [{ shopper, hoursAgo: order.placedHoursAgo, named: order }] : []
    }),
  )
  const random = createRandom(seed, 'order times')
  const times = orderTimes(count - told.length, fixedNumbers(named), random)
  const buyer = random.sampler(shoppers, ({ weight }) => weight)
  const drawn = times.flatMap((hoursAgo): Plan[] => {
    const shopper = buyer()
    return shopper ? [{ shopper, hoursAgo }] : []
  })
  return [...told, ...drawn].sort((a, b) => a.hoursAgo - b.hoursAgo)
}

function toldLines({ lines }: NamedOrder, products: ReadonlyMap<string, Product>): readonly BasketLine[] {
  return lines.flatMap(({ product: id, quantity }) => {
    const product = products.get(id)
    return product ? [{ product, quantity }] : []
  })
}

function toldProgress(order: NamedOrder, total: Order['total'], now: Date): Progress {
  const { status, shippedHoursAgo, deliveredHoursAgo, expectedInHours, carrier, trackingNumber, refund } = order
  return {
    status,
    ...(shippedHoursAgo !== undefined && { shippedAt: ago(now, shippedHoursAgo) }),
    ...(deliveredHoursAgo !== undefined && { deliveredAt: ago(now, deliveredHoursAgo) }),
    ...(expectedInHours !== undefined && { expectedAt: ago(now, -expectedInHours) }),
    ...(carrier !== undefined && { carrier }),
    ...(trackingNumber !== undefined && { trackingNumber }),
    ...(refund && {
      refund: { amount: total, state: refund.state, at: ago(now, refund.hoursAgo), method: refund.method },
    }),
  }
}

/** Each customer's baskets are filled oldest first, since what they own decides what they buy next. */
function basketsOf(plans: readonly Plan[], spec: BookSpec): ReadonlyMap<Plan, readonly BasketLine[]> {
  const products = new Map(spec.catalogue.products.map((product) => [product.id, product]))
  const wardrobes = new Map(spec.shoppers.map(({ id }) => [id, emptyWardrobe()]))
  const baskets = new Map<Plan, readonly BasketLine[]>()
  const counts = new Map<string, number>()
  for (const plan of [...plans].reverse()) {
    const { shopper, named } = plan
    const place = counts.get(shopper.number) ?? 0
    counts.set(shopper.number, place + 1)
    const random = createRandom(spec.seed, `basket ${shopper.number} ${String(place)}`)
    const wardrobe = wardrobes.get(shopper.id) ?? emptyWardrobe()
    baskets.set(
      plan,
      named ? toldLines(named, products) : fillBasket(shopper, wardrobe, spec.catalogue, spec.taste, random),
    )
  }
  return baskets
}

/** Exactly `count` orders, newest first. The same for the same seed and time; only dates move with the time. */
export function makeOrders(spec: BookSpec): readonly Order[] {
  const plans = planOrders(spec)
  const baskets = basketsOf(plans, spec)
  const numbers = freeNumbers(fixedNumbers(spec.named))
  return plans.map((plan) => {
    const { shopper, hoursAgo, named } = plan
    const number = named?.number ?? String(numbers.next().value)
    const lines = (baskets.get(plan) ?? []).map(({ product, quantity }) => ({
      productId: product.id,
      title: product.title,
      quantity,
      price: product.price,
    }))
    const goods = lines.reduce((sum, { price, quantity }) => sum + price.amount * quantity, 0)
    const { country } = shopper.address
    const total = { amount: goods + shippingCost(country, goods), currency: 'USD' }
    const placedAt = ago(spec.now, hoursAgo)
    const random = createRandom(spec.seed, `progress ${number}`)
    const progress = named
      ? toldProgress(named, total, spec.now)
      : progressOf(placedAt, spec.now, { country, total }, random)
    return {
      number,
      customerId: shopper.id,
      email: shopper.email,
      lines,
      total,
      address: shopper.address,
      placedAt,
      ...progress,
      version: 1,
    }
  })
}
