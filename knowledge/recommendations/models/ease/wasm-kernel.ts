// Two small WebAssembly functions with SIMD over single-precision numbers: C -= A·B on tiles of 4 × 8, in which the
// matrix inverse of the linear recommender spends nearly all its time (four numbers an instruction; about six times plain JavaScript), and
// the sum of four weighted rows, in which its answers do.
import {
  add,
  addVectors,
  advance,
  assemble,
  functionsOf,
  get,
  load,
  loadSplat,
  memoryOf,
  multiplyVectors,
  repeat,
  set,
  store,
  subtractVectors,
  type Code,
} from '../../../../platform/wasm/assemble.js'

// Locals: parameters 0-5, then two counters (i32), then vectors.
const [c, ldc, a, b, depth, count, aAt, left] = [0, 1, 2, 3, 4, 5, 6, 7]
const [firstSum, b0, b1, splat] = [8, 16, 17, 18]

const rows = [0, 1, 2, 3]

/** Leaves the address of row `row` of the C tile on the stack. */
const rowAddress = (row: number): Code => [...get(c), ...rows.slice(0, row).flatMap(() => [...get(ldc), ...add])]

/** Over tiles of 8 columns, and in each over the depth. */
const productBody = repeat(count, [
  ...rows.flatMap((row) => [
    ...[...rowAddress(row), ...load(0), ...set(firstSum + 2 * row)],
    ...[...rowAddress(row), ...load(16), ...set(firstSum + 2 * row + 1)],
  ]),
  ...[...get(a), ...set(aAt), ...get(depth), ...set(left)],
  ...repeat(left, [
    ...[...get(b), ...load(0), ...set(b0), ...get(b), ...load(16), ...set(b1)],
    ...rows.flatMap((row) => [
      ...[...get(aAt), ...loadSplat(4 * row), ...set(splat)],
      ...[b0, b1].flatMap((vector, half) => {
        const sum = firstSum + 2 * row + half
        return [...get(sum), ...get(splat), ...get(vector), ...multiplyVectors, ...subtractVectors, ...set(sum)]
      }),
    ]),
    ...[...advance(aAt, 16), ...advance(b, 32)],
  ]),
  ...rows.flatMap((row) => [
    ...[...rowAddress(row), ...get(firstSum + 2 * row), ...store(0)],
    ...[...rowAddress(row), ...get(firstSum + 2 * row + 1), ...store(16)],
  ]),
  ...advance(c, 32),
])

// The sum's own locals: parameters 0-6, then vectors.
const [sumAt, rowsAt, weightsAt, tilesLeft] = [0, [1, 2, 3, 4], 5, 6] as const
const [firstWeight, lowSum, highSum] = [7, 11, 12]

const sumBody = [
  ...rows.flatMap((row) => [...get(weightsAt), ...loadSplat(4 * row), ...set(firstWeight + row)]),
  // tiles of 8 columns
  ...repeat(tilesLeft, [
    ...[...get(sumAt), ...load(0), ...set(lowSum), ...get(sumAt), ...load(16), ...set(highSum)],
    ...rowsAt.flatMap((at, row) =>
      [lowSum, highSum].flatMap((sum, half) => [
        ...[...get(sum), ...get(at), ...load(16 * half), ...get(firstWeight + row)],
        ...[...multiplyVectors, ...addVectors, ...set(sum)],
      ]),
    ),
    ...[...get(sumAt), ...get(lowSum), ...store(0), ...get(sumAt), ...get(highSum), ...store(16)],
    ...[sumAt, ...rowsAt].flatMap((at) => advance(at, 32)),
  ]),
]

export interface Kernel {
  memory: WebAssembly.Memory
  /**
   * Four rows of C, `count` tiles of 8 columns side by side: C -= A·B. Addresses and `ldc` (from row to row of C) are in bytes; A is packed
   * [depth][4], B is packed [tile][depth][8]. `depth` and `count` are at least 1.
   */
  row(c: number, ldc: number, a: number, b: number, depth: number, count: number): void
  /** Adds four rows to the `tiles` × 8 numbers at `into`, each times its own of the four numbers at `weights`. Addresses are in bytes; `tiles` is at least 1. */
  sum(into: number, a: number, b: number, c: number, d: number, weights: number, tiles: number): void
}

let compiled: WebAssembly.Module | undefined

const compile = (): WebAssembly.Module =>
  (compiled ??= assemble([
    {
      ...{ name: 'row', parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
      ...{ locals: [[2, 'i32'], [11, 'v128']], body: productBody },
    },
    {
      ...{ name: 'sum', parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
      ...{ locals: [[6, 'v128']], body: sumBody },
    },
  ]))

/** A kernel over fresh zeroed memory of at least so many bytes (less than 4 GiB). */
export function createKernel(bytes: number): Kernel {
  const memory = memoryOf(bytes)
  const { row, sum } = functionsOf(compile(), memory)
  return { memory, row: row as Kernel['row'], sum: sum as Kernel['sum'] }
}
