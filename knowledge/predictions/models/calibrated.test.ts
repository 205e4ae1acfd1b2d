import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../learning/random.js'
import { crossValidate } from '../evaluation/cross-validate.js'
import { areaUnderCurve, calibrationError } from '../evaluation/metrics.js'
import { calibrated, calibrationOf } from './calibrated.js'
import { logisticRegression } from './logistic.js'
import { sigmoid, type Matrix } from './model.js'

const rows = 4_000

/** Yes as often as `rate` says of a row's only number, 0 … 1. */
function madeUp(rate: (value: number) => number): { foretold: Float64Array; labels: Uint8Array } {
  const random = seededRandom(8)
  const foretold = Float64Array.from({ length: rows }, () => 0.02 + 0.96 * random())
  return { foretold, labels: Uint8Array.from(foretold, (value) => (random() < rate(value) ? 1 : 0)) }
}

describe('calibration', () => {
  it('leaves honest probabilities as they are', () => {
    const { foretold, labels } = madeUp((value) => value)
    expect(calibrationOf(foretold, labels)).toBeUndefined()
  })

  it.each([
    ['too sure', (value: number) => sigmoid(0.4 * Math.log(value / (1 - value)))],
    ['too timid', (value: number) => sigmoid(3 * Math.log(value / (1 - value)))],
    ['too high, and most of all in the middle', (value: number) => value ** 3],
  ])('mends what is %s, and keeps the order', (_, rate) => {
    const { foretold, labels } = madeUp(rate)
    const honest = calibrationOf(foretold, labels)?.(foretold) ?? new Float64Array()
    expect(calibrationError(foretold, labels)).toBeGreaterThan(0.08)
    expect(calibrationError(honest, labels)).toBeLessThan(0.03)
    expect(areaUnderCurve(honest, labels)).toBeCloseTo(areaUnderCurve(foretold, labels), 10)
  })

  it('leaves alone what says the contrary of what comes true', () => {
    const { foretold, labels } = madeUp((value) => 1 - value)
    expect(calibrationOf(foretold, labels)).toBeUndefined()
  })

  it('makes a line honest that bends the wrong way, on rows it has not seen', () => {
    // What counts is how many times as large a value is, not by how much it is larger.
    const random = seededRandom(3)
    const values = Float64Array.from({ length: rows }, () => Math.exp(4 * random() - 2))
    const matrix: Matrix = { rows, columns: 1, values }
    const labels = Uint8Array.from(values, (value) => (random() < sigmoid(2 * Math.log(value)) ? 1 : 0))
    const [plain, honest] = [logisticRegression(), calibrated(logisticRegression())].map((kind) =>
      crossValidate(kind, matrix, labels),
    )
    expect(honest?.calibrationError).toBeLessThan((plain?.calibrationError ?? 0) / 2)
    expect(honest?.logLoss).toBeLessThan(plain?.logLoss ?? 0)
    expect(honest?.meanFoldAuc).toBeCloseTo(plain?.meanFoldAuc ?? 0, 10)
  })
})
