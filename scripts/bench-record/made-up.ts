// Made-up customers, the same for every run.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Fact } from '../../knowledge/features/facts.js'
import { seededRandom } from '../../knowledge/learning/random.js'
import { toBaskets, type Baskets } from '../../knowledge/recommendations/models/baskets.js'
import type { Purchases } from '../../knowledge/segments/rfm.js'

const day = 86_400_000
export const now = Date.UTC(2026, 2, 1)

export function* customers(count: number): Generator<Customer> {
  const random = seededRandom(1)
  const at = new Date(now)
  for (let customer = 0; customer < count; customer += 1) {
    const interest = ['tents', 'boots', 'stoves', 'lamps'][Math.floor(random() * 4)] ?? ''
    yield {
      id: `c${String(customer)}` as CustomerId,
      locale: random() < 0.5 ? 'zh' : 'en',
      counters: { ordersPlaced: Math.floor(random() ** 3 * 12) },
      traits: [{ name: 'interests', value: [interest], source: 'enrich:interests', at, confidence: 0.8 }],
      ...{ createdAt: at, updatedAt: at },
    }
  }
}

/** Five kinds of customers that run into each other. */
export function purchases(count: number): Purchases {
  const random = seededRandom(2)
  const kinds = [
    [10, 12, 400_000],
    [250, 10, 300_000],
    [300, 1, 3_000],
    [12, 1.5, 4_000],
    [90, 4, 50_000],
  ] as const
  const near = (value: number): number => value * Math.exp(1.2 * (random() + random() + random() - 1.5))
  const made: Purchases = {
    recencyDays: new Float64Array(count),
    orders: new Float64Array(count),
    spent: new Float64Array(count),
  }
  for (let row = 0; row < count; row += 1) {
    const [recency, orders, spent] = kinds[Math.floor(random() ** 1.5 * kinds.length)] ?? kinds[0]
    made.recencyDays[row] = near(recency)
    made.orders[row] = Math.max(1, Math.round(near(orders)))
    made.spent[row] = Math.round(near(spent))
  }
  return made
}

/** Eight facts of each within 400 days; the livelier, the more orders are among them. */
export function facts(count: number): Fact[][] {
  const random = seededRandom(3)
  return Array.from({ length: count }, () => {
    const lively = random()
    const own = Array.from({ length: 8 }, (): Fact => {
      const kind = random() < 0.6 * lively ? 'order' : random() < 0.8 ? 'view' : 'message'
      return { kind, at: now - random() ** (1 + lively) * 400 * day, value: kind === 'order' ? 1_000 : 0 }
    })
    return own.sort((a, b) => a.at - b.at)
  })
}

/** 20,000 customers with twenty items each: mostly of one taste in fifty, some items far more popular than others. */
export function baskets(items: number): Baskets {
  const random = seededRandom(4)
  const tastes = 50
  const rows = Array.from({ length: 20_000 }, () => {
    const taste = Math.floor(random() * tastes)
    const own = new Set<number>()
    while (own.size < 20) {
      const popular = Math.floor(random() ** 2 * (items / tastes))
      own.add(random() < 0.8 ? popular * tastes + taste : Math.floor(random() ** 2 * items))
    }
    return [...own]
  })
  return toBaskets(rows, items)
}
