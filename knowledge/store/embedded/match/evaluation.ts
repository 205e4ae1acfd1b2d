// $mod, $regex with $options, $size: manual, "Evaluation Query Operators" and "Array Query Operators".
import { show } from '../bson/display.js'
import { toWhole, truncated } from '../bson/numbers.js'
import { isRegex } from '../bson/regex.js'
import { isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { matchesRegex, type Leaf } from './comparison.js'

function modOperand(v: Value, what: string): bigint {
  if (!isNumeric(v)) throw new ServerError(2, `malformed mod, ${what} not a number`)
  const whole = truncated(v)
  if (whole === undefined || whole > 2n ** 63n - 1n || whole < -(2n ** 63n))
    throw new ServerError(2, `malformed mod, ${what} value is invalid: ${show(v)}`)
  return whole
}

export function modulo(arg: Value): Leaf {
  if (!Array.isArray(arg)) throw new ServerError(2, 'malformed mod, needs to be an array')
  if (arg.length < 2) throw new ServerError(2, 'malformed mod, not enough elements')
  if (arg.length > 2) throw new ServerError(2, 'malformed mod, too many elements')
  const divisor = modOperand(arg[0], 'divisor')
  const remainder = modOperand(arg[1], 'remainder')
  if (divisor === 0n) throw new ServerError(2, 'divisor cannot be 0')
  return (v) => {
    if (!isNumeric(v)) return false
    const whole = truncated(v)
    return whole !== undefined && whole % divisor === remainder
  }
}

export function regexOperator(all: Document): Leaf {
  const regex = all.get('$regex')
  const given = all.get('$options')
  if (given !== undefined && typeof given !== 'string') throw new ServerError(2, '$options has to be a string')
  if (typeof regex === 'string') return matchesRegex(regex, given ?? '')
  if (!isRegex(regex)) throw new ServerError(2, '$regex has to be a string')
  if (regex.options !== '' && given !== undefined && given !== '')
    throw new ServerError(51075, 'options set in both $regex and $options')
  const options = given === undefined || given === '' ? regex.options : given
  return matchesRegex(regex.pattern, options)
}

export function ofSize(arg: Value): Leaf {
  if (!isNumeric(arg)) throw new ServerError(2, `Failed to parse $size. Expected a number in: $size: ${show(arg)}`)
  const size = toWhole(arg)
  if (size === undefined) throw new ServerError(2, `Failed to parse $size. Expected an integer: $size: ${show(arg)}`)
  if (size < 0n)
    throw new ServerError(2, `Failed to parse $size. Expected a non-negative number in: $size: ${show(arg)}`)
  const wanted = Number(size)
  return (v) => Array.isArray(v) && v.length === wanted
}
