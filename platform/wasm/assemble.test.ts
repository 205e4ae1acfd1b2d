// Small modules run as they were written.
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  add,
  addVectors,
  advance,
  assemble,
  compiledOr,
  functionsOf,
  get,
  load,
  loadInteger,
  loadSplat,
  memoryOf,
  repeat,
  shiftLeftBy,
  store,
} from './assemble.js'

describe('a module', () => {
  const memory = memoryOf(70_000)
  const numbers = new Float32Array(memory.buffer)
  const integers = new Int32Array(memory.buffer)
  const { raise, lift } = functionsOf(
    assemble([
      {
        // so many fours of numbers from `at` on, each raised by the number at `by`
        ...{ name: 'raise', parameters: ['i32', 'i32', 'i32'], locals: [] },
        body: repeat(2, [
          ...[...get(0), ...get(0), ...load(0), ...get(1), ...loadSplat(0), ...addVectors, ...store(0)],
          ...advance(0, 16),
        ]),
      },
      {
        // the four numbers whose place, in numbers, is written at `at`, doubled: offsets and places beyond 127 bytes
        ...{ name: 'lift', parameters: ['i32'], locals: [[1, 'i32']] },
        body: [
          ...[...get(0), ...loadInteger(200), ...shiftLeftBy(2)],
          ...[...get(0), ...loadInteger(200), ...shiftLeftBy(2), ...load(0)],
          ...[...get(0), ...loadInteger(200), ...shiftLeftBy(2), ...get(1), ...add, ...load(0)],
          ...[...addVectors, ...store(0)],
        ],
      },
    ]),
    memory,
  ) as Record<'raise' | 'lift', (...numbers: number[]) => void>

  it('has its functions, over memory of at least the size asked for', () => {
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(70_000)
    numbers.set([1, 2, 3, 4, 5, 6, 7, 8, 9], 4)
    numbers[0] = 0.5
    raise(16, 0, 2)
    expect([...numbers.subarray(4, 13)]).toEqual([1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9])
    integers[50] = 8
    lift(0)
    expect([...numbers.subarray(4, 13)]).toEqual([1.5, 2.5, 3.5, 4.5, 11, 13, 15, 17, 9])
  })
})

describe('memory', () => {
  it('is refused at more than 4 GiB with a RangeError', () => {
    expect(() => memoryOf(2 ** 32 + 65_536)).toThrow(RangeError)
  })
})

describe('the choice between compiled and plain', () => {
  const plain = (): string => 'plain'
  afterEach(() => {
    vi.unstubAllGlobals()
  })

  it('is for the compiled one where it can be had', () => {
    expect(compiledOr(() => 'compiled', plain)).toBe('compiled')
  })

  it.each([
    ['memory is short', () => memoryOf(2 ** 33)],
    ['an instruction is unknown', () => assemble([{ name: 'f', parameters: [], locals: [], body: [0xff] }])],
  ])('is for the plain one where %s', (_, fail) => {
    expect(compiledOr<unknown>(fail, plain)).toBe('plain')
  })

  it('is for the plain one without WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined)
    Reflect.deleteProperty(globalThis, 'WebAssembly')
    expect(compiledOr(() => 'compiled', plain)).toBe('plain')
  })

  it('hides no mistake', () => {
    const fail = (): string => {
      throw new TypeError('wrong')
    }
    expect(() => compiledOr(fail, plain)).toThrow('wrong')
  })
})
