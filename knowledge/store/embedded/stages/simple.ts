// Stages of a few lines: $match, $project, $sort, $limit, $skip, $replaceRoot, $sample, $documents, $redact.
import { show } from '../bson/display.js'
import { toWhole, truncated, toNumber } from '../bson/numbers.js'
import { typeName, typeOrMissing } from '../bson/types.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression } from '../expr/index.js'
import { compileFilter } from '../match/index.js'
import { compileAddFields, compileProjection } from '../project/index.js'
import { ServerError } from '../server-error.js'
import { sortDocuments, sortKeysOf } from './sort-keys.js'
import { compileContext, each, toList, type StageCompiler } from './stage.js'

export const match: StageCompiler = (arg, context) => {
  if (!isDocument(arg)) throw new ServerError(15959, 'the match filter must be an expression in an object')
  const predicate = compileFilter(arg, context)
  return function* (source) {
    for (const d of source) if (predicate(d)) yield d
  }
}

export const project: StageCompiler = (arg, context) => {
  const projection = compileProjection(arg, context, false)
  return each((d) => projection.apply(d, {}))
}
export const addFields: StageCompiler = (arg, context, _pipeline, name) => each(compileAddFields(arg, context, name))

export const unset: StageCompiler = (arg, context) => {
  const list = Array.isArray(arg) ? arg : [arg]
  if (!Array.isArray(arg) && typeof arg !== 'string')
    throw new ServerError(31002, `$unset specification must be a string or an array`)
  if (list.length === 0)
    throw new ServerError(31119, '$unset specification must be a string or an array with at least one field')
  const spec: Document = new Map()
  for (const path of list) {
    if (typeof path !== 'string')
      throw new ServerError(31120, '$unset specification must be a string or an array containing only string values')
    if (spec.has(path)) throw new ServerError(31249, `Invalid $unset :: caused by :: Path collision at ${path}`)
    spec.set(path, 0)
  }
  const projection = compileProjection(spec, context, false)
  return each((d) => projection.apply(d, {}))
}

export const sort: StageCompiler = (arg, context) => {
  const keys = sortKeysOf(arg, true)
  return (source) => sortDocuments(source, keys, context.order)
}

export function limitOf(arg: Value): number {
  const whole = isNumeric(arg) ? toWhole(arg) : undefined
  if (whole === undefined)
    throw new ServerError(5107201, `invalid argument to $limit stage: Expected a number in: $limit: ${show(arg)}`)
  if (whole < 0n)
    throw new ServerError(
      5107201,
      `invalid argument to $limit stage: Expected a non-negative number in: $limit: ${whole}`,
    )
  if (whole === 0n) throw new ServerError(15958, 'the limit must be positive')
  return Number(whole)
}
export function skipOf(arg: Value): number {
  const whole = isNumeric(arg) ? toWhole(arg) : undefined
  if (whole === undefined)
    throw new ServerError(5107200, `invalid argument to $skip stage: Expected a number in: $skip: ${show(arg)}`)
  if (whole < 0n)
    throw new ServerError(
      5107200,
      `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${whole}`,
    )
  return Number(whole)
}
export const limit: StageCompiler = (arg) => {
  const most = limitOf(arg)
  return function* (source) {
    let n = 0
    for (const d of source) {
      yield d
      if (++n >= most) return
    }
  }
}
export const skip: StageCompiler = (arg) => {
  const least = skipOf(arg)
  return function* (source) {
    let n = 0
    for (const d of source) if (n++ >= least) yield d
  }
}

