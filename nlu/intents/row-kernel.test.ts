// Both kernels of training do the same, to the last bit.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { plainRowKernel } from './plain-row-kernel.js'
import type { RowKernel } from './row-arrays.js'
import { compiledRowKernel } from './row-kernel.js'

const rows = 40

/** Scores and teaches some rows a few times, other tiles each time; the bits of what comes of it. */
function work(kernel: RowKernel, classes: number): Record<'weights' | 'squares' | 'sums', number[]> {
  const { weights, squares, sums, errors, at, by, tiles } = kernel.arrays
  const random = seededRandom(7)
  const some = (width: number): number => (random() - 0.5) * width
  for (let i = 0; i < weights.length; i++) weights[i] = some(2)
  for (let i = 0; i < squares.length; i++) squares[i] = 0.01 + random() * random()
  const seen: number[] = []
  for (let round = 0; round < 6; round++) {
    for (let c = 0; c < classes; c++) {
      sums[c] = some(1)
      errors[c] = random() < 0.4 ? 0 : some(1)
    }
    for (let i = 0; i < 24; i++) {
      at[i] = Math.floor(random() * rows) * classes
      by[i] = random()
    }
    let chosen = 0
    for (let tile = 0; tile < classes; tile += 4) if (round === 0 || random() < 0.6) tiles[chosen++] = 4 * tile
    if (chosen === 0) tiles[chosen++] = 0
    kernel.sum(24, chosen)
    seen.push(...sums.subarray(0, classes))
    kernel.learn(23, chosen, 0.35)
  }
  return { weights: [...weights], squares: [...squares], sums: seen }
}

describe.each([1, 2, 4, 7, 150])('%d classes', (classes) => {
  const compiled = work(compiledRowKernel(rows * classes, classes), classes)

  it('are summed up and learnt alike by the compiled kernel and the plain one', () => {
    expect(work(plainRowKernel(rows * classes, classes), classes)).toEqual(compiled)
  })

  it('come to numbers', () => {
    expect([...compiled.weights, ...compiled.squares, ...compiled.sums].every(Number.isFinite)).toBe(true)
  })
})

describe('one row', () => {
  const kernel = compiledRowKernel(3 * 2, 2)
  const { weights, squares, sums, errors, at, by } = kernel.arrays
  weights.set([1, 2, 3, 4, 5, 6])
  squares.fill(0.75)

  it('is added up with its share, beside rows that count nothing', () => {
    at[0] = 2
    by[0] = 0.5
    sums.set([10, 20])
    kernel.sum(8, 1)
    expect([...sums.subarray(0, 2)]).toEqual([11.5, 22])
  })

  it('learns by its error and what it learnt before, and the next row stays as it is', () => {
    errors[1] = -1
    kernel.learn(1, 1, 2)
    expect([...squares]).toEqual([0.75, 0.75, 0.75, 1, 0.75, 0.75])
    expect([...weights]).toEqual([1, 2, 3, 5, 5, 6])
  })
})
