// Which texts go to the network together.
import { expect, it } from 'vitest'
import { batchesOf } from './length-batches.js'

const ofLengths = (...lengths: number[]): { at: number; ids: number[] }[] =>
  lengths.map((length, at) => ({ at, ids: Array.from({ length }, () => 1) }))
const lengthsOf = (...lengths: number[]): number[][] =>
  batchesOf(ofLengths(...lengths)).map((batch) => batch.map(({ ids }) => ids.length))

it('puts texts of like length together', () =>
  expect(lengthsOf(60, 8, 9, 58, 8)).toEqual([
    [8, 8, 9],
    [58, 60],
  ]))

it('stretches a few short texts rather than calling once more', () => expect(lengthsOf(14, 8, 8)).toEqual([[8, 8, 14]]))

it('calls once more rather than stretching many short texts', () =>
  expect(lengthsOf(14, 8, 8, 8)).toEqual([[8, 8, 8], [14]]))

it('holds every text once', () => {
  const places = batchesOf(ofLengths(5, 40, 7, 5, 22)).flatMap((batch) => batch.map(({ at }) => at))
  expect(places.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
})
