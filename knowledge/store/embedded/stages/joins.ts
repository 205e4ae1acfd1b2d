// $lookup, $graphLookup, $unionWith: manual pages of the same names.
import { valueKey } from '../bson/order-key.js'
import { toWhole } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { firstKey, isDocument, isNothing, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileExpression, getPath, pathParts } from '../expr/index.js'
import { checkVariableName } from '../expr/environment.js'
import { compileFilter, walk } from '../match/index.js'
import { ServerError } from '../server-error.js'
import { compileContext, each, toList, type PipelineContext, type Stage, type StageCompiler } from './stage.js'
import { withValue } from './unwind.js'

const lookupFields = new Set(['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'])

/** The values a local field joins by: null where there is none, each element of an array. */
function localValues(d: Document, parts: readonly string[]): Value[] {
  const values: Value[] = []
  walk(d, parts, 0, (v) => {
    if (Array.isArray(v)) values.push(...v)
    else values.push(v === undefined ? null : v)
    return false
  })
  return values
}

function text(arg: Document, name: string, stage: string): string {
  const v = arg.get(name)
  if (typeof v !== 'string')
    throw new ServerError(9, `${stage} argument '${name}: ...' must be a string, found ${typeName(v)}`)
  return v
}

/** What writes may not stand in a pipeline inside a pipeline. */
function refuseOutput(stages: Value, code: number, stage: string): void {
  for (const each of Array.isArray(stages) ? stages : [])
    for (const name of ['$out', '$merge'])
      if (isDocument(each) && each.has(name))
        throw new ServerError(code, `${name} is not allowed within a ${stage}'s sub-pipeline`)
}

export const lookup: StageCompiler = (arg, context, pipeline) => {
  if (!isDocument(arg)) throw new ServerError(9, 'the $lookup specification must be an object')
  for (const name of arg.keys())
    if (!lookupFields.has(name)) throw new ServerError(9, `unknown argument to $lookup: ${name}`)
  if (!arg.has('as')) throw new ServerError(9, "must specify 'as' field for a $lookup")
  const as = pathParts(text(arg, 'as', '$lookup'))
  const stages = arg.get('pipeline')
  if (arg.has('pipeline') && !Array.isArray(stages))
    throw new ServerError(14, `'pipeline' option must be specified as an array`)
  const from = arg.has('from') ? text(arg, 'from', '$lookup') : undefined
  if (arg.has('localField') !== arg.has('foreignField'))
    throw new ServerError(9, '$lookup requires both or neither of localField and foreignField to be specified')
  if (!Array.isArray(stages) && !arg.has('localField'))
    throw new ServerError(
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    )
  if (arg.has('let') && !Array.isArray(stages))
    throw new ServerError(9, "$lookup with a 'let' argument must also specify 'pipeline'")
  const startsWithDocuments = Array.isArray(stages) && isDocument(stages[0]) && stages[0].has('$documents')
  if (from === undefined && !startsWithDocuments) throw new ServerError(9, "must specify 'from' field for a $lookup")
  const fields = arg.has('localField')
    ? { local: pathParts(text(arg, 'localField', '$lookup')), foreign: text(arg, 'foreignField', '$lookup') }
    : undefined
  if (fields) pathParts(fields.foreign)
  refuseOutput(stages, 51047, '$lookup')
  const bound = letVariables(arg.get('let'), context)
  if (Array.isArray(stages))
    pipeline(stages, {
      ...context,
      variables: new Map([...(context.variables ?? []), ...bound.map(([name]) => [name, null] as const)]),
    })
  return each((d) => {
    const variables = new Map(context.variables)
    for (const [name, evaluate] of bound)
      variables.set(name, evaluate({ root: d, current: d, variables: context.variables }))
    let rows: Iterable<Document>
    if (fields && from !== undefined) {
      const values = localValues(d, fields.local)
      rows = values.length === 0 ? [] : context.find(from, fields.foreign, values)
    } else rows = from === undefined ? [] : (byEquality(from, stages, variables, context) ?? context.scan(from))
    if (Array.isArray(stages)) rows = pipeline(stages, { ...context, variables })(rows)
    return withValue(d, as, toList(rows))
  })
}

function letVariables(v: Value, context: PipelineContext): (readonly [string, ReturnType<typeof compileExpression>])[] {
  if (v === undefined) return []
  if (!isDocument(v)) throw new ServerError(9, `$lookup argument 'let: ...' must be an object, is type ${typeName(v)}`)
  return [...v].map(([name, expression]) => {
    checkVariableName(name)
    return [name, compileExpression(expression, compileContext(context))] as const
  })
}

