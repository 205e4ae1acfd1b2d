import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { fitAutoencoder } from './autoencoder.js'
import { toBaskets } from './baskets.js'
import { fitPopularity } from './neighbourhoods.js'

/** Three kinds of customers, each with its own third of 30 items. */
function tastes(): number[][] {
  const random = seededRandom(5)
  return Array.from({ length: 300 }, (_, customer) => {
    const own = Array.from({ length: 10 }, (__, item) => (customer % 3) * 10 + item)
    return own.filter(() => random() < 0.5)
  })
}

describe('the autoencoder', () => {
  const baskets = toBaskets(tastes(), 30)
  const scoresFor = (seed?: number) => {
    const scores = new Float32Array(30)
    const scorer = fitAutoencoder(baskets, { hidden: 8, ...(seed !== undefined && { seed }) })
    scorer.score(Int32Array.of(11, 14), Float32Array.of(1, 1), scores)
    return scores
  }

  it('finds the rest of a taste from two items of it', () => {
    const scores = scoresFor()
    const best = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, 10)
    expect(best.filter((item) => item >= 10 && item < 20).length).toBeGreaterThanOrEqual(9)
  })

  it('is the same for the same seed', () => {
    expect(scoresFor(3)).toEqual(scoresFor(3))
    expect(scoresFor(3)).not.toEqual(scoresFor(4))
  })
})

describe('popularity', () => {
  it('fades: what is chosen now counts more than what was chosen often long ago', () => {
    const times = [0, 0, 0, 100, 100]
    const baskets = toBaskets([[0], [0], [0], [1], [1]], 2, (customer) => times[customer] ?? 0)
    const scores = new Float32Array(2)
    fitPopularity(baskets).score(new Int32Array(), new Float32Array(), scores)
    expect([...scores]).toEqual([3, 2])
    fitPopularity(baskets, { halfLife: 0.1 }).score(new Int32Array(), new Float32Array(), scores)
    expect(scores[1]).toBeGreaterThan(scores[0] ?? 0)
  })
})
