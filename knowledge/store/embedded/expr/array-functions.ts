// Array operators that evaluate an expression for each element: $map, $filter, $reduce, $zip, $sortArray.
import { typeName, typeOrMissing } from '../bson/types.js'
import { toWhole } from '../bson/numbers.js'
import { isNothing, isNumeric, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { keepTime } from '../time-limit.js'
import { fieldsOf, type OperatorCompiler } from './definition.js'
import { bind, checkVariableName, withNames } from './environment.js'
import { sortElements } from './sort-elements.js'
import { truthy } from './truthy.js'

function elementName(v: Value): string {
  if (v === undefined) return 'this'
  if (typeof v !== 'string') throw new ServerError(16866, "'as' must be a string")
  checkVariableName(v)
  return v
}

const mapping: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 16878, unknown: 16879, missing: { input: 16880, in: 16882 } }
  const fields = fieldsOf(arg, ['input', 'as', 'in'], codes, context, compile, name)
  const as = elementName(fields.raw('as'))
  const input = fields.get('input')
  const body = fields.get('in', withNames(context, as))
  return (env) => {
    const list = input(env)
    if (isNothing(list)) return null
    if (!Array.isArray(list)) throw new ServerError(16883, `input to $map must be an array not ${typeName(list)}`)
    return list.map((element) => body(bind(env, as, element)) ?? null)
  }
}

const filtering: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 28646, unknown: 28647, missing: { input: 28648, cond: 28650 } }
  const fields = fieldsOf(arg, ['input', 'as', 'cond', 'limit'], codes, context, compile, name)
  const as = elementName(fields.raw('as'))
  const input = fields.get('input')
  const keep = fields.get('cond', withNames(context, as))
  const limit = fields.optional('limit')
  return (env) => {
    const list = input(env)
    if (isNothing(list)) return null
    if (!Array.isArray(list)) throw new ServerError(28651, `input to $filter must be an array not ${typeName(list)}`)
    const most = limit ? filterLimit(limit(env)) : Infinity
    const kept: Value[] = []
    for (const element of list) {
      if (kept.length >= most) break
      keepTime()
      if (truthy(keep(bind(env, as, element)))) kept.push(element)
    }
    return kept
  }
}
function filterLimit(v: Value): number {
  if (isNothing(v)) return Infinity
  const whole = isNumeric(v) ? toWhole(v) : undefined
  if (whole === undefined || whole > 2147483647n || whole < -2147483648n)
    throw new ServerError(327391, `$filter: limit must be represented as a 32-bit integral value: ${typeName(v)}`)
  if (whole < 1n) throw new ServerError(327392, `$filter: limit must be greater than 0: ${whole}`)
  return Number(whole)
}

const reducing: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 40075, unknown: 40076, missing: { input: 40077, initialValue: 40078, in: 40079 } }
  const fields = fieldsOf(arg, ['input', 'initialValue', 'in'], codes, context, compile, name)
  const input = fields.get('input')
  const initial = fields.get('initialValue')
  const body = fields.get('in', withNames(context, 'this', 'value'))
  return (env) => {
    const list = input(env)
    if (isNothing(list)) return null
    if (!Array.isArray(list))
      throw new ServerError(40080, `$reduce requires that 'input' be an array, found: ${typeName(list)}`)
    let value = initial(env)
    for (const element of list) {
      keepTime()
      value = body(bind(bind(env, 'this', element), 'value', value))
    }
    return value
  }
}

const zipping: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 34460, unknown: 34464, missing: {} }
  const fields = fieldsOf(arg, ['inputs', 'useLongestLength', 'defaults'], codes, context, compile, name)
  const inputs = fields.raw('inputs')
  const longest = fields.raw('useLongestLength')
  const defaults = fields.raw('defaults')
  if (inputs !== undefined && !Array.isArray(inputs))
    throw new ServerError(34461, `inputs must be an array of expressions, found ${typeName(inputs)}`)
  if (defaults !== undefined && !Array.isArray(defaults))
    throw new ServerError(34462, `defaults must be an array of expressions, found ${typeName(defaults)}`)
  if (longest !== undefined && typeof longest !== 'boolean')
    throw new ServerError(34463, `useLongestLength must be a bool, found ${typeName(longest)}`)
  if (!inputs || inputs.length === 0) throw new ServerError(34465, '$zip requires at least one input array')
  if (defaults && longest !== true)
    throw new ServerError(34466, 'cannot specify defaults unless useLongestLength is true')
  if (defaults && defaults.length !== inputs.length)
    throw new ServerError(34467, 'defaults and inputs must have the same length')
  const reads = inputs.map((each) => compile(each, context))
  const fallbacks = defaults?.map((each) => compile(each, context))
  return (env) => {
    const lists: Value[][] = []
    for (const read of reads) {
      const list = read(env)
      if (isNothing(list)) return null
      if (!Array.isArray(list))
        throw new ServerError(34468, `$zip found a non-array expression in input: ${typeName(list)}`)
      lists.push(list)
    }
    const lengths = lists.map((list) => list.length)
    const length = longest === true ? Math.max(...lengths) : Math.min(...lengths)
    const rest = fallbacks?.map((each) => each(env) ?? null)
    return Array.from({ length }, (_, i) => lists.map((list, j) => (i < list.length ? list[i] : (rest?.[j] ?? null))))
  }
}

const sorting: OperatorCompiler = (arg, context, compile, name) => {
  const codes = { notObject: 2942500, unknown: 2942501, missing: { input: 2942502, sortBy: 2942503 } }
  const fields = fieldsOf(arg, ['input', 'sortBy'], codes, context, compile, name)
  const input = fields.get('input')
  const sort = sortElements(fields.raw('sortBy'), context.order)
  return (env) => {
    const list = input(env)
    if (isNothing(list)) return null
    if (!Array.isArray(list))
      throw new ServerError(
        2942504,
        `The input argument to $sortArray must be an array, but was of type: ${typeOrMissing(list)}`,
      )
    return sort(list)
  }
}

export const arrayFunctionOperators = new Map<string, OperatorCompiler>([
  ['$map', mapping],
  ['$filter', filtering],
  ['$reduce', reducing],
  ['$zip', zipping],
  ['$sortArray', sorting],
])
