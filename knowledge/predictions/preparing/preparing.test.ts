// Fewer, other or more columns: taken where they help, left where they do not, and chosen without a look at rows that are tested on.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { crossValidate, signalOf } from '../evaluation/cross-validate.js'
import { areaUnderCurve } from '../evaluation/metrics.js'
import { logisticRegression } from '../models/logistic.js'
import { pickRows, type Matrix } from '../models/model.js'
import { selectByL1, l1Weights } from './l1-path.js'
import { mutualInformation, selectByInformation } from './mutual-information.js'
import { componentsOf, reduceToComponents } from './principal-components.js'
import type { Preparation } from './preparation.js'
import { withProducts } from './products.js'
import { drawInTails, withChoices } from './views.js'
import { withBest } from './with-best.js'

const matrixOf = (rows: number, columns: number, cell: (row: number, column: number) => number): Matrix => ({
  rows,
  columns,
  values: Float64Array.from({ length: rows * columns }, (_, at) => cell(Math.floor(at / columns), at % columns)),
})

/** About normal. */
function gauss(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6)
}

const noiseOf = (rows: number, columns: number, seed: number): Matrix => {
  const random = seededRandom(seed)
  return matrixOf(rows, columns, () => gauss(random))
}

const labelled = (matrix: Matrix, score: (row: Float64Array) => number): Uint8Array =>
  Uint8Array.from({ length: matrix.rows }, (_, row) =>
    score(matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns)) > 0 ? 1 : 0,
  )

const cellsOf = (row: Float64Array, ...places: number[]): number[] => places.map((at) => row[at] ?? 0)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const model = logisticRegression()
const choiceOn = (matrix: Matrix, labels: Uint8Array, preparations: readonly Preparation[]): readonly string[] =>
  withBest(model, preparations).train(matrix, labels).prepared ?? []

/** Three of a hundred columns say something: weights for the others are learnt by heart. */
const crowded = noiseOf(300, 100, 1)
const crowdedLabels = labelled(crowded, (row) => sum(cellsOf(row, 0, 1, 2)))

/** Every column says something. */
const useful = noiseOf(600, 6, 2)
const usefulLabels = labelled(useful, (row) => sum([...row]))

/** Sixty noisy measurements of two things. */
const measured = (() => {
  const random = seededRandom(3)
  const things = matrixOf(200, 2, () => gauss(random))
  const matrix = matrixOf(200, 60, (row, column) => {
    const [one, other] = cellsOf(things.values.subarray(row * 2, row * 2 + 2), 0, 1)
    return (column % 2 === 0 ? (one ?? 0) : (other ?? 0)) + 3 * gauss(random)
  })
  return { matrix, labels: labelled(things, (row) => sum([...row])) }
})()

describe.each([selectByInformation, selectByL1(0.1)])('$label', (preparation) => {
  it('are few where most columns say nothing, and foretell better', () => {
    expect(choiceOn(crowded, crowdedLabels, [preparation])).toEqual([preparation.label])
    const score = crossValidate(withBest(model, [preparation]), crowded, crowdedLabels)
    expect(score.logLoss).toBeLessThan(crossValidate(model, crowded, crowdedLabels).logLoss - 0.1)
    expect(score.prepared).toEqual([{ step: preparation.label, folds: 5 }])
  })

  it('are all where all say something', () => {
    expect(choiceOn(useful, usefulLabels, [preparation])).toEqual([])
  })

  it('give their importance to the columns that they are', () => {
    const { importance } = withBest(model, [preparation]).train(crowded, crowdedLabels)
    const strongest = [...importance.keys()].sort((a, b) => (importance[b] ?? 0) - (importance[a] ?? 0)).slice(0, 3)
    expect(strongest.sort()).toEqual([0, 1, 2])
    expect(importance).toHaveLength(100)
  })
})

describe('principal components', () => {
  it('stand for many measurements of few things, and foretell better', () => {
    const { matrix, labels } = measured
    expect(choiceOn(matrix, labels, reduceToComponents)[0]).toMatch(/^principal components/)
    expect(crossValidate(withBest(model, reduceToComponents), matrix, labels).logLoss).toBeLessThan(
      crossValidate(model, matrix, labels).logLoss - 0.05,
    )
  })

  it('are left where the answer lies in what varies least', () => {
    const { matrix, labels } = measured
    // The last column alone decides, and has nothing to do with the others.
    const own = noiseOf(matrix.rows, 1, 5)
    const wide = matrixOf(matrix.rows, 61, (row, column) =>
      column < 60 ? (matrix.values[row * 60 + column] ?? 0) : 100 * (own.values[row] ?? 0),
    )
    const answer = labelled(own, ([value = 0]) => value)
    expect(labels).not.toEqual(answer)
    expect(choiceOn(wide, answer, reduceToComponents)).toEqual([])
  })

  it('are at right angles, of unit length, largest variance first', () => {
    const { directions, variances } = componentsOf(useful, 3)
    const dot = (one: number, other: number): number =>
      sum(Array.from({ length: 6 }, (_, k) => (directions[one * 6 + k] ?? 0) * (directions[other * 6 + k] ?? 0)))
    expect(dot(0, 0)).toBeCloseTo(1, 9)
    expect(dot(0, 1)).toBeCloseTo(0, 9)
    expect([...variances]).toEqual([...variances].sort((a, b) => b - a))
  })
})

