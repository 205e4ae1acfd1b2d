// Recommenders over made-up baskets: how long they learn, and how long one customer's answer takes.
import { basketOf, rankWeights, type Baskets, type Scorer } from '../../knowledge/recommendations/models/baskets.js'
import { fitCatalogueEase } from '../../knowledge/recommendations/models/ease/frequent-items.js'
import {
  fitItemKnn,
  fitPopularity,
  fitRp3Beta,
  fitUserKnn,
} from '../../knowledge/recommendations/models/neighbourhoods.js'
import { bestOf } from '../../knowledge/recommendations/evaluation/metrics.js'
import { baskets } from './made-up.js'
import type { Prepared } from './measure.js'

const fits: ReadonlyMap<string, (some: Baskets) => Scorer> = new Map([
  ['ease', (some) => fitCatalogueEase(some, { regularization: 200 })],
  ['item-item', (some) => fitItemKnn(some)],
  ['user-user', (some) => fitUserKnn(some)],
  ['walks', (some) => fitRp3Beta(some)],
  ['popularity', (some) => fitPopularity(some)],
])

const asked = 1_000

export function measureRecommendations(method: string, size: number): Prepared {
  const made = baskets(size)
  return {
    units: size,
    work: () => {
      const begin = performance.now()
      const scorer = fits.get(method)?.(made)
      if (!scorer) throw new Error(`There is no method ${method}.`)
      const seconds = (performance.now() - begin) / 1000
      const scores = new Float32Array(size)
      const took = Float64Array.from({ length: asked }, (_, customer) => {
        const history = basketOf(made, customer)
        const from = performance.now()
        scorer.score(history, rankWeights(history.length, 15), scores)
        bestOf(scores, 10)
        return performance.now() - from
      }).sort()
      return { seconds, p50Ms: took[asked / 2], p95Ms: took[Math.floor(0.95 * asked)] }
    },
  }
}
