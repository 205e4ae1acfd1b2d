// Set operators: manual, "Set Expression Operators". Duplicates count once; the order of a result is that of values.
import { compare, type StringOrder } from '../bson/compare.js'
import { typeOrMissing } from '../bson/types.js'
import { isNothing, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { binary, unary, variadic, type OperatorCompiler } from './definition.js'
import { truthy } from './truthy.js'

function needSet(v: Value, name: string, code: number): Value[] {
  if (Array.isArray(v)) return v
  throw new ServerError(code, `All operands of ${name} must be arrays. One argument is of type: ${typeOrMissing(v)}`)
}

export function distinctSorted(list: readonly Value[], order: StringOrder | undefined): Value[] {
  const sorted = [...list].sort((a, b) => compare(a, b, order))
  return sorted.filter((v, i) => i === 0 || compare(v, sorted[i - 1], order) !== 0)
}

/** Membership by halving a sorted list. */
function membership(list: readonly Value[], order: StringOrder | undefined): (v: Value) => boolean {
  const sorted = distinctSorted(list, order)
  return (v) => {
    let low = 0
    let high = sorted.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const c = compare(v, sorted[middle], order)
      if (c === 0) return true
      if (c < 0) high = middle - 1
      else low = middle + 1
    }
    return false
  }
}

const union = variadic((args, { order }) =>
  args.some(isNothing)
    ? null
    : distinctSorted(
        args.flatMap((v) => needSet(v, '$setUnion', 17043)),
        order,
      ),
)
const intersection = variadic((args, { order }) => {
  if (args.some(isNothing)) return null
  const [first, ...rest] = args.map((v) => needSet(v, '$setIntersection', 17047))
  let kept = distinctSorted(first ?? [], order)
  for (const other of rest) kept = kept.filter(membership(other, order))
  return kept
})
const difference = binary((a, b, { order }) => {
  if (isNothing(a) || isNothing(b)) return null
  const inSecond = membership(needSet(b, '$setDifference', 17049), order)
  const seen: Value[] = []
  for (const v of needSet(a, '$setDifference', 17048))
    if (!inSecond(v) && !seen.some((other) => compare(v, other, order) === 0)) seen.push(v)
  return seen
})
const equality = variadic((args, { order }) => {
  if (args.length < 2) throw new ServerError(17045, `$setEquals needs at least two arguments had: ${args.length}`)
  const sets = args.map((v) => distinctSorted(needSet(v, '$setEquals', 17044), order))
  return sets.every((set) => compare(set, sets[0], order) === 0)
})
const subset = binary((a, b, { order }) => {
  const small = needSet(a, '$setIsSubset', 17046)
  return small.every(membership(needSet(b, '$setIsSubset', 17042), order))
})

export const setOperators = new Map<string, OperatorCompiler>([
  ['$setUnion', union],
  ['$setIntersection', intersection],
  ['$setDifference', difference],
  ['$setEquals', equality],
  ['$setIsSubset', subset],
  ['$allElementsTrue', unary((v) => needSet(v, '$allElementsTrue', 17040).every(truthy))],
  ['$anyElementTrue', unary((v) => needSet(v, '$anyElementTrue', 17041).some(truthy))],
])
