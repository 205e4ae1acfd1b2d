// Puts small WebAssembly functions together byte by byte: a few instructions with SIMD, where a loop is too hot for plain JavaScript and a
// compiler too much to build with. Code is written as the instructions stand in a module, operands first.

type NumberType = 'i32' | 'f32' | 'v128'

const typeCodes: Record<NumberType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b }

export type Code = readonly number[]

export interface WasmFunction {
  name: string
  /** Locals 0, 1, … */
  parameters: readonly NumberType[]
  /** Further locals: so many of a type, one sort after another. */
  locals: readonly (readonly [count: number, type: NumberType])[]
  body: Code
}

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

const simd = (code: number): Code => [0xfd, ...unsigned(code)]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number): Code => [0x21, local]
/** @param value 0 … 127 */
export const constant = (value: number): Code => [0x41, ...(value < 64 ? [value] : [value | 0x80, 0])]
export const add: Code = [0x6a]
const subtract: Code = [0x6b]
const atOffset = (offset: number): Code => [2, ...unsigned(offset)]

export const loadInteger = (offset: number): Code => [0x28, ...atOffset(offset)]
/** Four numbers, with an alignment hint of 4 bytes. */
export const load = (offset: number): Code => [...simd(0x00), ...atOffset(offset)]
export const store = (offset: number): Code => [...simd(0x0b), ...atOffset(offset)]
/** One number, four times. */
export const loadSplat = (offset: number): Code => [...simd(0x09), ...atOffset(offset)]
/** One number of double precision, twice. */
export const loadSplatDouble = (offset: number): Code => [...simd(0x0a), ...atOffset(offset)]
export const splat = simd(0x13)
export const squareRoots = simd(0xe3)
export const addVectors = simd(0xe4)
export const subtractVectors = simd(0xe5)
export const multiplyVectors = simd(0xe6)
export const divideVectors = simd(0xe7)
/** Of two numbers of double precision. */
export const addDoubles = simd(0xf0)
export const multiplyDoubles = simd(0xf2)

/** Shifts the integer on the stack: by 2 a number of single-precision numbers becomes one of bytes, by 3 one of double-precision ones. */
export const shiftLeftBy = (bits: number): Code => [...constant(bits), 0x74]
/** Adds a few bytes to a local. */
export const advance = (local: number, bytes: number): Code => [
  ...get(local),
  ...constant(bytes),
  ...add,
  ...set(local),
]
/** Does a body as often as a local says, which is counted down to 0: at least once. */
export const repeat = (local: number, body: Code): Code => [
  ...[0x03, 0x40, ...body],
  ...[...get(local), ...constant(1), ...subtract, 0x22, local, 0x0d, 0, 0x0b],
]

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content]
const named = (text: string): Code => [text.length, ...Buffer.from(text)]
const sized = (code: Code): Code => [...unsigned(code.length), ...code]

/** A module of functions that return nothing, over a memory that is imported as `env.memory`. */
export function assemble(functions: readonly WasmFunction[]): WebAssembly.Module {
  const count = functions.length
  return new WebAssembly.Module(
    Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, [
        count,
        ...functions.flatMap(({ parameters: p }) => [0x60, p.length, ...p.map((type) => typeCodes[type]), 0]),
      ]),
      ...section(2, [1, ...named('env'), ...named('memory'), 0x02, 0x00, 0]),
      ...section(3, [count, ...functions.keys()]),
      ...section(7, [count, ...functions.flatMap(({ name }, i) => [...named(name), 0x00, i])]),
      ...section(10, [
        count,
        ...functions.flatMap(({ locals, body }) =>
          sized([locals.length, ...locals.flatMap(([many, type]) => [many, typeCodes[type]]), ...body, 0x0b]),
        ),
      ]),
    ]),
  )
}

const pageBytes = 65_536
const mostPages = 65_536

/** Fresh zeroed memory of at least so many bytes. Throws a RangeError where there is not so much, and at more than 4 GiB. */
export function memoryOf(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes)
  if (pages > mostPages) throw new RangeError(`${String(bytes)} bytes are more than WebAssembly can address.`)
  return new WebAssembly.Memory({ initial: pages })
}

/** The functions of a module over a memory. */
export const functionsOf = (module: WebAssembly.Module, memory: WebAssembly.Memory): WebAssembly.Exports =>
  new WebAssembly.Instance(module, { env: { memory } }).exports

/** What is compiled, or the plain one where this machine has no SIMD, no WebAssembly, or not so much memory for it. */
export function compiledOr<T>(compiled: () => T, plain: () => T): T {
  if (!('WebAssembly' in globalThis)) return plain()
  try {
    return compiled()
  } catch (error) {
    if (error instanceof RangeError || error instanceof WebAssembly.CompileError) return plain()
    throw error
  }
}
