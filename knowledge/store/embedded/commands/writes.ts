// insert, update, delete: manual, "Query and Write Operation Commands". Each command is one transaction.
import { toNumber } from '../bson/numbers.js'
import { typeName } from '../bson/types.js'
import { doc, firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import { runQuery } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { isView, type Collection, type Store } from '../store/index.js'
import {
  checkValid,
  compileModification,
  needCollection,
  needDocument,
  orderOf,
  runUpdate,
  type Statement,
} from './change.js'
import {
  booleanOption,
  checkFields,
  namespaceOf,
  needArray,
  strictBoolean,
  variablesOf,
  type Handler,
} from './command.js'
import { findAndModify } from './find-and-modify.js'
import { partsToIndex, prepareInsert } from './prepare-document.js'

const mostStatements = 100_000
function checkBatch(length: number): void {
  if (length < 1 || length > mostStatements)
    throw new ServerError(16, `Write batch sizes must be between 1 and ${mostStatements}. Got ${length} operations.`)
}

/** One entry of writeErrors. */
export function writeError(thrown: unknown, index: number): Document {
  if (!(thrown instanceof ServerError)) throw thrown
  return doc({ index, code: thrown.code, ...thrown.extra, errmsg: thrown.message })
}

/** Runs statements until one fails (ordered) or through all; gives the errors. */
function eachStatement(length: number, ordered: boolean, run: (i: number) => void): Document[] {
  const errors: Document[] = []
  for (let i = 0; i < length; i++) {
    try {
      run(i)
    } catch (thrown) {
      errors.push(writeError(thrown, i))
      if (ordered) break
    }
  }
  return errors
}
const withErrors = (reply: Document, errors: readonly Document[]): Document => {
  if (errors.length > 0) reply.set('writeErrors', [...errors])
  reply.set('ok', 1)
  return reply
}
const isOrdered = (command: Document): boolean => strictBoolean(command, firstKey(command) ?? '', 'ordered', true)

const insert: Handler = (request, { store }) => {
  checkFields(request, ['documents', 'ordered', 'bypassDocumentValidation', 'encryptionInformation'])
  const ns = namespaceOf(request)
  const { command } = request
  if (!request.sequences.has('documents')) needArray(command.get('documents'), 'insert', 'documents')
  const documents = request.sequences.get('documents') ?? []
  checkBatch(documents.length)
  const ordered = isOrdered(command)
  const bypass = booleanOption(command, 'bypassDocumentValidation')
  return store.write(() => {
    const c = needCollection(store, ns)
    const parts = partsToIndex(c)
    let n = 0
    const errors = eachStatement(documents.length, ordered, (i) => {
      const { raw, document } = prepareInsert(documents[i] ?? Buffer.alloc(0), parts)
      checkValid(c, document, bypass)
      store.insert(c, raw, document)
      n++
    })
    store.saveCount(c)
    return withErrors(doc({ n }), errors)
  })
}

const updateFields = [
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'collation',
  'arrayFilters',
  'hint',
  'sort',
  'upsertSupplied',
  'sampleId',
  'allowShardKeyUpdatesWithoutFullShardKeyInQuery',
]
function updateStatement(given: Value, c: Collection | undefined, command: Document, now: Date): Statement {
  const s = needDocument(given, 'update.updates')
  for (const name of s.keys())
    if (!updateFields.includes(name))
      throw new ServerError(40415, `BSON field 'update.updates.${name}' is an unknown field.`)
  if (!s.has('u')) throw new ServerError(40414, "BSON field 'update.updates.u' is missing but a required field")
  const order = orderOf(s.get('collation'), c)
  const constants = s.get('c')
  const sort = s.get('sort')
  if (isDocument(constants) && !Array.isArray(s.get('u')))
    throw new ServerError(51198, 'Constant values may only be specified for pipeline updates')
  return {
    filter: needDocument(s.get('q'), 'update.updates.q'),
    modification: compileModification(s.get('u'), s.get('arrayFilters'), order),
    multi: strictBoolean(s, 'update.updates', 'multi', false),
    upsert: strictBoolean(s, 'update.updates', 'upsert', false),
    order,
    hint: s.get('hint'),
    sort: isDocument(sort) ? sort : undefined,
    variables: new Map([...variablesOf(command), ...(isDocument(constants) ? constants : [])]),
    bypassValidation: booleanOption(command, 'bypassDocumentValidation'),
    now,
  }
}

const update: Handler = (request, { store }) => {
  checkFields(request, ['updates', 'ordered', 'bypassDocumentValidation', 'let', 'isTimeseriesNamespace'])
  const ns = namespaceOf(request)
  const { command } = request
  const statements = needArray(command.get('updates'), 'update', 'updates')
  checkBatch(statements.length)
  const ordered = isOrdered(command)
  return store.write(() => {
    let [n, nModified] = [0, 0]
    const upserted: Value[] = []
    const now = new Date()
    let c = store.get(ns)
    if (c && isView(c)) needCollection(store, ns)
    const errors = eachStatement(statements.length, ordered, (i) => {
      const s = updateStatement(statements[i], c, command, now)
      compileFilter(s.filter, { order: s.order, variables: s.variables })
      if (!c && s.upsert) c = needCollection(store, ns)
      if (!c) return
      const outcome = runUpdate(store, c, s)
      n += outcome.matched
      nModified += outcome.changed
      if (outcome.inserted) upserted.push(doc({ index: i, _id: outcome.inserted.id ?? null }))
    })
    if (c) store.saveCount(c)
    return withErrors(doc({ n, nModified, ...(upserted.length > 0 ? { upserted } : {}) }), errors)
  })
}

export interface DeleteStatement {
  readonly filter: Document
  readonly limit: number
  readonly collation: Value
  readonly hint: Value
}
export function runDelete(
  store: Store,
  c: Collection,
  s: DeleteStatement,
  variables: ReadonlyMap<string, Value>,
): number {
  const query = {
    filter: s.filter,
    sort: [],
    skip: 0,
    limit: s.limit,
    order: orderOf(s.collation, c),
    variables,
    hint: s.hint,
  }
  const hits = [...runQuery(store, c, query)]
  for (const hit of hits) store.remove(c, hit.record, hit.document)
  return hits.length
}

function deleteStatement(given: Value): DeleteStatement {
  const s = needDocument(given, 'delete.deletes')
  for (const name of s.keys())
    if (!['q', 'limit', 'collation', 'hint', 'sampleId'].includes(name))
      throw new ServerError(40415, `BSON field 'delete.deletes.${name}' is an unknown field.`)
  const limit = s.get('limit')
  if (limit === undefined)
    throw new ServerError(40414, "BSON field 'delete.deletes.limit' is missing but a required field")
  if (!isNumeric(limit))
    throw new ServerError(
      14,
      `BSON field 'delete.deletes.limit' is the wrong type '${typeName(limit)}', expected types '[long, int, decimal, double]'`,
    )
  const n = toNumber(limit)
  if (n !== 0 && n !== 1) throw new ServerError(9, `The limit field in delete objects must be 0 or 1. Got ${n}`)
  return {
    filter: needDocument(s.get('q'), 'delete.deletes.q'),
    limit: n,
    collation: s.get('collation'),
    hint: s.get('hint'),
  }
}

const remove: Handler = (request, { store }) => {
  checkFields(request, ['deletes', 'ordered', 'let', 'bypassDocumentValidation'])
  const ns = namespaceOf(request)
  const { command } = request
  const statements = needArray(command.get('deletes'), 'delete', 'deletes')
  checkBatch(statements.length)
  const ordered = isOrdered(command)
  return store.write(() => {
    let n = 0
    const c = store.get(ns)
    if (c && isView(c)) needCollection(store, ns)
    const variables = variablesOf(command)
    const errors = eachStatement(statements.length, ordered, (i) => {
      const s = deleteStatement(statements[i])
      compileFilter(s.filter, { order: orderOf(s.collation, c), variables })
      if (c) n += runDelete(store, c, s, variables)
    })
    if (c) store.saveCount(c)
    return withErrors(doc({ n }), errors)
  })
}

export const writeCommands = new Map<string, Handler>([
  ['insert', insert],
  ['update', update],
  ['delete', remove],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
])
