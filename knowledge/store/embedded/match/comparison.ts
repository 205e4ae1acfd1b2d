// $eq, $gt, $gte, $lt, $lte, $in: manual, "Comparison Query Operators".
import { BSONRegExp, ObjectId } from 'bson'
import { compare, equal, rank, rankOf, type StringOrder } from '../bson/compare.js'
import { isNaNValue } from '../bson/numbers.js'
import { compileRegex, isRegex } from '../bson/regex.js'
import { isNothing, isNumeric, type Value } from '../bson/value.js'

export type Leaf = (value: Value) => boolean

/** Null equals null and missing; numbers of all types are equal when they are the same number. */
export function equalTo(wanted: Value, order: StringOrder | undefined): Leaf {
  if (isNothing(wanted)) return isNothing
  if (typeof wanted === 'string' && !order) return (v) => v === wanted || (typeof v === 'object' && equal(v, wanted))
  if (typeof wanted === 'number' && !Number.isNaN(wanted))
    return (v) => v === wanted || (typeof v !== 'number' && isNumeric(v) && equal(v, wanted))
  return (v) => v !== undefined && equal(v, wanted, order)
}

const accepts = {
  $gt: (c: number): boolean => c > 0,
  $gte: (c: number): boolean => c >= 0,
  $lt: (c: number): boolean => c < 0,
  $lte: (c: number): boolean => c <= 0,
}
export type Inequality = keyof typeof accepts
export const isInequality = (name: string): name is Inequality => Object.hasOwn(accepts, name)

/** Only values of the same class compare (manual, "Type Bracketing"), except with MinKey and MaxKey. */
export function inequality(op: Inequality, bound: Value, order: StringOrder | undefined): Leaf {
  const accept = accepts[op]
  const orEqual = op === '$gte' || op === '$lte'
  const bracket = rankOf(bound)
  if (isNothing(bound)) return orEqual ? isNothing : () => false
  if (bracket === rank.minKey || bracket === rank.maxKey)
    return (v) => accept(compare(v === undefined ? null : v, bound))
  if (isNumeric(bound)) {
    if (isNaNValue(bound)) return orEqual ? (v) => isNumeric(v) && isNaNValue(v) : () => false
    return (v) => isNumeric(v) && !isNaNValue(v) && accept(compare(v, bound))
  }
  return (v) => rankOf(v) === bracket && accept(compare(v, bound, order))
}

/** A regular expression matches strings, and regular expressions equal to itself. */
export function matchesRegex(pattern: string, options: string): Leaf {
  const compiled = compileRegex(pattern, options)
  const self = new BSONRegExp(pattern, [...options].sort().join(''))
  return (v) => (typeof v === 'string' && compiled.test(v)) || (isRegex(v) && equal(v, self))
}

/** One of many; strings, int32 and object ids by hash. */
export function oneOf(list: readonly Value[], order: StringOrder | undefined): Leaf {
  const quick = new Set<Value>()
  const ids = new Set<string>()
  const slow: Leaf[] = []
  const numbers: Value[] = []
  for (const wanted of list) {
    if (isRegex(wanted)) slow.push(matchesRegex(wanted.pattern, wanted.options))
    else if (typeof wanted === 'string' && !order) quick.add(wanted)
    else if (wanted instanceof ObjectId) ids.add(wanted.toHexString())
    else if (isNumeric(wanted)) {
      if (typeof wanted === 'number') quick.add(wanted)
      numbers.push(wanted)
    } else slow.push(equalTo(wanted, order))
  }
  return (v) => {
    if (quick.has(v)) return true
    if (v instanceof ObjectId) return ids.has(v.toHexString())
    if (isNumeric(v) && numbers.some((wanted) => equal(wanted, v))) return true
    for (const leaf of slow) if (leaf(v)) return true
    return false
  }
}
