// Too much learnt, too little, nothing to learn, and as it should be: said in words of curves over data made for each.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { boostedTrees } from '../models/boosted-trees.js'
import { logisticRegression } from '../models/logistic.js'
import type { Matrix } from '../models/model.js'
import { crossValidate } from './cross-validate.js'
import { learningCurves, settingsToVary, validationCurves } from './curves.js'
import { lossOfKnowingNothing, verdictOf } from './verdict.js'

const random = seededRandom(11)
const rows = 400
const noise = (columns: number): Matrix => ({
  ...{ rows, columns },
  values: Float64Array.from({ length: rows * columns }, () => random() * 2 - 1),
})
const narrow = noise(2)
const wide = noise(60)
const cell = ({ columns, values }: Matrix, row: number, column: number): number => values[row * columns + column] ?? 0
const labelled = (score: (row: number) => number): Uint8Array =>
  Uint8Array.from({ length: rows }, (_, row) => (score(row) > 0 ? 1 : 0))

const straight = labelled((row) => cell(narrow, row, 0) + cell(narrow, row, 1) + 0.5 * (random() - 0.5))
/** Yes at one corner and at the one across, a little more often at one of them: a line finds a little of it. */
const bent = labelled((row) => (cell(narrow, row, 0) + 0.25) * (cell(narrow, row, 1) + 0.25))
/** A little of one column among sixty. */
const faint = labelled((row) => cell(wide, row, 0) + 2 * (random() - 0.5))
const coin = labelled(() => random() - 0.5)

/** Few rounds with large steps: as flexible as many with small ones, and sooner done. */
const trees = boostedTrees({ rounds: 30, rate: 0.2 })

const judge = (matrix: Matrix, labels: Uint8Array) => {
  const scores = [logisticRegression(), trees].map((kind) => crossValidate(kind, matrix, labels))
  return scores.map((score) => verdictOf(score, labels, scores))
}

describe('the verdict', () => {
  it('is well fitted where a line is what there is', () => {
    const [line] = judge(narrow, straight)
    expect(line?.kind).toBe('well-fitted')
    expect(line?.words.en).toMatch(/^Well fitted: 9\d %/)
    expect(line?.words.zh).toMatch(/^拟合良好/)
  })

  it('is under-fitting where a model is too simple, and names one that is not', () => {
    const [line, bending] = judge(narrow, bent)
    expect(line).toMatchObject({ kind: 'under-fitting', words: { zh: expect.stringMatching(/^欠拟合/) as string } })
    expect(line?.words.en).toContain('"boosted trees"')
    expect(bending?.kind).not.toBe('under-fitting')
  })

  it('is over-fitting where a model learns rows by heart', () => {
    const [line, bending] = judge(wide, faint)
    expect(line).toMatchObject({ kind: 'over-fitting', words: { zh: expect.stringMatching(/^过拟合/) as string } })
    expect(bending?.kind).toBe('over-fitting')
  })

  it('is no signal for coin flips, however well they were learnt by heart', () => {
    const score = crossValidate(trees, wide, coin)
    expect(score.learned.auc).toBeGreaterThan(0.95)
    expect(verdictOf(score, coin, [score])).toMatchObject({
      kind: 'no-signal',
      words: { en: expect.stringMatching(/^No signal/) as string, zh: expect.stringMatching(/^没有信号/) as string },
    })
  })
})

describe('learning curves', () => {
  it('go from few rows to all: what is unseen is foretold better, what is known less by heart', () => {
    const [curve] = learningCurves([logisticRegression()], wide, faint)
    const points = curve?.points ?? []
    expect(points.map(({ rows: learnt }) => learnt)).toEqual([20, 40, 80, 160, 320])
    expect(points.at(-1)?.unseen.auc).toBeGreaterThan(points[0]?.unseen.auc ?? 1)
    expect(points.at(-1)?.learned.auc).toBeLessThan(points[0]?.learned.auc ?? 0)
    expect(curve?.verdict.kind).toBe('over-fitting')
    expect(curve?.moreRows).toMatchObject({ help: true, words: { en: expect.stringContaining('more rows') as string } })
  })

  it('are empty when there are too few rows to begin with', () => {
    const few = Uint8Array.from({ length: rows }, (_, row) => (row < 3 ? 1 : 0))
    expect(learningCurves([logisticRegression()], narrow, few)).toEqual([])
  })
})

describe('validation curves', () => {
  it('go from too simple to too flexible, and say which value is best', () => {
    const rounds = settingsToVary.filter(({ model }) => model === 'boosted trees')
    const [curve] = validationCurves(narrow, bent, {}, rounds)
    expect(curve?.points.map(({ value }) => value)).toEqual([5, 20, 75, 150, 400])
    expect(curve?.points[0]?.verdict.kind).toBe('under-fitting')
    expect(curve?.best).toBeGreaterThan(5)
    const [tight] = validationCurves(
      ...([wide, faint, {}] as const),
      settingsToVary.filter(({ model }) => model === 'logistic regression'),
    )
    expect(tight?.points.at(-1)?.verdict.kind).toBe('over-fitting')
    expect(tight?.best).toBeGreaterThan(1)
    const losses = tight?.points.map(({ learned }) => learned.logLoss) ?? []
    expect(losses).toEqual([...losses].sort((a, b) => b - a))
  })
})

describe('knowing nothing', () => {
  it('costs what the share of yes leaves open', () => {
    expect(lossOfKnowingNothing(Uint8Array.of(1, 0))).toBeCloseTo(Math.LN2)
    expect(lossOfKnowingNothing(Uint8Array.of(1, 0, 0, 0))).toBeCloseTo(0.5623, 4)
  })
})
