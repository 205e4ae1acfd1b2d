// The threshold spends at most its budget of wrong rejections.
import { describe, expect, it } from 'vitest'
import { chooseThreshold, curveBudgets, thresholdCurve } from './out-of-scope.js'

const inScope = Array.from({ length: 100 }, (_, i) => 0.3 + i / 200)

describe('choosing the threshold', () => {
  it('spends the whole budget where no out-of-scope sentence is known', () => {
    const { threshold, inScopeRejected, caught } = chooseThreshold(inScope, [], 0.05)
    expect(threshold).toBeCloseTo(0.325, 6)
    expect(inScopeRejected).toBe(0.05)
    expect(caught).toBeUndefined()
  })

  it('spends nothing where all out-of-scope sentences lie lower', () => {
    const point = chooseThreshold(inScope, [0.05, 0.1, 0.2], 0.05)
    expect(point).toMatchObject({ inScopeRejected: 0, caught: 1 })
    expect(point.threshold).toBeLessThan(0.3)
  })

  it('never spends more than the budget, however much could be caught', () => {
    const point = chooseThreshold(inScope, Array<number>(50).fill(0.5), 0.05)
    expect(point.inScopeRejected).toBeLessThanOrEqual(0.05)
    expect(point.caught).toBe(0)
  })
})

it('shows what each budget costs and catches, growing', () => {
  const curve = thresholdCurve(inScope, [0.1, 0.32, 0.4])
  expect(curve).toHaveLength(curveBudgets.length)
  for (const [i, point] of curve.entries()) {
    expect(point.inScopeRejected).toBeLessThanOrEqual(curveBudgets[i] ?? 0)
    expect(point.caught ?? 0).toBeGreaterThanOrEqual(curve[i - 1]?.caught ?? 0)
  }
})
