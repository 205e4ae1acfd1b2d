import { describe, expect, it } from 'vitest'
import { rankWeights, toBaskets, type Scorer } from './baskets.js'
import { fitCatalogueEase } from './ease/frequent-items.js'
import { fitItemKnn, fitPopularity, fitRp3Beta, fitUserKnn } from './neighbourhoods.js'
import { fitContent } from './title-content.js'

// Items 0-4 and 5-9 are bought by different people; 10 by everybody.
const baskets = toBaskets(
  Array.from({ length: 40 }, (_, customer) => [
    ...[0, 1, 2, 3, 4].filter((at) => (customer + at) % 4 !== 0).map((at) => at + (customer % 2) * 5),
    10,
  ]),
  11,
)
const scoresOf = (scorer: Scorer, history: readonly number[], items = 11) => {
  const scores = new Float32Array(items)
  scorer.score(Int32Array.from(history), rankWeights(history.length, undefined), scores)
  return scores
}

describe('neighbourhood models', () => {
  it.each([
    ['item-item', fitItemKnn(baskets)],
    ['random walks', fitRp3Beta(baskets)],
    ['user-user', fitUserKnn(baskets)],
    ['EASE on the most frequent items', fitCatalogueEase(baskets, { frequent: 8, regularization: 5 })],
  ])('%s puts what like customers have before what others have', (_, scorer) => {
    const scores = scoresOf(scorer, [0, 1])
    const sumOf = (from: number, to: number) => scores.subarray(from, to).reduce((sum, score) => sum + score, 0)
    expect(sumOf(2, 5)).toBeGreaterThan(0)
    expect(sumOf(2, 5)).toBeGreaterThan(sumOf(5, 10))
  })

  it('give a stranger nothing, but popularity gives what everybody has', () => {
    expect(Math.max(...scoresOf(fitItemKnn(baskets), []))).toBe(0)
    expect(scoresOf(fitPopularity(baskets), []).indexOf(40)).toBe(10)
  })
})

describe('content', () => {
  const texts = [
    'red wool scarf',
    'blue wool hat',
    'garden spade',
    '羊毛围巾',
    '红色羊毛帽',
    '',
    'steel spade',
    'tea',
    'cup',
    'bowl',
    'jar',
  ]

  it('places an item that nobody has bought by its words, in both languages', () => {
    const content = fitContent(texts)
    expect(scoresOf(content, [0], texts.length)[1]).toBeGreaterThan(0)
    expect(scoresOf(content, [3], texts.length)[4]).toBeGreaterThan(0)
    expect(scoresOf(content, [0], texts.length)[2]).toBe(0)
    expect(Math.max(...scoresOf(content, [5], texts.length))).toBe(0)
  })
})
