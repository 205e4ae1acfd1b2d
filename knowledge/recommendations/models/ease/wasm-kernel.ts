// Two small WebAssembly functions with SIMD over single-precision numbers, assembled here byte by byte: C -= A·B on tiles of 4 × 8, in which the
// matrix inverse of the linear recommender spends nearly all its time (four numbers an instruction; about six times plain JavaScript), and
// the sum of four weighted rows, in which its answers do.

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest & 0x7f
    rest >>>= 7
    bytes.push(rest === 0 ? low : low | 0x80)
  } while (rest !== 0)
  return bytes
}

const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content]
const named = (text: string): number[] => [text.length, ...Buffer.from(text)]

// Locals: parameters 0-5, then two counters (i32), then vectors.
const [c, ldc, a, b, depth, count, aAt, left] = [0, 1, 2, 3, 4, 5, 6, 7]
const [firstSum, b0, b1, splat] = [8, 16, 17, 18]

const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const simd = (code: number): number[] => [0xfd, ...unsigned(code)]
/** v128.load and v128.store with an alignment hint of 4 bytes. */
const load = (offset: number): number[] => [...simd(0x00), 2, ...unsigned(offset)]
const store = (offset: number): number[] => [...simd(0x0b), 2, ...unsigned(offset)]
const loadSplat = (offset: number): number[] => [...simd(0x09), 2, ...unsigned(offset)]
const constant = (value: number): number[] => [0x41, ...(value < 64 ? [value] : [value | 0x80, 0])]
const add = 0x6a
const sub = 0x6b
const addVectors = simd(0xe4)
const subtractVectors = simd(0xe5)
const multiplyVectors = simd(0xe6)
const rows = [0, 1, 2, 3]

/** Leaves the address of row `row` of the C tile on the stack. */
const rowAddress = (row: number): number[] => [...get(c), ...rows.slice(0, row).flatMap(() => [...get(ldc), add])]
const advance = (local: number, bytes: number): number[] => [...get(local), ...constant(bytes), add, ...set(local)]

const countDown = (local: number): number[] => [...get(local), ...constant(1), sub, 0x22, local, 0x0d, 0]

const productBody = [
  // loop over tiles of 8 columns
  ...[0x03, 0x40],
  ...rows.flatMap((row) => [
    ...[...rowAddress(row), ...load(0), ...set(firstSum + 2 * row)],
    ...[...rowAddress(row), ...load(16), ...set(firstSum + 2 * row + 1)],
  ]),
  ...[...get(a), ...set(aAt), ...get(depth), ...set(left)],
  // loop over the depth
  ...[0x03, 0x40],
  ...[...get(b), ...load(0), ...set(b0), ...get(b), ...load(16), ...set(b1)],
  ...rows.flatMap((row) => [
    ...[...get(aAt), ...loadSplat(4 * row), ...set(splat)],
    ...[b0, b1].flatMap((vector, half) => {
      const sum = firstSum + 2 * row + half
      return [...get(sum), ...get(splat), ...get(vector), ...multiplyVectors, ...subtractVectors, ...set(sum)]
    }),
  ]),
  ...[...advance(aAt, 16), ...advance(b, 32), ...countDown(left), 0x0b],
  ...rows.flatMap((row) => [
    ...[...rowAddress(row), ...get(firstSum + 2 * row), ...store(0)],
    ...[...rowAddress(row), ...get(firstSum + 2 * row + 1), ...store(16)],
  ]),
  ...[...advance(c, 32), ...countDown(count), 0x0b],
  0x0b,
]

// The sum's own locals: parameters 0-6, then vectors.
const [sumAt, rowsAt, weightsAt, tilesLeft] = [0, [1, 2, 3, 4], 5, 6] as const
const [firstWeight, lowSum, highSum] = [7, 11, 12]

const sumBody = [
  ...rows.flatMap((row) => [...get(weightsAt), ...loadSplat(4 * row), ...set(firstWeight + row)]),
  // loop over tiles of 8 columns
  ...[0x03, 0x40],
  ...[...get(sumAt), ...load(0), ...set(lowSum), ...get(sumAt), ...load(16), ...set(highSum)],
  ...rowsAt.flatMap((at, row) =>
    [lowSum, highSum].flatMap((sum, half) => [
      ...[...get(sum), ...get(at), ...load(16 * half), ...get(firstWeight + row)],
      ...[...multiplyVectors, ...addVectors, ...set(sum)],
    ]),
  ),
  ...[...get(sumAt), ...get(lowSum), ...store(0), ...get(sumAt), ...get(highSum), ...store(16)],
  ...[sumAt, ...rowsAt].flatMap((at) => advance(at, 32)),
  ...[...countDown(tilesLeft), 0x0b],
  0x0b,
]

const i32 = 0x7f
const v128 = 0x7b
const productCode = [2, 2, i32, 11, v128, ...productBody]
const sumCode = [1, 6, v128, ...sumBody]
const sized = (code: readonly number[]): number[] => [...unsigned(code.length), ...code]
const functionType = (parameters: number): number[] => [0x60, parameters, ...Array<number>(parameters).fill(i32), 0]

const moduleBytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [2, ...functionType(6), ...functionType(7)]),
  ...section(2, [1, ...named('env'), ...named('memory'), 0x02, 0x00, 0]),
  ...section(3, [2, 0, 1]),
  ...section(7, [2, ...named('row'), 0x00, 0, ...named('sum'), 0x00, 1]),
  ...section(10, [2, ...sized(productCode), ...sized(sumCode)]),
])

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

const pageBytes = 65_536
let compiled: WebAssembly.Module | undefined

/** A kernel over fresh zeroed memory of at least so many bytes (less than 4 GiB). */
export function createKernel(bytes: number): Kernel {
  compiled ??= new WebAssembly.Module(moduleBytes)
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  return { memory, row: exports['row'] as Kernel['row'], sum: exports['sum'] as Kernel['sum'] }
}
