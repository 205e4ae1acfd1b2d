// Models that walk from a history to like items: item-item, user-user, and random walks with damped popularity.
import { basketOf, itemCounts, turned, type Baskets, type Scorer } from './baskets.js'
import { strongest } from './nth-largest.js'

interface Weighted {
  places: Int32Array
  strengths: Float32Array
}

/** Scores a history by walking its items' rows. */
function walker(rows: readonly Weighted[]): Scorer {
  return {
    score(history, weights, into) {
      into.fill(0)
      for (let at = 0; at < history.length; at += 1) {
        const row = rows[history[at] as number]
        if (!row) continue
        const { places, strengths } = row
        for (let near = 0; near < places.length; near += 1) {
          const item = places[near] as number
          into[item] = (into[item] as number) + (weights[at] as number) * (strengths[near] as number)
        }
      }
    },
  }
}

/** For each item the items its customers also had to do with; `strengthOf` turns a raw sum into a strength. */
function coOccurring(
  baskets: Baskets,
  neighbours: number,
  share: (basketLength: number) => number,
  strengthOf: (from: number, to: number, sum: number) => number,
): Weighted[] {
  const { start, item } = baskets
  const byItem = turned(baskets)
  const shares = Float64Array.from({ length: baskets.customers }, (_, customer) =>
    share((start[customer + 1] as number) - (start[customer] as number)),
  )
  const sums = new Float32Array(baskets.items)
  return Array.from({ length: baskets.items }, (_, from) => {
    const touched: number[] = []
    for (const customer of basketOf(byItem, from)) {
      const part = shares[customer] as number
      for (let at = start[customer] as number; at < (start[customer + 1] as number); at += 1) {
        const to = item[at] as number
        if (to === from) continue
        if (sums[to] === 0) touched.push(to)
        sums[to] = (sums[to] as number) + part
      }
    }
    for (const to of touched) sums[to] = strengthOf(from, to, sums[to] as number)
    const kept = strongest(touched, sums, neighbours)
    const row = { places: Int32Array.from(kept), strengths: Float32Array.from(kept, (to) => sums[to] as number) }
    for (const to of touched) sums[to] = 0
    return row
  })
}

/** Item-item with cosine likeness, shrunk where few customers prove it (Deshpande & Karypis 2004). */
export function fitItemKnn(baskets: Baskets, { neighbours = 30, shrinkage = 5 } = {}): Scorer {
  const counts = itemCounts(baskets)
  return walker(
    coOccurring(
      baskets,
      neighbours,
      () => 1,
      (from, to, both) => both / (Math.sqrt((counts[from] as number) * (counts[to] as number)) + shrinkage),
    ),
  )
}

/** Three-step random walks, with the popularity of what they reach damped by `beta` (RP3beta, Paudel et al. 2016). */
export function fitRp3Beta(baskets: Baskets, { neighbours = 200, alpha = 0.8, beta = 0.6 } = {}): Scorer {
  const counts = itemCounts(baskets)
  const leaving = counts.map((count) => count ** alpha)
  const damping = counts.map((count) => count ** beta)
  return walker(
    coOccurring(
      baskets,
      neighbours,
      (length) => 1 / length ** alpha,
      (from, to, walks) => walks / ((leaving[from] as number) * (damping[to] as number)),
    ),
  )
}

/** User-user: customers with the most alike histories (cosine) vote with their items. */
export function fitUserKnn(baskets: Baskets, { neighbours = 100 } = {}): Scorer {
  const { start, item: items } = baskets
  const byItem = turned(baskets)
  const norms = Float32Array.from({ length: baskets.customers }, (_, customer) =>
    Math.sqrt((start[customer + 1] as number) - (start[customer] as number)),
  )
  const likeness = new Float32Array(baskets.customers)
  return {
    score(history, weights, into) {
      into.fill(0)
      const touched: number[] = []
      for (let at = 0; at < history.length; at += 1) {
        const worth = weights[at] as number
        const buyers = basketOf(byItem, history[at] as number)
        for (let next = 0; next < buyers.length; next += 1) {
          const customer = buyers[next] as number
          if (likeness[customer] === 0) touched.push(customer)
          likeness[customer] = (likeness[customer] as number) + worth
        }
      }
      for (const customer of touched)
        likeness[customer] = (likeness[customer] as number) / (norms[customer] as number)
      for (const customer of strongest(touched, likeness, neighbours)) {
        const alike = likeness[customer] as number
        for (let at = start[customer] as number; at < (start[customer + 1] as number); at += 1) {
          const item = items[at] as number
          into[item] = (into[item] as number) + alike
        }
      }
      for (const customer of touched) likeness[customer] = 0
    },
  }
}

/** How much an entry still counts, by its age as a share of the whole log's span; all the same without times. */
function fadedCounts(baskets: Baskets, halfLife: number): Float64Array {
  const { item, items, time } = baskets
  if (!time || time.length === 0) return itemCounts(baskets)
  let [oldest, newest] = [Infinity, -Infinity]
  for (const one of time) {
    oldest = Math.min(oldest, one)
    newest = Math.max(newest, one)
  }
  const unit = (newest - oldest) * halfLife || 1
  const counts = new Float64Array(items)
  for (let at = 0; at < item.length; at += 1) {
    const one = item[at] as number
    counts[one] = (counts[one] as number) + 2 ** (((time[at] as number) - newest) / unit)
  }
  return counts
}

/** How many had to do with each item; with `halfLife` (a share of the log's span) older entries count less. */
export function fitPopularity(baskets: Baskets, { halfLife }: { halfLife?: number } = {}): Scorer {
  const counts = halfLife === undefined ? itemCounts(baskets) : fadedCounts(baskets, halfLife)
  return {
    score(_history, _weights, into) {
      for (let item = 0; item < into.length; item += 1) into[item] = counts[item] as number
    },
  }
}
