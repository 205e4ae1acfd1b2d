// Truth of values in expressions: manual, "$and (aggregation)": false, null, 0 and missing are false, all else is true.
import { isNaNValue, toNumber } from '../bson/numbers.js'
import { isNothing, isNumeric, type Value } from '../bson/value.js'

export const truthy = (v: Value): boolean =>
  typeof v === 'boolean' ? v : !isNothing(v) && !(isNumeric(v) && toNumber(v) === 0 && !isNaNValue(v))
