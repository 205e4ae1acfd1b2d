// distinct: manual, "distinct". Elements of arrays count by themselves.
import { collationOrder } from '../bson/collation.js'
import { compare } from '../bson/compare.js'
import { valueKey } from '../bson/order-key.js'
import { typeName } from '../bson/types.js'
import { doc, isDocument, type Value } from '../bson/value.js'
import { arrayIndex, compileFilter } from '../match/index.js'
import { runQuery } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { isView } from '../store/index.js'
import { aggregateView } from './run-pipeline.js'
import { checkFields, documentOption, namespaceOf, type Handler } from './command.js'

/** The values of a path for distinct: elements of arrays by themselves, one level. */
function collectValues(v: Value, parts: readonly string[], from: number, take: (v: Value) => void): void {
  const part = parts[from]
  if (part === undefined) {
    if (Array.isArray(v)) v.forEach(take)
    else if (v !== undefined) take(v)
  } else if (isDocument(v)) collectValues(v.get(part), parts, from + 1, take)
  else if (Array.isArray(v)) {
    const index = arrayIndex(part)
    if (index !== undefined && index < v.length) collectValues(v[index], parts, from + 1, take)
    for (const element of v) if (isDocument(element)) collectValues(element, parts, from, take)
  }
}

export const distinct: Handler = (request, { store }) => {
  checkFields(request, ['key', 'query', 'collation', 'hint'])
  const ns = namespaceOf(request)
  const c = store.get(ns)
  const { command } = request
  const key = command.get('key')
  if (key === undefined) throw new ServerError(40414, "BSON field 'distinct.key' is missing but a required field")
  if (typeof key !== 'string')
    throw new ServerError(14, `BSON field 'distinct.key' is the wrong type '${typeName(key)}', expected type 'string'`)
  const filter = documentOption(request, 'query') ?? new Map<string, Value>()
  const order = collationOrder(command.get('collation') ?? c?.options.get('collation'))
  compileFilter(filter, { order })
  const found = new Map<string, Value>()
  const take = (v: Value): void => {
    const text = valueKey(v)
    if (!found.has(text) && !(order && [...found.values()].some((known) => compare(known, v, order) === 0)))
      found.set(text, v)
  }
  const parts = key.split('.')
  if (c && isView(c)) {
    for (const d of aggregateView(store, request.database, c, [doc({ $match: filter })], order, new Map(), true))
      collectValues(d, parts, 0, take)
  } else if (c)
    for (const hit of runQuery(store, c, { filter, sort: [], skip: 0, limit: 0, order, hint: command.get('hint') }))
      collectValues(hit.document, parts, 0, take)
  return doc({ values: [...found.values()].sort((a, b) => compare(a, b, order)), ok: 1 })
}
