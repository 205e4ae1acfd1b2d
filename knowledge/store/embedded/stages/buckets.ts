// $bucket and $bucketAuto: manual pages of the same names.
import { compare } from '../bson/compare.js'
import { valueKey } from '../bson/order-key.js'
import { toWhole } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression, type Evaluate } from '../expr/index.js'
import { ServerError, notSupported } from '../server-error.js'
import { compileOutputs, finish, groupBy } from './group.js'
import { sortDocuments } from './sort-keys.js'
import { compileContext, type PipelineContext, type StageCompiler } from './stage.js'

const isExpression = (v: Value): boolean =>
  typeof v === 'string' ? v.startsWith('$') : isDocument(v) && [...v.keys()][0]?.startsWith('$') === true
const sameClass = (a: Value, b: Value): boolean => typeName(a) === typeName(b) || (isNumeric(a) && isNumeric(b))
const outputOf = (v: Value): Document => (isDocument(v) ? v : doc({ count: doc({ $sum: 1 }) }))

function boundariesOf(v: Value, context: PipelineContext): Value[] {
  if (!Array.isArray(v))
    throw new ServerError(40200, `The $bucket 'boundaries' field must be an array, but found type: ${typeName(v)}.`)
  if (v.length < 2)
    throw new ServerError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${v.length} value(s).`,
    )
  const list = v.map((each) => constant(each, context, 40191))
  for (let i = 1; i < list.length; i++) {
    if (!sameClass(list[i], list[i - 1]))
      throw new ServerError(40193, "All values in the the 'boundaries' option to $bucket must have the same type.")
    if (compare(list[i - 1], list[i], context.order) >= 0)
      throw new ServerError(
        40194,
        `The 'boundaries' option to $bucket must be sorted, but elements ${i - 1} and ${i} are not in ascending order`,
      )
  }
  return list
}
function constant(v: Value, context: PipelineContext, code: number): Value {
  if (typeof v === 'string' && v.startsWith('$'))
    throw new ServerError(code, `The $bucket option must evaluate to a constant value, but found ${v}.`)
  return compileExpression(
    v,
    compileContext(context),
  )({ root: undefined, current: undefined, variables: context.variables })
}

export const bucket: StageCompiler = (arg, context) => {
  if (!isDocument(arg))
    throw new ServerError(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(arg)}.`)
  for (const name of arg.keys())
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(name))
      throw new ServerError(40197, `Unrecognized option to $bucket: ${name}.`)
  if (!arg.has('groupBy') || !arg.has('boundaries'))
    throw new ServerError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  if (!isExpression(arg.get('groupBy')))
    throw new ServerError(40202, "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression")
  if (arg.has('output') && !isDocument(arg.get('output')))
    throw new ServerError(
      40196,
      `The $bucket 'output' field must be an object, but found type: ${typeName(arg.get('output'))}.`,
    )
  const bounds = boundariesOf(arg.get('boundaries'), context)
  const [lowest, highest] = [bounds[0], bounds.at(-1)]
  const hasDefault = arg.has('default')
  const otherwise = hasDefault ? constant(arg.get('default'), context, 40195) : undefined
  if (hasDefault && compare(otherwise, lowest) >= 0 && compare(otherwise, highest) < 0)
    throw new ServerError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    )
  const read = compileExpression(arg.get('groupBy'), compileContext(context))
  const key: Evaluate = (env) => {
    const v = read(env) ?? null
    if (compare(v, lowest, context.order) >= 0 && compare(v, highest, context.order) < 0)
      return bounds.findLast((bound) => compare(v, bound, context.order) >= 0)
    if (hasDefault) return otherwise
    throw new ServerError(40066, '$switch could not find a matching branch for an input, and no default was specified.')
  }
  const grouped = groupBy(key, compileOutputs(outputOf(arg.get('output')), context), context)
  return (source) => sortDocuments(grouped(source), [{ path: '_id', parts: ['_id'], way: 1 }], context.order)
}

export const bucketAuto: StageCompiler = (arg, context) => {
  if (!isDocument(arg))
    throw new ServerError(40240, `The argument to $bucketAuto must be an object, but found type: ${typeName(arg)}.`)
  for (const name of arg.keys())
    if (!['groupBy', 'buckets', 'output', 'granularity'].includes(name))
      throw new ServerError(40245, `Unrecognized option to $bucketAuto: ${name}.`)
  if (!arg.has('groupBy') || !arg.has('buckets'))
    throw new ServerError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.")
  if (!isExpression(arg.get('groupBy')))
    throw new ServerError(
      40239,
      "The $bucketAuto 'groupBy' field must be defined as a $-prefixed path or an expression object",
    )
  const buckets = arg.get('buckets')
  if (!isNumeric(buckets))
    throw new ServerError(
      40241,
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(buckets)}.`,
    )
  const whole = toWhole(buckets)
  if (whole === undefined || whole > 2147483647n || whole < -2147483648n)
    throw new ServerError(40242, "The $bucketAuto 'buckets' field must be representable as a 32-bit integer")
  if (whole <= 0n)
    throw new ServerError(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${whole}.`)
  if (arg.has('output') && !isDocument(arg.get('output')))
    throw new ServerError(
      40244,
      `The $bucketAuto 'output' field must be an object, but found type: ${typeName(arg.get('output'))}.`,
    )
  if (arg.has('granularity')) {
    if (typeof arg.get('granularity') !== 'string')
      throw new ServerError(40261, "The $bucketAuto 'granularity' field must be a string")
    throw notSupported("$bucketAuto with 'granularity'")
  }
  const read = compileExpression(arg.get('groupBy'), compileContext(context))
  const outputs = compileOutputs(outputOf(arg.get('output')), context)
  const wanted = Number(whole)
  return function* (source) {
    const rows = Array.from(source, (d) => ({
      d,
      key: read({ root: d, current: d, variables: context.variables }) ?? null,
    }))
    rows.sort((a, b) => compare(a.key, b.key, context.order))
    const size = Math.max(1, Math.round(rows.length / wanted))
    for (let made = 0, from = 0; made < wanted && from < rows.length; made++) {
      let to = made === wanted - 1 ? rows.length : Math.min(rows.length, from + size)
      // Equal keys stay together.
      while (to < rows.length && compare(rows[to]?.key, rows[to - 1]?.key, context.order) === 0) to++
      const states = outputs.map(([, make]) => make())
      for (const { d } of rows.slice(from, to))
        for (const state of states) state.add({ root: d, current: d, variables: context.variables })
      const id = doc({ min: rows[from]?.key, max: to < rows.length ? rows[to]?.key : rows[to - 1]?.key })
      yield finish(id, outputs, states)
      from = to
    }
  }
}

/** Partitions of a stage with partitionBy, in the order of their first documents. */
export function partition(
  source: Iterable<Document>,
  key: Evaluate | undefined,
  context: PipelineContext,
): Document[][] {
  if (!key) return [[...source]]
  const parts = new Map<string, Document[]>()
  for (const d of source) {
    const v = key({ root: d, current: d, variables: context.variables })
    if (Array.isArray(v))
      throw new ServerError(14, 'An expression used to partition cannot evaluate to value of type array')
    const text = valueKey(v ?? null)
    const known = parts.get(text)
    if (known) known.push(d)
    else parts.set(text, [d])
  }
  return [...parts.values()]
}
