// aggregate: manual, "aggregate (database command)". The front of a pipeline becomes a query, so that it can use an index.
import { collationOrder } from '../bson/collation.js'
import type { StringOrder } from '../bson/compare.js'
import { decode } from '../bson/decode.js'
import { encode } from '../bson/encode.js'
import { toWhole } from '../bson/numbers.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import { compilePipeline, stageName } from '../stages/index.js'
import type { Collection, Store } from '../store/index.js'
import {
  checkFields,
  commandName,
  countOption,
  documentOption,
  namespaceOf,
  variablesOf,
  type Handler,
  type Request,
} from './command.js'
import { cursorReply } from './cursor-reply.js'
import { explainAggregate } from './explain-aggregate.js'
import { pipelineContext, runPipeline } from './run-pipeline.js'
import { writeOut } from './write-out.js'

/** Stages that report on the server itself. */
export const reportingStages = ['$collStats', '$indexStats', '$listLocalSessions'] as const

function report(name: string, c: Collection | undefined, ns: string, request: Request): Document[] | undefined {
  switch (name) {
    case '$collStats':
      if (!c) throw new ServerError(26, `Unable to retrieve collection stats: ${ns} not found`)
      return [doc({ ns, count: c.count, storageStats: doc({ count: c.count, nindexes: c.indexes.length }) })]
    case '$indexStats':
      return (c?.indexes ?? []).map((index) => doc({ name: index.name, key: index.spec.get('key'), spec: index.spec }))
    case '$listLocalSessions': {
      // Sessions carry no state here: the one that is known is the one that asks.
      const own = request.command.get('lsid')
      return own === undefined ? [] : [doc({ _id: own, lastUse: new Date() })]
    }
  }
  return undefined
}

const aggregateFields = [
  'pipeline',
  'cursor',
  'explain',
  'allowDiskUse',
  'collation',
  'hint',
  'let',
  'bypassDocumentValidation',
  'isMapReduceCommand',
  'fromMongos',
  'needsMerge',
  'passthroughToShard',
]

const aggregate: Handler = async (request, engine) => {
  checkFields(request, aggregateFields)
  const { store, cursors } = engine
  const { command } = request
  const target = command.get(commandName(request))
  if (typeof target !== 'string' && !(isNumeric(target) && toWhole(target) === 1n))
    throw new ServerError(9, "Invalid command format: the 'aggregate' field must specify a collection name or 1")
  const collection = typeof target === 'string' ? target : undefined
  if (collection !== undefined) namespaceOf(request)
  const ns = collection === undefined ? `${request.database}.$cmd.aggregate` : `${request.database}.${collection}`
  const pipeline = command.get('pipeline')
  if (pipeline === undefined)
    throw new ServerError(40414, "BSON field 'aggregate.pipeline' is missing but a required field")
  if (!Array.isArray(pipeline)) throw new ServerError(14, `'pipeline' option must be specified as an array`)
  const cursor = documentOption(request, 'cursor')
  if (!cursor && command.get('explain') !== true)
    throw new ServerError(9, "The 'cursor' option is required, except for aggregate with the explain argument")
  for (const name of cursor?.keys() ?? [])
    if (name !== 'batchSize') throw new ServerError(40415, `BSON field 'cursor.${name}' is an unknown field.`)
  const batchSize = cursor && countOption(cursor, 'cursor', 'batchSize')
  const c = collection === undefined ? undefined : store.get(ns)
  const order = collationOrder(command.get('collation') ?? c?.options.get('collation'))
  const variables = variablesOf(command)
  const names = pipeline.map(stageName)
  const last = names.at(-1)
  if (
    collection === undefined &&
    !['$documents', '$currentOp', '$listLocalSessions', '$changeStream'].includes(names[0] ?? '')
  )
    throw new ServerError(73, `{aggregate: 1} is not valid for '${names[0] ?? ''}'; a collection is required.`)
  if (collection !== undefined && names[0] === '$documents')
    throw new ServerError(73, `'$documents' can only be run with {aggregate: 1}`)
  if (command.get('explain') === true) return explainAggregate(request, engine, 'queryPlanner')
  const outputs = last === '$out' || last === '$merge' ? pipeline.at(-1) : undefined
  const stages = outputs === undefined ? pipeline : pipeline.slice(0, -1)
  const rows = rowsOf(engine.store, request, collection, stages, c, ns, order, variables)
  if (isDocument(outputs)) {
    await writeOut(
      store,
      request.database,
      outputs,
      [...rows].map((row) => (Buffer.isBuffer(row) ? decode(row) : row)),
      variables,
    )
    return cursorReply('firstBatch', { documents: [], id: 0n }, ns)
  }
  // Read whole before the first batch: the pipeline must not see writes that come between two batches.
  const raw = Array.from(rows, (row) => (Buffer.isBuffer(row) ? row : encode(row)))
  for (const each of raw)
    if (each.length > 16 * 1024 * 1024 + 16_384)
      throw new ServerError(10334, `BSONObj size: ${each.length} is invalid. Size must be between 0 and 16793600(16MB)`)
  return cursorReply('firstBatch', cursors.start(ns, raw[Symbol.iterator](), batchSize), ns)
}

function rowsOf(
  store: Store,
  request: Request,
  collection: string | undefined,
  stages: readonly Value[],
  c: Collection | undefined,
  ns: string,
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
): Iterable<Buffer | Document> {
  const first = stages[0]
  const own = first === undefined ? undefined : report(stageName(first), c, ns, request)
  if (own) return compilePipeline(stages.slice(1), pipelineContext(store, request.database, order, variables))(own)
  return runPipeline(store, request.database, collection, stages, order, variables, request.command.get('hint'))
}

export const aggregateCommands = new Map<string, Handler>([['aggregate', aggregate]])
