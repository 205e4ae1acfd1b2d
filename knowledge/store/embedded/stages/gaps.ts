// $densify and $fill: manual pages of the same names.
import { compare } from '../bson/compare.js'
import { textOf } from '../bson/display.js'
import { double, isInt32, toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { addTo, isTimeUnit, type TimeUnit } from '../dates/arithmetic.js'
import { utcZone } from '../dates/time-zone.js'
import { compileExpression, getPath, pathParts } from '../expr/index.js'
import { ServerError } from '../server-error.js'
import { partition } from './buckets.js'
import { setWindowFields } from './set-window-fields.js'
import { sortDocuments } from './sort-keys.js'
import { compileContext, type StageCompiler } from './stage.js'
import { withValue } from './unwind.js'

const mostMade = 500_000
interface Range {
  readonly step: number
  readonly unit: TimeUnit | undefined
  readonly bounds: 'full' | 'partition' | readonly [Value, Value]
}

function rangeOf(v: Value): Range {
  if (!isDocument(v)) throw new ServerError(14, "BSON field '$densify.range' is the wrong type, expected type 'object'")
  for (const name of v.keys())
    if (!['step', 'bounds', 'unit'].includes(name))
      throw new ServerError(40415, `BSON field '$densify.range.${name}' is an unknown field.`)
  for (const name of ['step', 'bounds'])
    if (!v.has(name))
      throw new ServerError(40414, `BSON field '$densify.range.${name}' is missing but a required field`)
  const [step, unit, bounds] = [v.get('step'), v.get('unit'), v.get('bounds')]
  if (!isNumeric(step))
    throw new ServerError(14, "BSON field '$densify.range.step' is the wrong type, expected a number")
  if (!(toNumber(step) > 0))
    throw new ServerError(5733401, 'the step parameter in a range statement must be a strictly positive numeric value')
  if (unit !== undefined && (typeof unit !== 'string' || !isTimeUnit(unit)))
    throw new ServerError(9, `unknown time unit value: ${typeof unit === 'string' ? unit : typeName(unit)}`)
  if (unit !== undefined && !Number.isInteger(toNumber(step)))
    throw new ServerError(
      6586400,
      'The step parameter in a range satement must be a whole number when densifying a date range',
    )
  if (bounds === 'full' || bounds === 'partition') return { step: toNumber(step), unit, bounds }
  if (typeof bounds === 'string') throw new ServerError(5946802, "bounds must be 'full', 'partition', or an array")
  if (!Array.isArray(bounds) || bounds.length !== 2)
    throw new ServerError(5733403, 'a bounding array in a range statement must have exactly two elements')
  const dates = bounds.every((each) => each instanceof Date)
  if (dates !== (unit !== undefined) || (!dates && !bounds.every(isNumeric)))
    throw new ServerError(
      unit === undefined && dates ? 5733501 : 5733402,
      'a bounding array must contain either both dates or both numeric types, with a unit for dates only',
    )
  if (compare(bounds[0], bounds[1]) > 0)
    throw new ServerError(5733402, 'the bounds in a range statement must be in order')
  return { step: toNumber(step), unit, bounds: [bounds[0], bounds[1]] }
}

const position = (v: Value): number => (v instanceof Date ? v.getTime() : isNumeric(v) ? toNumber(v) : NaN)

/** The n-th value after a start: dates by calendar, so that months keep their day. */
function stepper(start: number, range: Range): (n: number) => number {
  const { unit, step } = range
  return unit === undefined ? (n) => start + n * step : (n) => addTo(start, unit, n * step, utcZone)
}

export const densify: StageCompiler = (arg, context) => {
  if (!isDocument(arg)) throw new ServerError(9, 'The $densify stage specification must be an object')
  for (const name of arg.keys())
    if (!['field', 'partitionByFields', 'range'].includes(name))
      throw new ServerError(40415, `BSON field '$densify.${name}' is an unknown field.`)
  for (const name of ['field', 'range'])
    if (!arg.has(name)) throw new ServerError(40414, `BSON field '$densify.${name}' is missing but a required field`)
  const field = arg.get('field')
  if (typeof field !== 'string')
    throw new ServerError(14, "BSON field '$densify.field' is the wrong type, expected type 'string'")
  const parts = pathParts(field)
  const range = rangeOf(arg.get('range'))
  const given = arg.get('partitionByFields') ?? []
  if (!Array.isArray(given))
    throw new ServerError(14, "BSON field '$densify.partitionByFields' is the wrong type, expected type 'array'")
  if (range.bounds === 'partition' && given.length === 0)
    throw new ServerError(
      5733408,
      "one may not specify the bounds as 'partition' without specifying a non-empty array of partitionByFields",
    )
  const by = given.map((each) => pathParts(textOf(each)))
  const key =
    by.length === 0
      ? undefined
      : compileExpression(
          given.map((each) => `$${textOf(each)}`),
          compileContext(context),
        )
  return function* (source) {
    const all = [...source]
    for (const d of all) {
      const v = getPath(d, parts)
      if (isNothing(v)) continue
      if (range.unit === undefined ? !isNumeric(v) : !(v instanceof Date))
        throw new ServerError(
          range.unit === undefined ? 5733201 : 6053600,
          `Densify field type must be ${range.unit === undefined ? 'numeric' : 'a date'}`,
        )
    }
    const keyed = key ? (env: Parameters<typeof key>[0]) => new Map([['k', key(env)]]) : undefined
    const groups = partition(all, keyed, context).map((members) =>
      sortDocuments(members, [{ path: field, parts, way: 1 }], context.order),
    )
    const known = all.map((d) => position(getPath(d, parts))).filter((n) => !Number.isNaN(n))
    const full: [number, number] = [Math.min(...known), Math.max(...known)]
    for (const members of groups) yield* densified(members, range, full, parts, by)
  }
}

function* densified(
  members: Document[],
  range: Range,
  full: [number, number],
  parts: readonly string[],
  by: readonly (readonly string[])[],
): Generator<Document> {
  const own = members.map((d) => position(getPath(d, parts))).filter((n) => !Number.isNaN(n))
  const explicit = Array.isArray(range.bounds)
  const [low, high] =
    range.bounds === 'full' ? full : explicit ? range.bounds.map(position) : [Math.min(...own), Math.max(...own)]
  const at = stepper(low ?? 0, range)
  const end = high ?? 0
  // Bounds given as an array leave out the upper one.
  const inside = (n: number): boolean => (explicit ? n < end : n <= end)
  const fresh = (n: number): Document => {
    let made: Document = new Map()
    for (const path of by) made = withValue(made, path, getPath(members[0], path))
    return withValue(made, parts, range.unit !== undefined ? new Date(n) : numberLike(n, members, parts))
  }
  let next = 0
  let made = 0
  for (const d of members) {
    const here = position(getPath(d, parts))
    if (!Number.isNaN(here)) {
      for (; at(next) < here && inside(at(next)); next++) {
        if (++made > mostMade) throw new ServerError(5897900, 'Generated too many documents in $densify')
        yield fresh(at(next))
      }
      if (at(next) === here) next++
    }
    yield d
  }
  for (; inside(at(next)) && Number.isFinite(at(next)); next++) {
    if (++made > mostMade) throw new ServerError(5897900, 'Generated too many documents in $densify')
    yield fresh(at(next))
  }
}
/** Whole steps between int32 values stay int32. */
function numberLike(n: number, members: readonly Document[], parts: readonly string[]): Value {
  const first = getPath(members[0], parts)
  return isInt32(n) && (typeof first === 'number' || first === undefined) ? n : double(n)
}

export const fill: StageCompiler = (arg, context, pipeline, name) => {
  if (!isDocument(arg)) throw new ServerError(9, 'the $fill stage specification must be an object')
  for (const field of arg.keys())
    if (!['partitionBy', 'partitionByFields', 'sortBy', 'output'].includes(field))
      throw new ServerError(40415, `BSON field '$fill.${field}' is an unknown field.`)
  const output = arg.get('output')
  if (!isDocument(output) || output.size === 0)
    throw new ServerError(
      arg.has('output') ? 6050203 : 40414,
      "BSON field '$fill.output' is missing but a required field",
    )
  if (arg.has('partitionBy') && arg.has('partitionByFields'))
    throw new ServerError(6050204, "Maximum one of 'partitionBy' and 'partitionByFields can be specified in '$fill'")
  const windows: Document = new Map()
  const constants: { parts: readonly string[]; read: ReturnType<typeof compileExpression> }[] = []
  for (const [field, spec] of output) {
    if (!isDocument(spec) || spec.size !== 1)
      throw new ServerError(6050202, `each output field must be an object with one of 'value' or 'method'`)
    if (spec.has('value'))
      constants.push({ parts: pathParts(field), read: compileExpression(spec.get('value'), compileContext(context)) })
    else {
      const method = spec.get('method')
      if (method !== 'linear' && method !== 'locf')
        throw new ServerError(6050202, `Method must be either 'linear' or 'locf'`)
      if (!arg.has('sortBy'))
        throw new ServerError(method === 'linear' ? 605001 : 6050202, `$fill with method '${method}' requires a sortBy`)
      windows.set(field, new Map([[method === 'linear' ? '$linearFill' : '$locf', `$${field}`]]))
    }
  }
  const byFields = arg.get('partitionByFields')
  const partitionBy = Array.isArray(byFields)
    ? new Map<string, Value>(byFields.map((field) => [textOf(field).replaceAll('.', '_'), `$${textOf(field)}`]))
    : arg.get('partitionBy')
  const spec: Document = new Map([['output', windows]])
  if (arg.has('sortBy')) spec.set('sortBy', arg.get('sortBy'))
  if (partitionBy !== undefined) spec.set('partitionBy', partitionBy)
  const windowed = windows.size > 0 ? setWindowFields(spec, context, pipeline, name) : undefined
  return function* (source) {
    for (const d of windowed ? windowed(source) : source) {
      let made = d
      for (const { parts, read } of constants)
        if (isNothing(getPath(made, parts)))
          made = withValue(made, parts, read({ root: d, current: d, variables: context.variables }) ?? null)
      yield made
    }
  }
}
