// Document operators: $mergeObjects, $getField, $setField, $unsetField, $literal, $let, $bsonSize, …
import { Binary, Timestamp } from 'bson'
import { encode } from '../bson/encode.js'
import { isNaNValue } from '../bson/numbers.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { eager, fieldsOf, unary, variadic, type OperatorCompiler } from './definition.js'
import { checkVariableName, withNames, type Env, type Evaluate } from './environment.js'

const merge = variadic((args) => {
  const merged: Document = new Map()
  for (const v of args) {
    if (isNothing(v)) continue
    if (!isDocument(v))
      throw new ServerError(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(v)}`)
    for (const [name, value] of v) merged.set(name, value)
  }
  return merged
})

const getting: OperatorCompiler = (arg, context, compile, name) => {
  const spec: Value =
    isDocument(arg) && !firstIsOperator(arg)
      ? arg
      : new Map<string, Value>([
          ['field', arg],
          ['input', '$$CURRENT'],
        ])
  const codes = { notObject: 3041701, unknown: 3041701, missing: { field: 3041702, input: 3041703 } }
  const fields = fieldsOf(spec, ['field', 'input'], codes, context, compile, name)
  const field = fields.get('field')
  const input = fields.get('input')
  return (env) => {
    const key = field(env)
    if (typeof key !== 'string')
      throw new ServerError(
        3041704,
        `$getField requires 'field' to evaluate to type String, but got ${typeOrMissing(key)}`,
      )
    const from = input(env)
    if (isDocument(from)) return from.get(key)
    return from === null ? null : undefined
  }
}
const firstIsOperator = (d: Document): boolean => [...d.keys()][0]?.startsWith('$') === true

function constantField(v: Value, name: string): string {
  if (isDocument(v)) {
    const literal = v.get('$literal')
    if (typeof literal === 'string') return literal
    throw new ServerError(
      4161106,
      `${name} requires 'field' to evaluate to a constant, but got a non-constant argument`,
    )
  }
  if (typeof v !== 'string')
    throw new ServerError(4161107, `${name} requires 'field' to evaluate to type String, but got ${typeName(v)}`)
  if (v.startsWith('$'))
    throw new ServerError(
      4161108,
      `A field path reference which is not allowed in this context. Did you mean {$literal: '${v}'}?`,
    )
  return v
}

const setting =
  (remove: boolean): OperatorCompiler =>
  (arg, context, compile, name) => {
    const missing: Record<string, number> = remove
      ? { field: 4161102, input: 4161109 }
      : { field: 4161102, value: 4161103, input: 4161109 }
    const names = remove ? ['field', 'input'] : ['field', 'input', 'value']
    const fields = fieldsOf(arg, names, { notObject: 4161100, unknown: 4161101, missing }, context, compile, name)
    const key = constantField(fields.raw('field'), name)
    const input = fields.get('input')
    const value: Evaluate = remove ? () => undefined : fields.get('value')
    return (env) => {
      const from = input(env)
      if (isNothing(from)) return null
      if (!isDocument(from)) throw new ServerError(4161105, `${name} requires 'input' to evaluate to type Object`)
      const made = new Map(from)
      const v = value(env)
      if (v === undefined) made.delete(key)
      else made.set(key, v)
      return made
    }
  }

const letting: OperatorCompiler = (arg, context, compile) => {
  if (!isDocument(arg)) throw new ServerError(16874, '$let only supports an object as its argument')
  for (const name of arg.keys())
    if (name !== 'vars' && name !== 'in') throw new ServerError(16875, `Unrecognized parameter to $let: ${name}`)
  const vars = arg.get('vars')
  if (!arg.has('vars')) throw new ServerError(16876, "Missing 'vars' parameter to $let")
  if (!arg.has('in')) throw new ServerError(16877, "Missing 'in' parameter to $let")
  if (!isDocument(vars)) throw new ServerError(10065, 'invalid parameter: expected an object (vars)')
  const bound = [...vars].map(([name, v]) => {
    checkVariableName(name)
    return [name, compile(v, context)] as const
  })
  const body = compile(arg.get('in'), withNames(context, ...vars.keys()))
  return (env) => {
    let inner: Env = env
    // All values come from outside: a variable does not see its neighbours.
    for (const [name, evaluate] of bound) inner = { ...inner, frame: { name, value: evaluate(env), next: inner.frame } }
    return body(inner)
  }
}

const timestampPart = (code: number, part: (v: Timestamp) => number): OperatorCompiler =>
  unary((v, { name }) => {
    if (isNothing(v)) return null
    if (!(v instanceof Timestamp))
      throw new ServerError(code, `Argument to ${name} must be a timestamp, but is ${typeName(v)}`)
    return BigInt(part(v))
  })

const random: OperatorCompiler = (arg) => {
  if (!(isDocument(arg) && arg.size === 0) && !(Array.isArray(arg) && arg.length === 0))
    throw new ServerError(3040501, '$rand does not currently accept arguments')
  return () => Math.random()
}

function binarySize(v: Value): Value {
  if (isNothing(v)) return null
  if (typeof v === 'string') return Buffer.byteLength(v)
  if (v instanceof Binary) return v.length()
  throw new ServerError(51276, `$binarySize requires a string or BinData argument, found: ${typeName(v)}`)
}
function bsonSize(v: Value): Value {
  if (isNothing(v)) return null
  if (!isDocument(v)) throw new ServerError(31393, `$bsonSize requires a document input, found: ${typeName(v)}`)
  return encode(v).length
}

function bitwise(apply: (a: bigint, b: bigint) => bigint, start: bigint): OperatorCompiler {
  return variadic((args, { name }) => {
    let made = start
    let long = false
    for (const v of args) {
      if (isNothing(v)) return null
      if (typeof v === 'bigint') long = true
      else if (typeof v !== 'number' || !Number.isInteger(v) || isNaNValue(v))
        throw new ServerError(14, `${name} only supports int and long operands.`)
      made = apply(made, BigInt(v))
    }
    return long ? BigInt.asIntN(64, made) : Number(BigInt.asIntN(32, made))
  })
}
const bitNot = unary((v) => {
  if (isNothing(v)) return null
  if (typeof v === 'bigint') return ~v
  if (typeof v === 'number' && typeName(v) === 'int') return ~v
  throw new ServerError(14, `$bitNot only supports int and long, not: ${typeName(v)}.`)
})

export const objectOperators = new Map<string, OperatorCompiler>([
  ['$literal', (arg) => () => arg],
  ['$const', (arg) => () => arg],
  ['$expr', (arg, context, compile) => compile(arg, context)],
  ['$let', letting],
  ['$mergeObjects', merge],
  ['$getField', getting],
  ['$setField', setting(false)],
  ['$unsetField', setting(true)],
  ['$type', eager(1, 1, ([v]) => typeOrMissing(v))],
  ['$isNumber', unary((v) => isNumeric(v))],
  ['$bsonSize', unary(bsonSize)],
  ['$binarySize', unary(binarySize)],
  ['$tsSecond', timestampPart(5687301, (v) => v.t)],
  ['$tsIncrement', timestampPart(5687302, (v) => v.i)],
  ['$rand', random],
  ['$bitAnd', bitwise((a, b) => a & b, -1n)],
  ['$bitOr', bitwise((a, b) => a | b, 0n)],
  ['$bitXor', bitwise((a, b) => a ^ b, 0n)],
  ['$bitNot', bitNot],
])
