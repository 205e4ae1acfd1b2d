// find, getMore, killCursors, count: manual, "Query and Write Operation Commands".
import { collationOrder } from '../bson/collation.js'
import { encode } from '../bson/encode.js'
import { toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, isNumeric, type Document, type Value } from '../bson/value.js'
import { getPath } from '../expr/index.js'
import { compileFilter } from '../match/index.js'
import { choose, runQuery, type Chosen, type Hit, type Query } from '../plan/index.js'
import { compileProjection } from '../project/index.js'
import { notSupported, ServerError } from '../server-error.js'
import { sortKeysOf, type SortKey } from '../stages/index.js'
import { isView } from '../store/index.js'
import { aggregateView } from './run-pipeline.js'
import {
  booleanOption,
  checkFields,
  countOption,
  documentOption,
  namespaceOf,
  needArray,
  variablesOf,
  type Handler,
  type Request,
} from './command.js'
import { cursorReply } from './cursor-reply.js'
import { distinct } from './distinct.js'
import { walkInChunks } from './walk-in-chunks.js'

const nothing = { documents: [], id: 0n }

/** A sort document as keys, or the order of insertion for $natural. */
export function sortOf(spec: Document | undefined): { sort: readonly SortKey[]; natural?: 1 | -1 } {
  if (!spec || spec.size === 0) return { sort: [] }
  const natural = spec.get('$natural')
  if (natural === undefined) return { sort: sortKeysOf(spec, false) }
  if (spec.size > 1 || !isNumeric(natural) || Math.abs(toNumber(natural)) !== 1)
    throw new ServerError(2, '$natural sort cannot be set to a value other than -1 or 1 or be combined.')
  return { sort: [], natural: toNumber(natural) < 0 ? -1 : 1 }
}

const findFields = [
  ...[
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'collation',
    'let',
    'allowDiskUse',
  ],
  ...[
    'max',
    'min',
    'returnKey',
    'showRecordId',
    'tailable',
    'oplogReplay',
    'noCursorTimeout',
    'awaitData',
    'allowPartialResults',
  ],
]

const find: Handler = (request, { store, cursors }) => {
  checkFields(request, findFields)
  for (const refused of ['tailable', 'awaitData'])
    if (request.command.has(refused) && request.command.get(refused) !== false)
      throw new ServerError(238, `find with '${refused}' is not supported by the embedded database`)
  const ns = namespaceOf(request)
  const c = store.get(ns)
  const { command } = request
  const order = collationOrder(command.get('collation') ?? c?.options.get('collation'))
  const variables = variablesOf(command)
  const filter = documentOption(request, 'filter') ?? new Map<string, Value>()
  const { sort, natural } = sortOf(documentOption(request, 'sort'))
  const skip = countOption(command, 'find', 'skip') ?? 0
  let limit = countOption(command, 'find', 'limit') ?? 0
  const batchSize = countOption(command, 'find', 'batchSize')
  const single = booleanOption(command, 'singleBatch')
  if (single && limit === 0 && batchSize !== undefined && batchSize > 0) limit = batchSize
  const spec = documentOption(request, 'projection')
  const projection = spec && spec.size > 0 ? compileProjection(spec, { order, variables }, true) : undefined
  const predicate = compileFilter(filter, { order, variables })
  if (!c) return cursorReply('firstBatch', nothing, ns)
  if (isView(c)) {
    const rows = aggregateView(store, request.database, c, viewStages(request, filter, skip, limit), order, variables)
    return cursorReply('firstBatch', cursors.start(ns, rows[Symbol.iterator](), batchSize, single), ns)
  }
  const withRecord = booleanOption(command, 'showRecordId')
  const query: Query = {
    filter,
    sort,
    natural,
    skip,
    limit,
    order,
    variables,
    hint: command.get('hint'),
    ...endsOf(request),
  }
  const keyFields = booleanOption(command, 'returnKey') ? indexedFields(choose(c, query)) : undefined
  const output = (hit: Hit): Buffer => {
    if (keyFields) return encode(keyOf(hit, keyFields))
    if (!projection && !withRecord) return hit.raw
    if (projection?.needsPosition === true && hit.position.index === undefined) predicate(hit.document, hit.position)
    const made = projection ? projection.apply(hit.document, hit.position) : hit.document
    return encode(withRecord ? new Map([...made, ['$recordId', BigInt(hit.record)]]) : made)
  }
  const source = walkInChunks(store, c, query, output)
  return cursorReply('firstBatch', cursors.start(ns, source, batchSize, single), ns)
}

