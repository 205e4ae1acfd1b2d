// $inc, $mul and $bit on numbers: manual, "Field Update Operators" and "$bit". Overflow of int64 is an error here, not a double.
import { addDecimal, multiplyDecimal } from '../bson/decimal.js'
import { double, fitsInt64, integer, kindOf, toNumber } from '../bson/numbers.js'
import { show } from '../bson/display.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNumeric, type Numeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'

/** Undefined when the result of two whole numbers is no int64. */
export function combine(op: '$inc' | '$mul', a: Numeric, b: Numeric): Numeric | undefined {
  const kinds = [kindOf(a), kindOf(b)]
  if (kinds.includes('decimal')) return op === '$inc' ? addDecimal(a, b) : multiplyDecimal(a, b)
  if (kinds.includes('double')) return double(op === '$inc' ? toNumber(a) + toNumber(b) : toNumber(a) * toNumber(b))
  const [x, y] = [BigInt(a as number | bigint), BigInt(b as number | bigint)]
  const made = op === '$inc' ? x + y : x * y
  return fitsInt64(made) ? integer(made, !kinds.includes('long')) : undefined
}

/** Zero of the argument's type, which a missing field counts as under $mul. */
export const zeroLike = (v: Numeric): Numeric => {
  const kind = kindOf(v)
  return kind === 'long' ? 0n : kind === 'double' ? double(0) : 0
}

const isWhole = (v: Value): v is number | bigint => isNumeric(v) && (kindOf(v) === 'int' || kindOf(v) === 'long')

export function checkBit(path: string, arg: Value): void {
  if (!isDocument(arg))
    throw new ServerError(
      2,
      `The $bit modifier is not compatible with a ${typeName(arg)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    )
  if (arg.size === 0)
    throw new ServerError(
      2,
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`,
    )
  for (const [name, operand] of arg) {
    if (name !== 'and' && name !== 'or' && name !== 'xor')
      throw new ServerError(
        2,
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${path}: ${show(arg)}}`,
      )
    if (!isWhole(operand))
      throw new ServerError(
        2,
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(operand)}' is not supported here: {${path}: ${show(arg)}}`,
      )
  }
}

export function applyBit(current: Value, arg: Value): Value {
  const start = current === undefined ? 0 : current
  if (!isWhole(start))
    throw new ServerError(
      2,
      `Cannot apply $bit to a value of non-integral type which has the field of non-integer type ${typeName(current)}`,
    )
  let made = BigInt(start)
  let long = typeof start === 'bigint'
  for (const [name, operand] of isDocument(arg) ? arg : []) {
    const n = operand as number | bigint
    long ||= typeof n === 'bigint'
    if (name === 'and') made &= BigInt(n)
    else if (name === 'or') made |= BigInt(n)
    else made ^= BigInt(n)
  }
  return long ? BigInt.asIntN(64, made) : Number(BigInt.asIntN(32, made))
}
