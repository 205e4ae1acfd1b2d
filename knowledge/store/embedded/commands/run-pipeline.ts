// A pipeline on a collection or view: its front as a query, the rest as stages.
import type { StringOrder } from '../bson/compare.js'
import { decode, decodeOnly } from '../bson/decode.js'
import { textOf } from '../bson/display.js'
import { encode } from '../bson/encode.js'
import { doc, type Document, type Value } from '../bson/value.js'
import { readFieldsOfPipeline, runQuery, scanFields, type Query } from '../plan/index.js'
import { compilePipeline, type PipelineContext } from '../stages/index.js'
import { isView, type Collection, type Store } from '../store/index.js'
import { keepTime } from '../time-limit.js'
import { countOf, frontOf } from './pipeline-front.js'

export function pipelineContext(
  store: Store,
  database: string,
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
): PipelineContext {
  const scan = (name: string): Iterable<Document> => {
    const c = store.get(`${database}.${name}`)
    if (!c) return []
    if (isView(c)) return aggregateView(store, database, c, [], order, variables, true)
    return decoded(store, c)
  }
  return {
    order,
    variables,
    scan,
    find: (name, field, values) => {
      const c = store.get(`${database}.${name}`)
      const wanted: Document = doc({
        [field]: values.length === 1 ? doc({ $eq: values[0] }) : doc({ $in: [...values] }),
      })
      if (!c) return []
      if (isView(c)) return aggregateView(store, database, c, [doc({ $match: wanted })], order, variables, true)
      return [...runQuery(store, c, { filter: wanted, sort: [], skip: 0, limit: 0, order })].map((hit) => hit.document)
    },
  }
}
function* decoded(store: Store, c: Collection): Generator<Document> {
  for (const [, raw] of store.scan(c)) {
    keepTime()
    yield decode(raw)
  }
}

/** A view's documents: its own pipeline, then `stages`. */
export function aggregateView(
  store: Store,
  database: string,
  view: Collection,
  stages: readonly Value[],
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
): Buffer[]
export function aggregateView(
  store: Store,
  database: string,
  view: Collection,
  stages: readonly Value[],
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
  asDocuments: true,
): Document[]
export function aggregateView(
  store: Store,
  database: string,
  view: Collection,
  stages: readonly Value[],
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
  asDocuments = false,
): Buffer[] | Document[] {
  const own = view.options.get('pipeline')
  const all = [...(Array.isArray(own) ? own : []), ...stages]
  const rows = [...runPipeline(store, database, textOf(view.options.get('viewOn')), all, order, variables, undefined)]
  return asDocuments
    ? rows.map((row) => (Buffer.isBuffer(row) ? decode(row) : row))
    : rows.map((row) => (Buffer.isBuffer(row) ? row : encode(row)))
}

/** Rows are raw where the documents went through unchanged. */
export function* runPipeline(
  store: Store,
  database: string,
  collection: string | undefined,
  stages: readonly Value[],
  order: StringOrder | undefined,
  variables: ReadonlyMap<string, Value>,
  hint: Value,
): Generator<Buffer | Document> {
  const context = pipelineContext(store, database, order, variables)
  const c = collection === undefined ? undefined : store.get(`${database}.${collection}`)
  if (c && isView(c)) {
    yield* aggregateView(store, database, c, stages, order, variables)
    return
  }
  // Every stage is checked, also those that become part of the query.
  compilePipeline(stages, context)
  if (!c) {
    yield* compilePipeline(stages, context)([])
    return
  }
  const { query, rest } = frontOf(stages)
  const full: Query = { ...query, order, variables, hint }
  const counted = countOf(rest)
  if (counted) {
    let n = 0
    if (query.filter.size === 0 && query.skip === 0 && query.limit === 0) n = c.count
    else for (const _ of runQuery(store, c, full)) n++
    if (n > 0) yield doc({ _id: counted.get('_id'), n })
    return
  }
  if (rest.length === 0) {
    for (const hit of runQuery(store, c, full)) yield hit.raw
    return
  }
  const fields = readFieldsOfPipeline(rest)
  const source =
    (fields && scanFields(store, c, full, fields)) ??
    (function* (): Generator<Document> {
      for (const hit of runQuery(store, c, full)) yield fields ? decodeOnly(hit.raw, fields) : hit.document
    })()
  yield* compilePipeline(rest, context)(source)
}
