// Adds weighted rows of double-precision numbers up, eight at a time: a sum is fetched and put back once for all of them, which is most of the
// work. In WebAssembly two numbers an instruction, in plain JavaScript where that is not to be had; the numbers are whole, so both come to the
// same.
import {
  add,
  addDoubles,
  advance,
  assemble,
  compiledOr,
  functionsOf,
  get,
  loadInteger,
  load,
  loadSplatDouble,
  memoryOf,
  multiplyDoubles,
  repeat,
  set,
  shiftLeftBy,
  store,
  type Code,
} from '../../platform/wasm/assemble.js'

export const rowsAtOnce = 8
/** Rows that can be collected before they are added up. */
const mostRows = 256

export interface PairKernel {
  /** Numbers in a row. */
  readonly width: number
  /** Rows one after another, all 0 at first. */
  readonly pairs: Float64Array
  readonly sums: Float64Array
  /** Where rows begin, and how often they count. */
  readonly at: Int32Array
  readonly by: Float64Array
  /** Adds the first rows, each times its `by`, to the sums. @param rows a multiple of `rowsAtOnce`, at least one */
  sum(rows: number): void
}

const eight = [0, 1, 2, 3, 4, 5, 6, 7]

// Parameters, then integers, then vectors.
const [at, by, rowsLeft, sums, halfWidth, matrix] = [0, 1, 2, 3, 4, 5]
const [firstRow, sumAt, left, firstShare] = [6, 14, 15, 16]

const product = (row: number): Code => [
  ...[...get(firstRow + row), ...load(0), ...get(firstShare + row), ...multiplyDoubles, ...addDoubles],
  ...advance(firstRow + row, 16),
]

const sumBody = repeat(rowsLeft, [
  ...eight.flatMap((row) => [
    ...[...get(matrix), ...get(at), ...loadInteger(4 * row), ...shiftLeftBy(3), ...add, ...set(firstRow + row)],
    ...[...get(by), ...loadSplatDouble(8 * row), ...set(firstShare + row)],
  ]),
  ...[...get(sums), ...set(sumAt), ...get(halfWidth), ...set(left)],
  ...repeat(left, [
    ...[...get(sumAt), ...get(sumAt), ...load(0), ...eight.flatMap(product), ...store(0)],
    ...advance(sumAt, 16),
  ]),
  ...[...advance(at, 32), ...advance(by, 64)],
])

let compiled: WebAssembly.Module | undefined

const compile = (): WebAssembly.Module =>
  (compiled ??= assemble([
    {
      ...{ name: 'sum', parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'] },
      ...{
        locals: [
          [10, 'i32'],
          [8, 'v128'],
        ],
        body: sumBody,
      },
    },
  ]))

/** @param width numbers in a row, even @param room rows that there is room for */
export const createPairKernel = (width: number, room: number): PairKernel =>
  compiledOr(
    () => compiledPairKernel(width, room),
    () => plainPairKernel(width, room),
  )

/** Throws a RangeError where memory is short, or would be more than 4 GiB. */
export function compiledPairKernel(width: number, room: number): PairKernel {
  const byAt = 8 * width
  const atAt = byAt + 8 * mostRows
  const pairsAt = atAt + 4 * mostRows
  const memory = memoryOf(pairsAt + 8 * width * room)
  const { buffer } = memory
  const kernel = functionsOf(compile(), memory) as unknown as CompiledFunctions
  return {
    width,
    pairs: new Float64Array(buffer, pairsAt, width * room),
    sums: new Float64Array(buffer, 0, width),
    at: new Int32Array(buffer, atAt, mostRows),
    by: new Float64Array(buffer, byAt, mostRows),
    sum: (rows) => {
      kernel.sum(atAt, byAt, rows / rowsAtOnce, 0, width / 2, pairsAt)
    },
  }
}

interface CompiledFunctions {
  sum(at: number, by: number, eights: number, sums: number, halfWidth: number, matrix: number): void
}

/** The same in plain JavaScript. */
export function plainPairKernel(width: number, room: number): PairKernel {
  const pairs = new Float64Array(width * room)
  const sums = new Float64Array(width)
  const at = new Int32Array(mostRows)
  const by = new Float64Array(mostRows)
  const sum = (rows: number): void => {
    for (let first = 0; first < rows; first += rowsAtOnce) addEight(pairs, at, by, first, sums)
  }
  return { width, pairs, sums, at, by, sum }
}

function addEight(pairs: Float64Array, at: Int32Array, by: Float64Array, first: number, sums: Float64Array): void {
  const a = at[first] as number
  const b = at[first + 1] as number
  const c = at[first + 2] as number
  const d = at[first + 3] as number
  const e = at[first + 4] as number
  const f = at[first + 5] as number
  const g = at[first + 6] as number
  const h = at[first + 7] as number
  const p = by[first] as number
  const q = by[first + 1] as number
  const r = by[first + 2] as number
  const s = by[first + 3] as number
  const t = by[first + 4] as number
  const u = by[first + 5] as number
  const v = by[first + 6] as number
  const w = by[first + 7] as number
  for (let i = 0; i < sums.length; i++)
    sums[i] =
      (sums[i] as number) +
      (p * (pairs[a + i] as number) +
        q * (pairs[b + i] as number) +
        r * (pairs[c + i] as number) +
        s * (pairs[d + i] as number)) +
      (t * (pairs[e + i] as number) +
        u * (pairs[f + i] as number) +
        v * (pairs[g + i] as number) +
        w * (pairs[h + i] as number))
}
