// The two loops in which training spends its time, over a few tiles of four classes each: adding up the rows of a text's features, and teaching
// them. Once in WebAssembly, four numbers an instruction, and once in plain JavaScript, for where that is not to be had; both do the same
// single-precision operations in the same order, so that a model does not depend on which of them trained it.
import {
  add,
  addVectors,
  advance,
  assemble,
  compiledOr,
  divideVectors,
  functionsOf,
  get,
  load,
  loadInteger,
  loadSplat,
  memoryOf,
  multiplyVectors,
  repeat,
  set,
  shiftLeftBy,
  splat,
  squareRoots,
  store,
  subtractVectors,
  type Code,
} from '../../platform/wasm/assemble.js'
import { plainRowKernel } from './plain-row-kernel.js'
import { mostRows, rowsAtOnce, tileWidth, type RowKernel } from './row-arrays.js'

const eight = [0, 1, 2, 3, 4, 5, 6, 7]

// Parameters, then integers, then vectors.
const [at, by, rowsLeft, tiles, tileCount, matrix, sums] = [0, 1, 2, 3, 4, 5, 6]
const [firstRow, tileAt, tilesLeft, tile, firstShare] = [7, 15, 16, 17, 18]

const product = (row: number): Code => [
  ...[...get(firstRow + row), ...get(tile), ...add, ...load(0)],
  ...[...get(firstShare + row), ...multiplyVectors],
]
const sumOfFour = (from: number): Code => [
  ...product(from),
  ...[1, 2, 3].flatMap((more) => [...product(from + more), ...addVectors]),
]

const sumBody = repeat(rowsLeft, [
  ...eight.flatMap((row) => [
    ...[...get(matrix), ...get(at), ...loadInteger(4 * row), ...shiftLeftBy(2), ...add, ...set(firstRow + row)],
    ...[...get(by), ...loadSplat(4 * row), ...set(firstShare + row)],
  ]),
  ...[...get(tiles), ...set(tileAt), ...get(tileCount), ...set(tilesLeft)],
  ...repeat(tilesLeft, [
    ...[...get(tileAt), ...loadInteger(0), ...set(tile)],
    ...[...get(sums), ...get(tile), ...add],
    ...[...get(sums), ...get(tile), ...add, ...load(0)],
    ...[...sumOfFour(0), ...addVectors, ...sumOfFour(4), ...addVectors, ...store(0)],
    ...advance(tileAt, 4),
  ]),
  ...[...advance(at, 32), ...advance(by, 32)],
])

const [weights, squares, errors, rate] = [5, 6, 7, 8]
const [weightsAt, squaresAt, learnTileAt, learnTilesLeft, learnTile] = [9, 10, 11, 12, 13]
const [share, rates, gradient, square] = [14, 15, 16, 17]

const addressIn = (row: number): Code => [...get(row), ...get(learnTile), ...add]

const learnBody = [
  ...[...get(rate), ...splat, ...set(rates)],
  ...repeat(rowsLeft, [
    ...[...get(at), ...loadInteger(0), ...shiftLeftBy(2), ...set(learnTile)],
    ...[...get(weights), ...get(learnTile), ...add, ...set(weightsAt)],
    ...[...get(squares), ...get(learnTile), ...add, ...set(squaresAt)],
    ...[...get(by), ...loadSplat(0), ...set(share)],
    ...[...get(tiles), ...set(learnTileAt), ...get(tileCount), ...set(learnTilesLeft)],
    ...repeat(learnTilesLeft, [
      ...[...get(learnTileAt), ...loadInteger(0), ...set(learnTile)],
      ...[...get(share), ...addressIn(errors), ...load(0), ...multiplyVectors, ...set(gradient)],
      ...[...addressIn(squaresAt), ...load(0)],
      ...[...get(gradient), ...get(gradient), ...multiplyVectors, ...addVectors, ...set(square)],
      ...[...addressIn(squaresAt), ...get(square), ...store(0)],
      ...[...addressIn(weightsAt), ...addressIn(weightsAt), ...load(0)],
      ...[...get(rates), ...get(gradient), ...multiplyVectors, ...get(square), ...squareRoots, ...divideVectors],
      ...[...subtractVectors, ...store(0)],
      ...advance(learnTileAt, 4),
    ]),
    ...[...advance(at, 4), ...advance(by, 4)],
  ]),
]

let compiled: WebAssembly.Module | undefined

const compile = (): WebAssembly.Module =>
  (compiled ??= assemble([
    {
      ...{ name: 'sum', parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
      ...{
        locals: [
          [11, 'i32'],
          [8, 'v128'],
        ],
        body: sumBody,
      },
    },
    {
      ...{ name: 'learn', parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'f32'] },
      ...{
        locals: [
          [5, 'i32'],
          [4, 'v128'],
        ],
        body: learnBody,
      },
    },
  ]))

/** A kernel over so many rows, all 0. */
export const createRowKernel = (rows: number, classes: number): RowKernel =>
  compiledOr(
    () => compiledRowKernel(rows * classes, classes),
    () => plainRowKernel(rows * classes, classes),
  )

/** The compiled kernel. Throws a RangeError where memory is short, or would be more than 4 GiB. */
export function compiledRowKernel(numbers: number, classes: number): RowKernel {
  const wide = Math.ceil(classes / tileWidth) * tileWidth
  // Tiles that reach beyond the last row find numbers there that nobody looks at.
  const lengths = [numbers + tileWidth, numbers + tileWidth, wide, wide, mostRows, mostRows, wide / tileWidth]
  const starts: number[] = []
  let end = 0
  for (const length of lengths) {
    starts.push(end)
    end += Math.ceil(length / tileWidth) * tileWidth * 4
  }
  const memory = memoryOf(end)
  const { buffer } = memory
  const [weightsAt, squaresAt, sumsAt, errorsAt, atAt, byAt, tilesAt] = starts as [
    ...[number, number, number, number, number, number, number],
  ]
  const kernel = functionsOf(compile(), memory) as unknown as CompiledFunctions
  return {
    arrays: {
      weights: new Float32Array(buffer, weightsAt, numbers),
      squares: new Float32Array(buffer, squaresAt, numbers),
      sums: new Float32Array(buffer, sumsAt, wide),
      errors: new Float32Array(buffer, errorsAt, wide),
      at: new Int32Array(buffer, atAt, mostRows),
      by: new Float32Array(buffer, byAt, mostRows),
      tiles: new Int32Array(buffer, tilesAt, wide / tileWidth),
    },
    sum: (rows, tiles) => {
      kernel.sum(atAt, byAt, rows / rowsAtOnce, tilesAt, tiles, weightsAt, sumsAt)
    },
    learn: (rows, tiles, rate) => {
      kernel.learn(atAt, byAt, rows, tilesAt, tiles, weightsAt, squaresAt, errorsAt, rate)
    },
  }
}

interface CompiledFunctions {
  sum(at: number, by: number, eights: number, tiles: number, tileCount: number, matrix: number, sums: number): void
  learn(
    ...addresses: [
      ...[at: number, by: number, rows: number, tiles: number, tileCount: number],
      ...[weights: number, squares: number, errors: number, rate: number],
    ]
  ): void
}