export const replaceRoot: StageCompiler = (arg, context, _pipeline, name) => {
  let expression = arg
  if (name === '$replaceRoot') {
    if (!isDocument(arg))
      throw new ServerError(40229, `expected an object as specification for $replaceRoot stage, got ${typeName(arg)}`)
    for (const field of arg.keys())
      if (field !== 'newRoot') throw new ServerError(40415, `BSON field '$replaceRoot.${field}' is an unknown field.`)
    if (!arg.has('newRoot'))
      throw new ServerError(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field")
    expression = arg.get('newRoot')
  }
  const evaluate = compileExpression(expression, compileContext(context))
  return each((d) => {
    const v = evaluate({ root: d, current: d, variables: context.variables })
    if (isDocument(v)) return v
    throw new ServerError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was: ${v === undefined ? 'MISSING' : show(v)}. Type of resulting value: '${typeOrMissing(v)}'.`,
    )
  })
}

export const sample: StageCompiler = (arg) => {
  if (!isDocument(arg)) throw new ServerError(28745, 'the $sample stage specification must be an object')
  for (const field of arg.keys())
    if (field !== 'size') throw new ServerError(28748, `unrecognized option to $sample: ${field}`)
  if (!arg.has('size')) throw new ServerError(28749, '$sample stage must specify a size')
  const size = arg.get('size')
  if (!isNumeric(size)) throw new ServerError(28746, 'size argument to $sample must be a number')
  const whole = Number(truncated(size) ?? BigInt(toNumber(size) > 0 ? 2 ** 31 : 0))
  if (whole < 0) throw new ServerError(28747, 'size argument to $sample must not be negative')
  if (whole === 0) throw new ServerError(28747, 'size argument to $sample must be a positive integer')
  return (source) => {
    const list = [...source]
    const most = Math.min(whole, list.length)
    for (let i = 0; i < most; i++) {
      const j = i + Math.floor(Math.random() * (list.length - i))
      const [a, b] = [list[i], list[j]]
      if (a && b) [list[i], list[j]] = [b, a]
    }
    return list.slice(0, most)
  }
}

export const documents: StageCompiler = (arg, context) => {
  const evaluate = compileExpression(arg, compileContext(context))
  return () => {
    const list = evaluate({ root: new Map(), current: new Map(), variables: context.variables })
    if (!Array.isArray(list)) throw new ServerError(5858203, `an array is expected`)
    return list.map((d) => {
      if (!isDocument(d))
        throw new ServerError(
          40228,
          `'newRoot' expression must evaluate to an object, but resulting value was: ${show(d)}.`,
        )
      return d
    })
  }
}

export const redact: StageCompiler = (arg, context) => {
  const evaluate = compileExpression(arg, compileContext(context))
  const visit = (d: Document, root: Document): Document | undefined => {
    const verdict = evaluate({ root, current: d, variables: context.variables })
    if (verdict === 'keep') return d
    if (verdict === 'prune') return undefined
    if (verdict !== 'descend')
      throw new ServerError(17053, `$redact must return one of $$KEEP, $$PRUNE or $$DESCEND, got ${show(verdict)}`)
    const made: Document = new Map()
    for (const [name, v] of d) {
      const kept = inside(v, root)
      if (kept !== undefined) made.set(name, kept)
    }
    return made
  }
  const inside = (v: Value, root: Document): Value => {
    if (isDocument(v)) return visit(v, root)
    if (!Array.isArray(v)) return v
    return v.map((element) => inside(element, root)).filter((element, i) => element !== undefined || v[i] === undefined)
  }
  return function* (source) {
    for (const d of source) {
      const kept = visit(d, d)
      if (kept) yield kept
    }
  }
}

export const facet: StageCompiler = (arg, context, pipeline) => {
  if (!isDocument(arg) || arg.size === 0)
    throw new ServerError(40169, 'the $facet specification must be a non-empty object')
  const inner = [...arg].map(([name, stages]) => {
    if (name.startsWith('$') || name.includes('.'))
      throw new ServerError(
        name.startsWith('$') ? 16410 : 16412,
        `FieldPath field names may not start with '$' or contain '.': ${name}`,
      )
    if (!Array.isArray(stages))
      throw new ServerError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`)
    for (const stage of stages) {
      const op = isDocument(stage) ? [...stage.keys()][0] : undefined
      if (op !== undefined && notInFacet.has(op))
        throw new ServerError(40600, `${op} is not allowed to be used within a $facet stage`)
    }
    return [name, pipeline(stages, context)] as const
  })
  return function* (source) {
    const list = toList(source)
    yield new Map(inner.map(([name, run]) => [name, toList(run(list))]))
  }
}
const notInFacet = new Set([
  ...['$facet', '$out', '$merge', '$documents', '$geoNear', '$collStats', '$indexStats', '$planCacheStats'],
  ...['$changeStream', '$search', '$searchMeta', '$vectorSearch'],
])
