// Both kernels of scoring come to the same sums.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { compiledPairKernel, plainPairKernel, type PairKernel } from './pair-kernel.js'

const room = 30

function sumsOf(kernel: PairKernel): number[] {
  const { width, pairs, sums, at, by } = kernel
  const random = seededRandom(5)
  const whole = (most: number): number => Math.round((random() - 0.5) * 2 * most)
  for (let i = 0; i < width * room; i++) pairs[i] = whole(2 ** 40)
  for (let i = 0; i < width; i++) sums[i] = whole(2 ** 40)
  for (let i = 0; i < 24; i++) {
    at[i] = Math.floor(random() * room) * width
    by[i] = whole(100)
  }
  kernel.sum(24)
  kernel.sum(8)
  return [...sums]
}

describe.each([2, 4, 76])('rows of %d numbers', (width) => {
  it('are added up alike by the compiled kernel and the plain one', () => {
    expect(sumsOf(plainPairKernel(width, room))).toEqual(sumsOf(compiledPairKernel(width, room)))
  })
})

it.each([
  ['compiled', compiledPairKernel],
  ['plain', plainPairKernel],
])('the %s kernel adds each row as often as it says', (_, create) => {
  const kernel = create(2, 3)
  kernel.pairs.set([1, 10, 2, 20, 3, 30])
  kernel.sums.set([1000, 2000])
  kernel.at.set([4, 0, 2])
  kernel.by.set([2, -1, 0])
  kernel.sum(8)
  expect([...kernel.sums]).toEqual([1005, 2050])
})
