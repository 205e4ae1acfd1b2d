// Comparison, boolean and conditional operators: manual, "Comparison / Boolean / Conditional Expression Operators".
import { compare } from '../bson/compare.js'
import { show } from '../bson/display.js'
import { isDocument, isNothing, type Value } from '../bson/value.js'
import { typeName } from '../bson/types.js'
import { ServerError } from '../server-error.js'
import { binary, unary, type OperatorCompiler } from './definition.js'
import type { Evaluate } from './environment.js'
import { truthy } from './truthy.js'

const comparing = (accept: (c: number) => boolean): OperatorCompiler =>
  binary((a, b, { order }) => accept(compare(a, b, order)))
const listOf = (arg: Value): Value[] => (Array.isArray(arg) ? arg : [arg])

const conjunction: OperatorCompiler = (arg, context, compile) => {
  const all = listOf(arg).map((each) => compile(each, context))
  return (env) => all.every((each) => truthy(each(env)))
}
const disjunction: OperatorCompiler = (arg, context, compile) => {
  const all = listOf(arg).map((each) => compile(each, context))
  return (env) => all.some((each) => truthy(each(env)))
}

function conditionParts(arg: Value): [Value, Value, Value] {
  if (isDocument(arg)) {
    for (const name of arg.keys())
      if (name !== 'if' && name !== 'then' && name !== 'else')
        throw new ServerError(17083, `Unrecognized parameter to $cond: ${name}`)
    if (!arg.has('if')) throw new ServerError(17080, "Missing 'if' parameter to $cond")
    if (!arg.has('then')) throw new ServerError(17081, "Missing 'then' parameter to $cond")
    if (!arg.has('else')) throw new ServerError(17082, "Missing 'else' parameter to $cond")
    return [arg.get('if'), arg.get('then'), arg.get('else')]
  }
  const list = listOf(arg)
  if (list.length !== 3)
    throw new ServerError(16020, `Expression $cond takes exactly 3 arguments. ${list.length} were passed in.`)
  return [list[0], list[1], list[2]]
}
const condition: OperatorCompiler = (arg, context, compile) => {
  const [test, yes, no] = conditionParts(arg).map((each) => compile(each, context)) as [Evaluate, Evaluate, Evaluate]
  return (env) => (truthy(test(env)) ? yes(env) : no(env))
}

const ifNull: OperatorCompiler = (arg, context, compile) => {
  const list = listOf(arg)
  if (list.length < 2) throw new ServerError(1257300, `$ifNull needs at least two arguments, had: ${list.length}`)
  const all = list.map((each) => compile(each, context))
  return (env) => {
    let v: Value
    for (const each of all) {
      v = each(env)
      if (!isNothing(v)) return v
    }
    return v
  }
}

function branch(each: Value): [Value, Value] {
  if (!isDocument(each))
    throw new ServerError(40062, `$switch expected each branch to be an object, found: ${typeName(each)}`)
  for (const name of each.keys())
    if (name !== 'case' && name !== 'then')
      throw new ServerError(40063, `$switch found an unknown argument to a branch: ${name}`)
  if (!each.has('case')) throw new ServerError(40064, "$switch requires each branch have a 'case' expression")
  if (!each.has('then')) throw new ServerError(40065, "$switch requires each branch have a 'then' expression.")
  return [each.get('case'), each.get('then')]
}
const switching: OperatorCompiler = (arg, context, compile) => {
  if (!isDocument(arg))
    throw new ServerError(40060, `$switch requires an object as an argument, found: ${typeName(arg)}`)
  for (const name of arg.keys())
    if (name !== 'branches' && name !== 'default')
      throw new ServerError(40067, `$switch found an unknown argument: ${name}`)
  const given = arg.get('branches')
  if (given !== undefined && !Array.isArray(given))
    throw new ServerError(40061, `$switch expected an array for 'branches', found: ${typeName(given)}`)
  if (given === undefined || given.length === 0) throw new ServerError(40068, '$switch requires at least one branch.')
  const branches = given.map(branch).map(([test, then]) => [compile(test, context), compile(then, context)] as const)
  const otherwise = arg.has('default') ? compile(arg.get('default'), context) : undefined
  return (env) => {
    for (const [test, then] of branches) if (truthy(test(env))) return then(env)
    if (otherwise) return otherwise(env)
    throw new ServerError(
      40066,
      `$switch could not find a matching branch for an input, and no default was specified. Input: ${show(env.current)}`,
    )
  }
}

export const comparisonOperators = new Map<string, OperatorCompiler>([
  ['$eq', comparing((c) => c === 0)],
  ['$ne', comparing((c) => c !== 0)],
  ['$gt', comparing((c) => c > 0)],
  ['$gte', comparing((c) => c >= 0)],
  ['$lt', comparing((c) => c < 0)],
  ['$lte', comparing((c) => c <= 0)],
  ['$cmp', binary((a, b, { order }) => Math.sign(compare(a, b, order)))],
  ['$and', conjunction],
  ['$or', disjunction],
  ['$not', unary((v) => !truthy(v))],
  ['$cond', condition],
  ['$ifNull', ifNull],
  ['$switch', switching],
])
