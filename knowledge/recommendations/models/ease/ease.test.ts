import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../learning/random.js'
import { rankWeights, toBaskets } from '../baskets.js'
import { fitEase, sparseEase } from './ease.js'
import { invertInPlace, symmetricMatrix } from './invert.js'

/** XᵀX + I of a random X: symmetric, positive definite. */
function randomDefinite(size: number, seed: number): Float64Array {
  const random = seededRandom(seed)
  const x = Float64Array.from({ length: size * size }, () => random() - 0.5)
  const product = new Float64Array(size * size)
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1) {
      let sum = row === column ? 1 : 0
      for (let k = 0; k < size; k += 1) sum += x[k * size + row]! * x[k * size + column]!
      product[row * size + column] = sum
    }
  return product
}

describe('inverse of a symmetric matrix', () => {
  it('times the matrix is the identity, at any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.integer(), (size, seed) => {
        const original = randomDefinite(size, seed)
        const matrix = symmetricMatrix(size)
        for (let row = 0; row < size; row += 1)
          for (let column = 0; column <= row; column += 1)
            matrix.values[row * matrix.order + column] = original[row * size + column]!
        invertInPlace(matrix)
        const inverseAt = (row: number, column: number) =>
          matrix.values[Math.max(row, column) * matrix.order + Math.min(row, column)]!
        let worst = 0
        for (let row = 0; row < size; row += 1)
          for (let column = 0; column < size; column += 1) {
            let sum = 0
            for (let k = 0; k < size; k += 1) sum += original[row * size + k]! * inverseAt(k, column)
            worst = Math.max(worst, Math.abs(sum - (row === column ? 1 : 0)))
          }
        expect(worst).toBeLessThan(1e-3)
      }),
      { numRuns: 25 },
    )
  })

  it('refuses a matrix that has none', () => {
    const matrix = symmetricMatrix(8)
    expect(() => invertInPlace(matrix)).toThrow('not positive definite')
  })
})

describe('EASE', () => {
  // Two worlds of items: whoever has some of one world has nothing of the other.
  const baskets = toBaskets(
    Array.from({ length: 60 }, (_, customer) =>
      [0, 1, 2, 3, 4].filter((at) => (customer + at) % 5 !== 0).map((at) => at + (customer % 2) * 5),
    ),
    10,
  )

  it('puts what belongs together first', () => {
    const scores = new Float32Array(10)
    fitEase(baskets, { regularization: 5 }).score(Int32Array.from([0, 1]), rankWeights(2, undefined), scores)
    expect(Math.min(...scores.subarray(2, 5))).toBeGreaterThan(Math.max(...scores.subarray(5)))
  })

  it('never lets an item speak for itself', () => {
    const ease = fitEase(baskets)
    for (let item = 0; item < 10; item += 1) expect(ease.weight(item, item)).toBe(0)
  })

  it('adds up the weights of every entry, whatever the length of the history', () => {
    const random = seededRandom(4)
    const rows = Array.from({ length: 80 }, () => [...Array(37).keys()].filter(() => random() < 0.2))
    const ease = fitEase(toBaskets(rows, 37), { regularization: 5 })
    const scores = new Float32Array(37)
    for (const length of [0, 1, 3, 4, 5, 11]) {
      const history = Int32Array.from({ length }, (_, at) => 36 - 3 * at)
      const weights = rankWeights(length, 4)
      ease.score(history, weights, scores)
      for (let item = 0; item < 37; item += 1) {
        const sum = history.reduce((total, from, at) => total + weights[at]! * ease.weight(from, item), 0)
        expect(scores[item]).toBeCloseTo(sum, 5)
      }
    }
  })

  it('gives the same with all neighbours kept', () => {
    const ease = fitEase(baskets, { regularization: 5 })
    const [dense, sparse] = [new Float32Array(10), new Float32Array(10)]
    const history = Int32Array.from([7, 8])
    ease.score(history, rankWeights(2, 3), dense)
    sparseEase(ease, 9).score(history, rankWeights(2, 3), sparse)
    for (let item = 0; item < 10; item += 1) expect(sparse[item]).toBeCloseTo(dense[item]!, 5)
  })

  it('counts newer entries more when told to', () => {
    expect([...rankWeights(3, 1)]).toEqual([0.25, 0.5, 1])
    expect([...rankWeights(2, undefined)]).toEqual([1, 1])
  })
})
