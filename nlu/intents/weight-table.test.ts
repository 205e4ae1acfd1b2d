// Rows of any length against weights of any width.
import { describe, expect, it } from 'vitest'
import { plainRowKernel } from './plain-row-kernel.js'
import type { SparseRows } from './sparse-rows.js'
import { WeightTable } from './weight-table.js'

const features = 2500
const classes = 6

/** Row 0 is empty; row 1 holds one feature, row 2 all of them. */
const rows: SparseRows = {
  offsets: Int32Array.of(0, 0, 1, 1 + features),
  features: Int32Array.of(7, ...Array.from({ length: features }, (_, i) => i)),
  values: new Float32Array(1 + features).fill(0.5),
}

/** Weight 2 in class 1 and 4 in class 5; bias 1 in class 1. */
function tableOf(kernel?: ReturnType<typeof plainRowKernel>): WeightTable {
  const table = new WeightTable(features, classes, kernel)
  for (let feature = 0; feature < features; feature++) {
    table.weights[feature * classes + 1] = 2
    table.weights[feature * classes + 5] = 4
  }
  table.weights[features * classes + 1] = 1
  table.squares.fill(1)
  return table
}

describe.each([
  ['compiled', undefined],
  ['plain', () => plainRowKernel((features + 1) * classes, classes)],
] as const)('the %s table', (_, kernel) => {
  it.each([
    [0, [0, 1, 0, 0, 0, 0]],
    [1, [0, 2, 0, 0, 0, 2]],
    [2, [0, 1 + features, 0, 0, 0, 2 * features]],
  ])('scores row %d', (row, scores) => {
    const table = tableOf(kernel?.())
    expect([...table.score(rows, row, table.chooseAll()).subarray(0, classes)]).toEqual(scores)
  })

  it('teaches every feature of a long row and the bias, in the classes with an error', () => {
    const table = tableOf(kernel?.())
    table.errors[5] = -Math.sqrt(3)
    table.learn(rows, 2, table.choose(Int32Array.of(5), 1), 1)
    for (const feature of [0, 1023, 1024, 2048, features - 1]) {
      const at = feature * classes
      expect([...table.weights.subarray(at, at + classes)].slice(0, 5)).toEqual([0, 2, 0, 0, 0])
      expect(table.weights[at + 5]).toBeCloseTo(4 + Math.sqrt(3) / 2 / Math.sqrt(1.75), 5)
      expect([...table.squares.subarray(at, at + classes)].slice(0, 5)).toEqual([1, 1, 1, 1, 1])
      expect(table.squares[at + 5]).toBeCloseTo(1.75, 5)
    }
    expect(table.squares[features * classes + 5]).toBeCloseTo(4, 5)
    expect(table.weights[features * classes + 5]).toBeCloseTo(Math.sqrt(3) / 2, 5)
  })
})

describe('choosing classes', () => {
  it('takes the tiles that they stand in, each once', () => {
    const table = new WeightTable(1, 20)
    expect(table.choose(Int32Array.of(1, 3, 4, 17, 19), 5)).toBe(3)
    expect(table.choose(Int32Array.of(9), 0)).toBe(0)
    expect(table.chooseAll()).toBe(5)
  })
})
