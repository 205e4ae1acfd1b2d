// Stated confidence agrees with how often the answer is right.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { fitTemperature, probabilities } from './calibration.js'

const into = (classes: number): Float64Array => new Float64Array(classes)

describe('probabilities', () => {
  it('add up to one and keep the order, also for huge scores', () => {
    const p = probabilities([1000, 999, -1000], 1, into(3))
    expect(p[0] ?? 0).toBeCloseTo(0.731, 3)
    expect([...p].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
  })

  it('flatten with a higher temperature', () => {
    const cold = probabilities([2, 0], 1, into(2))[0] ?? 0
    const warm = probabilities([2, 0], 4, into(2))[0] ?? 0
    expect(warm).toBeLessThan(cold)
    expect(warm).toBeGreaterThan(0.5)
  })
})

describe('fitting the temperature', () => {
  /** Scores that say 88 % while the answer is right with the given chance. */
  const rows = (chance: number): { scores: number[]; label: number }[] => {
    const random = seededRandom(1)
    return Array.from({ length: 4000 }, () => ({ scores: [2, 0], label: random() < chance ? 0 : 1 }))
  }

  it.each([0.6, 0.75, 0.95])('makes the stated confidence %d where that share is right', (chance) => {
    const temperature = fitTemperature(rows(chance))
    expect(probabilities([2, 0], temperature, into(2))[0] ?? 0).toBeCloseTo(chance, 1)
  })

  it('changes nothing without rows', () => expect(fitTemperature([])).toBe(1))
})
