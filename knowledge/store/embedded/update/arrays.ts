// $push, $addToSet, $pop, $pull, $pullAll on the array at one place: manual, "Array Update Operators".
import { equal } from '../bson/compare.js'
import { toNumber, truncated } from '../bson/numbers.js'
import { isRegex } from '../bson/regex.js'
import { typeName } from '../bson/types.js'
import { firstKey, isDocument, isNumeric, type Value } from '../bson/value.js'
import { compileElementTest, compileFilter, type QueryContext } from '../match/index.js'
import { sortElements } from '../expr/sort-elements.js'
import { ServerError } from '../server-error.js'

const wholeOf = (v: Value): number => (isNumeric(v) ? Number(truncated(v) ?? 0n) : 0)

export function push(current: Value, arg: Value, path: string, context: QueryContext): Value[] {
  if (current !== undefined && !Array.isArray(current))
    throw new ServerError(2, `The field '${path}' must be an array but is of type ${typeName(current)}`)
  const list = [...(current ?? [])]
  if (!isDocument(arg) || !arg.has('$each')) return [...list, arg]
  const added = arg.get('$each') as Value[]
  let at = arg.has('$position') ? wholeOf(arg.get('$position')) : list.length
  if (at < 0) at = Math.max(0, list.length + at)
  list.splice(Math.min(at, list.length), 0, ...added)
  const sorted = arg.has('$sort') ? sortElements(arg.get('$sort'), context.order)(list) : list
  if (!arg.has('$slice')) return sorted
  const keep = wholeOf(arg.get('$slice'))
  return keep >= 0 ? sorted.slice(0, keep) : sorted.slice(keep)
}

export function addToSet(current: Value, arg: Value, path: string, context: QueryContext): Value[] {
  if (current !== undefined && !Array.isArray(current))
    throw new ServerError(
      2,
      `Cannot apply $addToSet to non-array field. Field named '${path}' has non-array type ${typeName(current)}`,
    )
  const list = [...(current ?? [])]
  const each = isDocument(arg) && firstKey(arg) === '$each' ? arg.get('$each') : [arg]
  for (const v of each as Value[]) if (!list.some((known) => equal(known, v, context.order))) list.push(v)
  return list
}

export function pop(current: Value, arg: Value, path: string): Value {
  if (current === undefined) return undefined
  if (!Array.isArray(current))
    throw new ServerError(14, `Path '${path}' contains an element of non-array type '${typeName(current)}'`)
  return isNumeric(arg) && toNumber(arg) > 0 ? current.slice(0, -1) : current.slice(1)
}

export function pullTest(arg: Value, context: QueryContext): (v: Value) => boolean {
  if (isDocument(arg)) {
    const first = firstKey(arg)
    if (first?.startsWith('$') === true && first !== '$and' && first !== '$or' && first !== '$nor')
      return compileElementTest(arg, context)
    const predicate = compileFilter(arg, context)
    return (v) => isDocument(v) && predicate(v)
  }
  if (isRegex(arg)) return compileElementTest(arg, context)
  return (v) => equal(v, arg, context.order)
}

export function pull(current: Value, gone: (v: Value) => boolean): Value {
  if (current === undefined) return undefined
  if (!Array.isArray(current)) throw new ServerError(2, 'Cannot apply $pull to a non-array value')
  return current.filter((v) => !gone(v))
}
