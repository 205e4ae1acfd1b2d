import { describe, expect, it } from 'vitest'
import { backoff } from './backoff.js'

describe('backoff', () => {
  it('doubles from try to try', () => {
    expect([1, 2, 3, 4].map((attempt) => backoff(attempt, 200, () => 1))).toEqual([200, 400, 800, 1_600])
  })

  it('takes off at most half, at random', () => {
    expect(backoff(2, 200, () => 0)).toBe(200)
    expect(backoff(2, 200, () => 0.5)).toBe(300)
  })

  it('never waits longer than five minutes, however often it failed', () => {
    expect([20, 100, 5_000].map((attempt) => backoff(attempt, 200, () => 1))).toEqual([300_000, 300_000, 300_000])
  })
})
