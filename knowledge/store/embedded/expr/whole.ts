// Whole-number arguments of operators, with the code each operator has for a wrong one.
import { show } from '../bson/display.js'
import { int32Max, int32Min, toWhole } from '../bson/numbers.js'
import { typeOrMissing } from '../bson/types.js'
import { isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'

/** A number that is a whole int32; `typeCode` for no number, `rangeCode` for one that is not whole or too large. */
export function int32(v: Value, what: string, typeCode: number, rangeCode: number = typeCode): number {
  if (!isNumeric(v)) throw new ServerError(typeCode, `${what} must be a numeric value, but is ${typeOrMissing(v)}`)
  const whole = toWhole(v)
  if (whole === undefined || whole < BigInt(int32Min) || whole > BigInt(int32Max))
    throw new ServerError(rangeCode, `${what} can't be represented as a 32-bit integer: ${show(v)}`)
  return Number(whole)
}