describe('engineered columns', () => {
  it('are products where two columns decide together, and none where they do not', () => {
    const crossed = labelled(useful, (row) => (row[0] ?? 0) * (row[1] ?? 0))
    expect(choiceOn(useful, crossed, [withProducts])).toEqual([withProducts.label])
    expect(crossValidate(withBest(model, [withProducts]), useful, crossed).auc).toBeGreaterThan(0.95)
    expect(choiceOn(useful, usefulLabels, [withProducts])).toEqual([])
  })

  it('draw in a long tail where the size of a number matters less and less', () => {
    const tailed = { ...useful, values: useful.values.map((value) => Math.exp(2 * value)) }
    expect(choiceOn(tailed, usefulLabels, [drawInTails])).toEqual([drawInTails.label])
    expect(choiceOn(useful, usefulLabels, [drawInTails])).toEqual([])
  })

  it('make choices of small whole numbers that stand for kinds', () => {
    const random = seededRandom(6)
    const kinds = matrixOf(600, 2, (_, column) => (column === 0 ? Math.floor(random() * 6) : gauss(random)))
    const labels = labelled(kinds, ([kind = 0]) => ([1, 4].includes(kind) ? 1 : -1))
    const trained = withBest(model, [withChoices]).train(kinds, labels)
    expect(trained.prepared).toEqual([withChoices.label])
    expect(trained.importance[0]).toBeGreaterThan((trained.importance[1] ?? 0) * 5)
  })
})

describe('choosing columns', () => {
  const few = noiseOf(100, 150, 8)
  const random = seededRandom(9)
  const coin = Uint8Array.from({ length: few.rows }, () => (random() < 0.5 ? 1 : 0))

  it('inside the folds finds no signal in noise, where choosing before them would find a strong one', () => {
    const leaky = selectByL1(0.5).fit(few, coin)?.apply(few) ?? few
    expect(signalOf(crossValidate(model, leaky, coin))).toBe('strong')
    for (const preparation of [selectByL1(0.5), selectByInformation])
      expect(signalOf(crossValidate(withBest(model, [preparation]), few, coin))).toBe('none')
  })

  it('never sees a row that is tested on', () => {
    // The first column is the number of the row.
    const numbered = matrixOf(60, 2, (row, column) => (column === 0 ? row : row % 7))
    const labels = labelled(numbered, ([row = 0]) => (row % 2 === 0 ? 1 : -1))
    const numbersOf = (some: Matrix): number[] => [...some.values].filter((_, at) => at % 2 === 0)
    const fitted: Set<number>[] = []
    const spy: Preparation = {
      label: 'spy',
      fit(matrix) {
        fitted.push(new Set(numbersOf(matrix)))
        return { apply: (others) => others, trace: (importance) => importance }
      },
    }
    const watching = {
      ...model,
      train: (learn: Matrix, known: Uint8Array) => {
        fitted.length = 0
        const trained = withBest(model, [spy]).train(learn, known)
        const seen = new Set(fitted.flatMap((rows) => [...rows]))
        return {
          ...trained,
          predict: (others: Matrix) => {
            const tested = numbersOf(others)
            // Asked about its own rows as well, for the learning score.
            if (!tested.every((row) => numbersOf(learn).includes(row)))
              expect(tested.filter((row) => seen.has(row))).toEqual([])
            return trained.predict(others)
          },
        }
      },
    }
    crossValidate(watching, numbered, labels)
    expect(fitted.length).toBeGreaterThanOrEqual(3)
    expect(fitted.slice(0, 3).every((rows) => rows.size === 32)).toBe(true)
  })

  it('is the same for rows that come later: a saved recipe, not a new one', () => {
    const trained = withBest(model, [selectByL1(0.1)]).train(crowded, crowdedLabels)
    const one = pickRows(crowded, Int32Array.of(7))
    expect(trained.predict(one)[0]).toBe(trained.predict(crowded)[7])
    expect(areaUnderCurve(trained.predict(crowded), crowdedLabels)).toBeGreaterThan(0.95)
  })
})

describe('information about the label', () => {
  it('is as expected by chance for noise, and far beyond it for what decides', () => {
    const found = mutualInformation(crowded, crowdedLabels)
    const beyond = found.map(({ information, chance }) => (information - chance.mean) / chance.deviation)
    expect(Math.min(...beyond.slice(0, 3))).toBeGreaterThan(5)
    expect(Math.abs(sum(beyond.slice(3)) / 97)).toBeLessThan(0.5)
  })

  it('comes in one column after the other as the penalty falls', () => {
    const used = [0.9, 0.3, 0.03].map((share) => l1Weights(crowded, crowdedLabels, share).filter(Boolean).length)
    expect(used[0]).toBeGreaterThanOrEqual(1)
    expect(used).toEqual([...used].sort((a, b) => a - b))
    expect(used[2]).toBeGreaterThan(10)
  })
})
