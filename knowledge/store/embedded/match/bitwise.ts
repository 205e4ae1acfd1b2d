// $bitsAllSet, $bitsAnySet, $bitsAllClear, $bitsAnyClear: manual, "Bitwise Query Operators".
import { Binary } from 'bson'
import { binaryBytes } from '../bson/compare.js'
import { show } from '../bson/display.js'
import { fitsInt64, isNaNValue, toWhole } from '../bson/numbers.js'
import { isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import type { Leaf } from './comparison.js'

const holds = {
  $bitsAllSet: (set: bigint, mask: bigint): boolean => set === mask,
  $bitsAnySet: (set: bigint): boolean => set !== 0n,
  $bitsAllClear: (set: bigint): boolean => set === 0n,
  $bitsAnyClear: (set: bigint, mask: bigint): boolean => set !== mask,
}
export type BitOperator = keyof typeof holds
export const isBitOperator = (name: string): name is BitOperator => Object.hasOwn(holds, name)

const littleEndian = (v: Binary): bigint => {
  let n = 0n
  binaryBytes(v).forEach((byte, i) => (n |= BigInt(byte) << BigInt(8 * i)))
  return n
}

function bitPosition(v: Value): bigint {
  if (!isNumeric(v)) throw new ServerError(2, `bit positions must be an integer but got: ${show(v)}`)
  if (isNaNValue(v)) throw new ServerError(2, `bit positions cannot take a NaN: ${show(v)}`)
  const whole = toWhole(v)
  if (whole === undefined) throw new ServerError(2, `bit positions must be an integer but got: ${show(v)}`)
  if (whole > 2147483647n || whole < -2147483648n)
    throw new ServerError(2, `bit positions cannot be represented as a 32-bit signed integer: ${show(v)}`)
  if (whole < 0n) throw new ServerError(2, `bit positions must be >= 0 but got: ${show(v)}`)
  return whole
}

function maskOf(op: BitOperator, path: string, arg: Value): (n: bigint) => bigint {
  if (Array.isArray(arg)) {
    const positions = arg.map(bitPosition)
    // Positions past the value's own bits read its sign; 64 stands for all of them, so that 2^31 needs no huge mask.
    return () => positions.reduce((mask, p) => mask | (1n << (p > 64n ? 64n : p)), 0n)
  }
  if (isNumeric(arg)) {
    const whole = toWhole(arg)
    if (whole === undefined || !fitsInt64(whole)) throw new ServerError(9, `Expected an integer: ${op}: ${show(arg)}`)
    if (whole < 0n) throw new ServerError(9, `Expected a non-negative number in: ${op}: ${show(arg)}`)
    return () => whole
  }
  if (arg instanceof Binary) {
    const mask = littleEndian(arg)
    return () => mask
  }
  throw new ServerError(2, `${path} takes an Array, a number, or a BinData but received: ${show(arg)}`)
}

/** Negative numbers are two's complement; numbers that are no int64 never match. */
export function bits(op: BitOperator, path: string, arg: Value): Leaf {
  const mask = maskOf(op, path, arg)(0n)
  const wide = Array.isArray(arg) ? arg.map(bitPosition).reduce((m, p) => m | (p < 100_000n ? 1n << p : 0n), 0n) : mask
  const accept = holds[op]
  return (v) => {
    if (v instanceof Binary) return accept(littleEndian(v) & wide, wide)
    if (!isNumeric(v)) return false
    const whole = toWhole(v)
    return whole !== undefined && fitsInt64(whole) && accept(whole & mask, mask)
  }
}
