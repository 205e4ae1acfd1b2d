import { describe, expect, it } from 'vitest'
import { sharedData } from '../../tests/support/shared-data.js'
import { columnOf, readTable, type Table } from '../imports/read/index.js'
import { seededRandom } from '../learning/random.js'
import { crossValidate, signalOf, stratifiedFolds } from './evaluation/cross-validate.js'
import { areaUnderCurve, calibrationError, scorePredictions } from './evaluation/metrics.js'
import { buildMatrix, namesOf, readLabels, recipesOf } from './features.js'
import { boostedTrees } from './models/boosted-trees.js'
import { modelKinds } from './models/index.js'
import { logisticRegression } from './models/logistic.js'
import type { Matrix } from './models/model.js'

const random = seededRandom(5)
const rows = 600
const noise: Matrix = { rows, columns: 3, values: Float64Array.from({ length: rows * 3 }, () => random() * 2 - 1) }
const at = (row: number, column: number): number => noise.values[row * 3 + column] ?? 0

/** Yes where two columns have the same sign: nothing that a straight line can find. */
const crossed = Uint8Array.from({ length: rows }, (_, row) => (at(row, 0) * at(row, 1) > 0 ? 1 : 0))
const straight = Uint8Array.from({ length: rows }, (_, row) =>
  at(row, 0) + 0.5 * at(row, 2) + 0.4 * (random() - 0.5) > 0 ? 1 : 0,
)
const coin = Uint8Array.from({ length: rows }, () => (random() < 0.5 ? 1 : 0))

const tableOf = (columns: Readonly<Record<string, readonly string[]>>): Table => ({
  rows: Object.values(columns)[0]?.length ?? 0,
  unreadable: [],
  columns: Object.entries(columns).map(([name, cells]) => {
    const values = [...new Set(cells)]
    return { name, values, codes: Int32Array.from(cells, (cell) => values.indexOf(cell)) }
  }),
})

describe('models', () => {
  it.each(modelKinds().map((kind) => [kind.name, kind] as const))('%s finds a straight rule', (_, kind) => {
    const score = crossValidate(kind, noise, straight)
    expect(score.auc).toBeGreaterThan(0.93)
    expect(signalOf(score)).toBe('strong')
  })

  it.each(modelKinds().map((kind) => [kind.name, kind] as const))(
    '%s says of coin flips that there is no signal',
    (_, kind) => {
      expect(signalOf(crossValidate(kind, noise, coin))).toBe('none')
    },
  )

  it('finds with trees what no line can', () => {
    expect(crossValidate(boostedTrees(), noise, crossed).auc).toBeGreaterThan(0.9)
    expect(crossValidate(logisticRegression(), noise, crossed).auc).toBeLessThan(0.6)
  })

  it('foretells the same when trained again', () => {
    for (const kind of modelKinds())
      expect(kind.train(noise, straight).predict(noise)).toEqual(kind.train(noise, straight).predict(noise))
  })

  it('stays finite where the classes can be told apart entirely', () => {
    const labels = Uint8Array.from({ length: rows }, (_, row) => (at(row, 0) > 0 ? 1 : 0))
    for (const kind of modelKinds()) {
      const foretold = kind.train(noise, labels).predict(noise)
      expect(foretold.every((probability) => probability >= 0 && probability <= 1)).toBe(true)
    }
  })

  it('gives the intercept alone when columns say nothing: the share of yes', () => {
    const flat: Matrix = { rows: 10, columns: 1, values: new Float64Array(10).fill(3) }
    const labels = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 1, 0, 0])
    expect(logisticRegression().train(flat, labels).predict(flat)[0]).toBeCloseTo(0.2, 6)
  })
})

describe('scores', () => {
  it('follow their definitions', () => {
    const labels = Uint8Array.from([1, 1, 0, 0])
    expect(areaUnderCurve(Float64Array.from([0.9, 0.8, 0.2, 0.1]), labels)).toBe(1)
    expect(areaUnderCurve(Float64Array.from([0.1, 0.2, 0.8, 0.9]), labels)).toBe(0)
    expect(areaUnderCurve(Float64Array.from([0.5, 0.5, 0.5, 0.5]), labels)).toBe(0.5)
    expect(calibrationError(Float64Array.from([0.75, 0.75, 0.25, 0.25]), labels)).toBeCloseTo(0.25)
    const { brier, logLoss } = scorePredictions(Float64Array.from([0.8, 0.8, 0.2, 0.2]), labels)
    expect([brier, logLoss]).toEqual([expect.closeTo(0.04), expect.closeTo(-Math.log(0.8))])
  })

  it('come from folds that hold both classes evenly', () => {
    const folds = stratifiedFolds(
      Uint8Array.from({ length: 100 }, (_, row) => (row < 10 ? 1 : 0)),
      5,
      1,
    )
    for (let fold = 0; fold < 5; fold += 1) {
      expect(folds.filter((one) => one === fold)).toHaveLength(20)
      expect(folds.slice(0, 10).filter((one) => one === fold)).toHaveLength(2)
    }
  })
})

describe('columns', () => {
  const table = tableOf({
    id: ['a1', 'b2', 'c3', 'd4'],
    age: ['31', '', '45', '27'],
    plan: ['free', 'gold', 'gold', 'n/a'],
    same: ['x', 'x', 'x', 'x'],
    left: ['yes', 'no', 'no', 'no'],
  })

  it('become numbers, choices and marks of gaps; what says nothing is left out', () => {
    const recipes = recipesOf(table, ['left', 'id'])
    expect(namesOf(recipes)).toEqual(['age', 'age is missing', 'plan = gold', 'plan = free'])
    expect([...buildMatrix(table, recipes).values]).toEqual([31, 0, 0, 1, 31, 1, 1, 0, 45, 0, 1, 0, 27, 0, 0, 0])
  })

  it('know which label says yes', () => {
    expect(readLabels(columnOf(table, 'left'))).toEqual({ labels: Uint8Array.from([1, 0, 0, 0]), yes: 'yes' })
  })

  it('refuse a label with more than two values, by name', () => {
    expect(() => readLabels(columnOf(table, 'plan'))).toThrow(/"plan" must hold exactly two values/)
  })
})

describe('public sessions of a shop', () => {
  const path = sharedData('online-shoppers', 'online_shoppers_intention.csv')
  it.skipIf(path === undefined).each([
    ['boosted trees', 0.9341],
    ['logistic regression', 0.9147],
  ])(
    'are foretold by %s as well as by scikit-learn, with honest probabilities (shared data)',
    async (name, theirs) => {
      const kind = modelKinds().find((one) => one.name === name) ?? boostedTrees()
      const table = await readTable(path ?? '')
      const { labels } = readLabels(columnOf(table, 'Revenue'))
      const score = crossValidate(kind, buildMatrix(table, recipesOf(table, ['Revenue'])), labels)
      expect(score.model).toBe(name)
      expect(score.meanFoldAuc).toBeGreaterThanOrEqual(theirs - 0.002)
      expect(score.calibrationError).toBeLessThanOrEqual(0.02)
    },
    300_000,
  )
})
