// Where a training begins that others have gone before.
import { describe, expect, it } from 'vitest'
import { MeanStart } from './mean-start.js'
import { smallSet } from './softmax.js'
import type { LearntWeights } from './weight-table.js'

const size = { rows: smallSet + 1, features: 3, classes: 2, models: 2 }

/** As many features as there are pairs before the last, which is the bias. */
const model = (weights: readonly number[], squares: readonly number[]): LearntWeights => ({
  classes: 2,
  features: weights.length / 2 - 1,
  weights: Float32Array.from(weights),
  squares: Float32Array.from(squares),
})

describe('starting from models of parts of the rows', () => {
  it('takes their mean, the bias at its own place, and what each row has taught once', () => {
    const start = new MeanStart(size)
    start.add(model([2, 4, 6, 8, 1, 3], [1, 1, 1, 1, 9, 9]))
    start.add(model([4, 8, 0, 0, 10, 20, 3, 5], [2, 2, 2, 2, 2, 2, 8, 8]))
    const begun = start.take()
    expect(begun).toMatchObject({ classes: 2, features: 3 })
    expect([...(begun?.weights ?? [])]).toEqual([3, 6, 3, 4, 5, 10, 2, 4])
    expect([...(begun?.squares ?? [])]).toEqual([3, 3, 3, 3, 2, 2, 17, 17])
  })

  it('begins small sets anew, which are learnt in no time, and those too large to hold twice', () => {
    for (const other of [
      { ...size, rows: smallSet },
      { ...size, features: 12_000_000 },
    ]) {
      const start = new MeanStart(other)
      start.add(model([2, 4, 1, 3], [1, 1, 1, 1]))
      start.add(model([2, 4, 1, 3], [1, 1, 1, 1]))
      expect(start.take()).toBeUndefined()
    }
  })
})
