// EASE for large catalogues: fitted on the most frequent items, while a neighbourhood model places the long tail.
import { basketOf, itemCounts, toBaskets, type Baskets, type Scorer } from '../baskets.js'
import { fitRp3Beta } from '../neighbourhoods.js'
import { fitEase, sparseEase, type EaseOptions } from './ease.js'

export interface CatalogueOptions extends EaseOptions {
  /** Items that get the learned weights; default 8,000. */
  frequent?: number
  /** Strongest weights kept for each item; all of them when absent and the catalogue is small. */
  neighbours?: number
}

/** Up to this many items the whole square is kept (64 MB) and scored in about a millisecond. */
const denseItems = 4_000
const keptNeighbours = 400

/** Any number of items. */
export function fitCatalogueEase(baskets: Baskets, options: CatalogueOptions = {}): Scorer {
  const { frequent = 8_000, neighbours, ...ease } = options
  const sparse = neighbours ?? (Math.min(baskets.items, frequent) > denseItems ? keptNeighbours : undefined)
  const fit = (some: Baskets): Scorer => {
    const dense = fitEase(some, ease)
    return sparse === undefined ? dense : sparseEase(dense, sparse)
  }
  return baskets.items <= frequent ? fit(baskets) : withTail(baskets, frequent, fit)
}

function withTail(baskets: Baskets, frequent: number, fit: (some: Baskets) => Scorer): Scorer {
  const counts = itemCounts(baskets)
  const byCount = Array.from(counts.keys()).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
  const head = Int32Array.from(byCount.slice(0, frequent))
  const placeOf = new Int32Array(baskets.items).fill(-1)
  for (const [place, item] of head.entries()) placeOf[item] = place
  const rows = Array.from({ length: baskets.customers }, (_, customer) =>
    basketOf(baskets, customer)
      .map((item) => placeOf[item] as number)
      .filter((place) => place >= 0),
  )
  const learned = fit(toBaskets(rows, frequent))
  const tail = fitRp3Beta(baskets)
  const headScores = new Float32Array(frequent)
  return {
    score(history, weights, into) {
      tail.score(history, weights, into)
      const kept = [...history.keys()].filter((at) => (placeOf[history[at] as number] as number) >= 0)
      const shown = Int32Array.from(kept, (at) => placeOf[history[at] as number] as number)
      if (shown.length === 0) return
      learned.score(
        shown,
        Float32Array.from(kept, (at) => weights[at] as number),
        headScores,
      )
      // The two speak different units: the tail is brought to the height that it reaches on the items both can see.
      let most = -Infinity
      let mostTail = 0
      for (let place = 0; place < frequent; place += 1) {
        most = Math.max(most, headScores[place] as number)
        mostTail = Math.max(mostTail, into[head[place] as number] as number)
      }
      const scale = mostTail > 0 ? most / mostTail : 0
      for (let item = 0; item < into.length; item += 1) into[item] = (into[item] as number) * scale
      for (let place = 0; place < frequent; place += 1) into[head[place] as number] = headScores[place] as number
    },
  }
}
