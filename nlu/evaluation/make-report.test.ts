// What a training says about itself.
import { describe, expect, it } from 'vitest'
import { stratifiedFolds } from './folds.js'
import type { HeldOutScore } from './held-out.js'
import { makeReport } from './make-report.js'
import { areaUnderRoc } from './ranking.js'

const held = (label: number, scores: number[], text = 'x'): HeldOutScore => ({
  label,
  scores: Float32Array.from(scores),
  knownShare: 1,
  text,
})

describe('the report', () => {
  const rows = [
    ...Array.from({ length: 8 }, () => held(0, [3, 0, 0])),
    ...Array.from({ length: 2 }, () => held(0, [0, 3, 0], 'taken for b')),
    ...Array.from({ length: 10 }, () => held(1, [0, 3, 0])),
    ...Array.from({ length: 5 }, () => held(-1, [0.1, 0, 0])),
  ]
  const { report, settings } = makeReport(['a', 'b', 'c'], rows, { budget: 0.05, folds: 5, startedAt: 0 })

  it('counts right answers, precision and recall by intent', () => {
    expect(report).toMatchObject({ rows: 20, intents: 3, accuracy: 0.9 })
    expect(report.perIntent[0]).toMatchObject({ intent: 'a', examples: 10, precision: 1, recall: 0.8 })
    expect(report.perIntent[1]).toMatchObject({ intent: 'b', recall: 1 })
    expect(report.perIntent[1]?.precision).toBeCloseTo(10 / 12, 9)
    expect(report.perIntent[2]).toMatchObject({ examples: 0, f1: 0 })
  })

  it('names the mistakes with an example', () =>
    expect(report.confusions).toEqual([
      { expected: 'a', got: 'b', count: 2, examples: ['taken for b', 'taken for b'] },
    ]))

  it('states a confidence near the share of right answers', () => {
    expect(report.reliability).toHaveLength(1)
    expect(report.reliability[0]?.confidence).toBeCloseTo(0.9, 1)
    expect(report.calibrationError).toBeLessThan(0.02)
  })

  it('sets a threshold that parts what is in scope from what is not', () => {
    expect(report.outOfScope.auroc).toBe(1)
    expect(report.outOfScope.chosen).toMatchObject({ inScopeRejected: 0, caught: 1 })
    expect(settings.threshold).toBeGreaterThan(0.3)
  })
})

it('spreads every intent evenly over the folds, the same for a seed', () => {
  const labels = Array.from({ length: 60 }, (_, i) => i % 6)
  const folds = stratifiedFolds(labels, 5, 3)
  for (let label = 0; label < 6; label++)
    expect(new Set(labels.flatMap((own, i) => (own === label ? [folds[i]] : []))).size).toBe(5)
  expect(stratifiedFolds(labels, 5, 3)).toEqual(folds)
  expect(stratifiedFolds(labels, 5, 4)).not.toEqual(folds)
})

it.each([
  [[3, 4], [1, 2], 1],
  [[1, 2], [3, 4], 0],
  [[1, 1], [1, 1], 0.5],
  [[], [1], undefined],
])('the area under the curve of %j against %j is %s', (above, below, area) =>
  expect(areaUnderRoc(above, below)).toBe(area),
)
