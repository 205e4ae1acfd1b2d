// $type: manual, "$type". Aliases, numbers, "number", and arrays of them.
import { show } from '../bson/display.js'
import { toWhole } from '../bson/numbers.js'
import { isTypeNumber, typeNumber, typeNumbers } from '../bson/types.js'
import { isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import type { Leaf } from './comparison.js'

function wantedType(v: Value): number | 'number' {
  if (v === 'number') return 'number'
  if (typeof v === 'string') {
    const known = typeNumbers.get(v)
    if (known === undefined) throw new ServerError(2, `Unknown type name alias: ${v}`)
    return known
  }
  if (!isNumeric(v)) throw new ServerError(14, 'type must be represented as a number or a string')
  const whole = toWhole(v)
  if (whole === undefined || !isTypeNumber(Number(whole)))
    throw new ServerError(2, `Invalid numerical type code: ${show(v)}`)
  return Number(whole)
}

export function ofType(path: string, arg: Value): Leaf {
  const wanted = new Set((Array.isArray(arg) ? arg : [arg]).map(wantedType))
  if (wanted.size === 0) throw new ServerError(9, `${path} must match at least one type`)
  return (v) => v !== undefined && (wanted.has(typeNumber(v)) || (wanted.has('number') && isNumeric(v)))
}