/** `{$match: {$expr: {$eq: ["$field", "$$variable"]}}}` in front narrows the scan by an index; the pipeline still checks. */
function byEquality(
  from: string,
  stages: Value,
  variables: ReadonlyMap<string, Value>,
  context: PipelineContext,
): Iterable<Document> | undefined {
  const first = Array.isArray(stages) ? stages[0] : undefined
  const filter = isDocument(first) && firstKey(first) === '$match' ? first.get('$match') : undefined
  const expression = isDocument(filter) ? filter.get('$expr') : undefined
  if (!isDocument(expression) || context.order) return undefined
  const all = expression.get('$and')
  for (const clause of Array.isArray(all) ? all : [expression]) {
    const pair = isDocument(clause) ? clause.get('$eq') : undefined
    if (!Array.isArray(pair) || pair.length !== 2) continue
    for (const [field, variable] of [pair, [pair[1], pair[0]]]) {
      if (
        typeof field !== 'string' ||
        !/^\$[^$]/.test(field) ||
        typeof variable !== 'string' ||
        !variable.startsWith('$$')
      )
        continue
      const v = variables.get(variable.slice(2))
      // Arrays and nulls compare otherwise in expressions than in queries.
      if (!isNothing(v) && !Array.isArray(v) && !isDocument(v)) return context.find(from, field.slice(1), [v])
    }
  }
  return undefined
}

const graphFields = [
  'from',
  'startWith',
  'connectFromField',
  'connectToField',
  'as',
  'maxDepth',
  'depthField',
  'restrictSearchWithMatch',
]
export const graphLookup: StageCompiler = (arg, context) => {
  if (!isDocument(arg))
    throw new ServerError(40327, `the $graphLookup stage specification must be an object, but found ${typeName(arg)}`)
  for (const name of arg.keys())
    if (!graphFields.includes(name)) throw new ServerError(40104, `Unknown argument to $graphLookup: ${name}`)
  for (const name of ['from', 'startWith', 'connectFromField', 'connectToField', 'as'])
    if (!arg.has(name))
      throw new ServerError(
        40105,
        `$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified`,
      )
  for (const name of ['from', 'connectFromField', 'connectToField', 'as', 'depthField'])
    if (arg.has(name) && typeof arg.get(name) !== 'string')
      throw new ServerError(40103, `expected string as argument for ${name}, found: ${typeName(arg.get(name))}`)
  const depth = arg.get('maxDepth')
  if (arg.has('maxDepth') && !isNumeric(depth))
    throw new ServerError(40100, `maxDepth must be numeric, found type: ${typeName(depth)}`)
  const most = isNumeric(depth) ? toWhole(depth) : undefined
  if (isNumeric(depth) && most === undefined)
    throw new ServerError(40102, 'maxDepth could not be represented as a long long')
  if (most !== undefined && most < 0n)
    throw new ServerError(40101, `maxDepth requires a nonnegative argument, found: ${most}`)
  const restriction = arg.get('restrictSearchWithMatch')
  if (arg.has('restrictSearchWithMatch') && !isDocument(restriction))
    throw new ServerError(40185, `restrictSearchWithMatch must be an object, found ${typeName(restriction)}`)
  const start = compileExpression(arg.get('startWith'), compileContext(context))
  const [from, to, connectFrom] = [
    text(arg, 'from', '$graphLookup'),
    text(arg, 'connectToField', '$graphLookup'),
    pathParts(text(arg, 'connectFromField', '$graphLookup')),
  ]
  const as = pathParts(text(arg, 'as', '$graphLookup'))
  const depthField = arg.has('depthField') ? pathParts(text(arg, 'depthField', '$graphLookup')) : undefined
  const allowed = isDocument(restriction) ? compileFilter(restriction, context) : undefined
  return each((d) => {
    const found = new Map<string, Document>()
    const asked = new Set<string>()
    const unasked = (v: Value): Value[] =>
      (Array.isArray(v) ? v : v === undefined ? [] : [v]).filter(
        (each) => !asked.has(valueKey(each)) && asked.add(valueKey(each)),
      )
    let front = unasked(start({ root: d, current: d, variables: context.variables }))
    for (let level = 0n; front.length > 0 && (most === undefined || level <= most); level++) {
      const next: Value[] = []
      for (const row of context.find(from, to, front)) {
        const key = valueKey(row.get('_id'))
        if (found.has(key) || (allowed && !allowed(row))) continue
        found.set(key, depthField ? withValue(row, depthField, level) : row)
        next.push(...unasked(getPath(row, connectFrom)))
      }
      front = next
    }
    return withValue(d, as, [...found.values()])
  })
}

export const unionWith: StageCompiler = (arg, context, pipeline): Stage => {
  if (typeof arg !== 'string' && !isDocument(arg))
    throw new ServerError(
      9,
      `the $unionWith stage specification must be an object or string, but found ${typeName(arg)}`,
    )
  if (isDocument(arg))
    for (const name of arg.keys())
      if (name !== 'coll' && name !== 'pipeline')
        throw new ServerError(40415, `BSON field '$unionWith.${name}' is an unknown field.`)
  const collection = typeof arg === 'string' ? arg : arg.get('coll')
  const stages = typeof arg === 'string' ? [] : (arg.get('pipeline') ?? [])
  if (!Array.isArray(stages))
    throw new ServerError(14, "BSON field '$unionWith.pipeline' is the wrong type, expected type 'array'")
  if (collection === undefined && !(isDocument(stages[0]) && stages[0].has('$documents')))
    throw new ServerError(40414, "BSON field '$unionWith.coll' is missing but a required field")
  refuseOutput(stages, 31441, '$unionWith')
  const run = pipeline(stages, context)
  return function* (source) {
    yield* source
    yield* run(typeof collection === 'string' ? context.scan(collection) : [])
  }
}
