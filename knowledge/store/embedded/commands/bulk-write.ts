// bulkWrite: manual, "bulkWrite (database command)": inserts, updates and deletes on several collections.
import { decode, rawField } from '../bson/decode.js'
import { encode } from '../bson/encode.js'
import { textOf } from '../bson/display.js'
import { toNumber } from '../bson/numbers.js'
import { doc, firstKey, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { ServerError } from '../server-error.js'
import type { Collection, Store } from '../store/index.js'
import { checkValid, compileModification, needCollection, needDocument, orderOf, runUpdate } from './change.js'
import { booleanOption, checkFields, countOption, documentOption, variablesOf, type Handler } from './command.js'
import { prepareInsert } from './prepare-document.js'
import { runDelete } from './writes.js'

interface Run {
  readonly store: Store
  readonly command: Document
  readonly namespaces: readonly string[]
  readonly variables: ReadonlyMap<string, Value>
  readonly now: Date
  readonly touched: Set<Collection>
  readonly total: { nInserted: number; nMatched: number; nModified: number; nUpserted: number; nDeleted: number }
}

function collectionOf(run: Run, op: Document, kind: string, create: boolean): Collection | undefined {
  const at = op.get(kind)
  const ns = isNumeric(at) ? run.namespaces[toNumber(at)] : undefined
  if (ns === undefined) throw new ServerError(2, `BulkWrite ops entry ${kind} has an invalid nsInfo index.`)
  const c = create ? needCollection(run.store, ns) : run.store.get(ns)
  if (c) run.touched.add(c)
  return c
}

function runOne(run: Run, raw: Buffer): Document {
  const op = decode(raw)
  const kind = firstKey(op) ?? ''
  const bypass = booleanOption(run.command, 'bypassDocumentValidation')
  switch (kind) {
    case 'insert': {
      const c = collectionOf(run, op, kind, true)
      const field = rawField(raw, 'document')
      if (!c || !field)
        throw new ServerError(40414, "BSON field 'bulkWrite.ops.document' is missing but a required field")
      const prepared = prepareInsert(Buffer.from(raw.subarray(field.start, field.end)))
      checkValid(c, prepared.document, bypass)
      run.store.insert(c, prepared.raw, prepared.document)
      run.total.nInserted++
      return doc({ n: 1 })
    }
    case 'update':
      return updateOne(run, op, collectionOf(run, op, kind, true), bypass)
    case 'delete': {
      const c = collectionOf(run, op, kind, false)
      const filter = needDocument(op.get('filter'), 'bulkWrite.ops.filter')
      const statement = {
        filter,
        limit: op.get('multi') === true ? 0 : 1,
        collation: op.get('collation'),
        hint: op.get('hint'),
      }
      const n = c ? runDelete(run.store, c, statement, run.variables) : 0
      run.total.nDeleted += n
      return doc({ n })
    }
  }
  throw new ServerError(9, `Unrecognized field in bulkWrite op: ${kind}`)
}

function updateOne(run: Run, op: Document, c: Collection | undefined, bypass: boolean): Document {
  if (!c) throw new ServerError(2, 'no collection')
  const order = orderOf(op.get('collation'), c)
  const constants = op.get('constants')
  const sort = op.get('sort')
  const outcome = runUpdate(run.store, c, {
    filter: needDocument(op.get('filter'), 'bulkWrite.ops.filter'),
    modification: compileModification(op.get('updateMods'), op.get('arrayFilters'), order),
    multi: booleanOption(op, 'multi'),
    upsert: booleanOption(op, 'upsert'),
    order,
    hint: op.get('hint'),
    sort: isDocument(sort) ? sort : undefined,
    variables: new Map([...run.variables, ...(isDocument(constants) ? constants : [])]),
    bypassValidation: bypass,
    now: run.now,
  })
  if (outcome.inserted) run.total.nUpserted++
  else {
    run.total.nMatched += outcome.matched
    run.total.nModified += outcome.changed
  }
  return doc({
    n: outcome.matched,
    nModified: outcome.changed,
    ...(outcome.inserted ? { upserted: doc({ _id: outcome.inserted.id ?? null }) } : {}),
  })
}

const bulkWrite: Handler = (request, { store, cursors }) => {
  checkFields(request, ['ops', 'nsInfo', 'ordered', 'bypassDocumentValidation', 'errorsOnly', 'let', 'cursor'])
  if (request.database !== 'admin') throw new ServerError(13, 'bulkWrite may only be run against the admin database.')
  const { command } = request
  const ops = request.sequences.get('ops') ?? []
  if (ops.length === 0)
    throw new ServerError(16, `Write batch sizes must be between 1 and 100000. Got ${ops.length} operations.`)
  const namespaces = (request.sequences.get('nsInfo') ?? []).map((raw) => textOf(decode(raw).get('ns')))
  const ordered = command.get('ordered') !== false
  const cursor = documentOption(request, 'cursor')
  const batchSize = cursor ? countOption(cursor, 'cursor', 'batchSize') : undefined
  return store.write(() => {
    const total = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 }
    const run: Run = {
      store,
      command,
      namespaces,
      variables: variablesOf(command),
      now: new Date(),
      touched: new Set(),
      total,
    }
    const results: Document[] = []
    let nErrors = 0
    for (const [idx, raw] of ops.entries()) {
      try {
        results.push(new Map([...doc({ ok: 1, idx }), ...runOne(run, raw)]))
      } catch (thrown) {
        if (!(thrown instanceof ServerError)) throw thrown
        nErrors++
        results.push(doc({ ok: 0, idx, code: thrown.code, errmsg: thrown.message, ...thrown.extra, n: 0 }))
        if (ordered) break
      }
    }
    for (const c of run.touched) store.saveCount(c)
    const shown = command.get('errorsOnly') === true ? results.filter((each) => each.get('ok') === 0) : results
    const ns = 'admin.$cmd.bulkWrite'
    const batch = cursors.start(ns, shown.map(encode)[Symbol.iterator](), batchSize ?? Infinity)
    const firstBatch = batch.documents.map((each) => decode(each))
    return doc({ cursor: doc({ id: batch.id, firstBatch, ns }), nErrors, ...total, ok: 1 })
  })
}
export const bulkCommands = new Map<string, Handler>([['bulkWrite', bulkWrite]])