function endsOf(request: Request): Pick<Query, 'min' | 'max'> {
  const [min, max] = [documentOption(request, 'min'), documentOption(request, 'max')]
  if (min && max && min.size > 0 && max.size > 0 && [...min.keys()].join() !== [...max.keys()].join())
    throw new ServerError(51176, 'min and max must have the same field names')
  return { min: min?.size === 0 ? undefined : min, max: max?.size === 0 ? undefined : max }
}

/** What `returnKey` shows: the fields of the index that was used, nothing for a scan. */
function indexedFields({ plans }: Chosen): readonly string[] {
  const [plan] = plans
  if (plans.length > 1 || plan?.kind !== 'index') return []
  if (plan.index.multikey) throw notSupported('returnKey with a multikey index')
  return plan.index.fields.map((field) => field.path)
}
const keyOf = (hit: Hit, fields: readonly string[]): Document =>
  new Map(fields.map((path) => [path, getPath(hit.document, path.split('.')) ?? null]))

/** A find on a view is a pipeline on what the view shows. */
function viewStages(request: Request, filter: Document, skip: number, limit: number): Value[] {
  const stages: Value[] = [doc({ $match: filter })]
  const [sort, projection] = [documentOption(request, 'sort'), documentOption(request, 'projection')]
  if (sort && sort.size > 0) stages.push(doc({ $sort: sort }))
  if (skip > 0) stages.push(doc({ $skip: skip }))
  if (limit > 0) stages.push(doc({ $limit: limit }))
  if (projection && projection.size > 0) stages.push(doc({ $project: projection }))
  return stages
}

const getMore: Handler = (request, { cursors }) => {
  checkFields(request, ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'])
  const { command } = request
  const id = command.get('getMore')
  const collection = command.get('collection')
  if (typeof id !== 'bigint')
    throw new ServerError(14, `BSON field 'getMore.getMore' is the wrong type '${typeName(id)}', expected type 'long'`)
  if (collection === undefined)
    throw new ServerError(40414, "BSON field 'getMore.collection' is missing but a required field")
  if (typeof collection !== 'string')
    throw new ServerError(
      14,
      `BSON field 'getMore.collection' is the wrong type '${typeName(collection)}', expected type 'string'`,
    )
  const ns = `${request.database}.${collection}`
  const size = countOption(command, 'getMore', 'batchSize')
  if (command.has('maxTimeMS'))
    throw new ServerError(2, 'cannot set maxTimeMS on getMore command for a non-awaitData cursor')
  return cursorReply('nextBatch', cursors.next(id, ns, size === 0 ? undefined : size), ns)
}

const killCursors: Handler = (request, { cursors }) => {
  const killed: Value[] = []
  const unknown: Value[] = []
  for (const id of needArray(request.command.get('cursors'), 'killCursors', 'cursors')) {
    if (typeof id !== 'bigint')
      throw new ServerError(
        14,
        `BSON field 'killCursors.cursors' is the wrong type '${typeName(id)}', expected type 'long'`,
      )
    const list = cursors.kill(id) ? killed : unknown
    list.push(id)
  }
  return doc({ cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [], ok: 1 })
}

const count: Handler = (request, { store }) => {
  checkFields(request, ['query', 'limit', 'skip', 'hint', 'collation', 'fields'])
  const ns = namespaceOf(request)
  const c = store.get(ns)
  const { command } = request
  const filter = documentOption(request, 'query') ?? new Map<string, Value>()
  const order = collationOrder(command.get('collation') ?? c?.options.get('collation'))
  const skip = countOption(command, 'count', 'skip') ?? 0
  const given = command.get('limit')
  if (given !== undefined && given !== null && !isNumeric(given))
    throw new ServerError(
      14,
      `BSON field 'count.limit' is the wrong type '${typeName(given)}', expected types '[long, int, decimal, double]'`,
    )
  const limit = isNumeric(given) ? Math.abs(Math.trunc(toNumber(given))) : 0
  compileFilter(filter, { order })
  if (!c) return doc({ n: 0, ok: 1 })
  let n = 0
  if (isView(c)) n = aggregateView(store, request.database, c, [doc({ $match: filter })], order, new Map()).length
  else if (filter.size === 0 && command.get('hint') === undefined) n = c.count
  else
    for (const _ of runQuery(store, c, { filter, sort: [], skip: 0, limit: 0, order, hint: command.get('hint') })) n++
  n = Math.max(0, n - skip)
  return doc({ n: limit > 0 ? Math.min(n, limit) : n, ok: 1 })
}

export const queryCommands = new Map<string, Handler>([
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['count', count],
  ['distinct', distinct],
])
