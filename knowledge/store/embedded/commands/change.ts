// Changing single documents: updates, replacements, pipelines, upserts, and the checks between them and the store.
import { collationOrder } from '../bson/collation.js'
import type { StringOrder } from '../bson/compare.js'
import { equal } from '../bson/compare.js'
import { decode } from '../bson/decode.js'
import { show } from '../bson/display.js'
import { encode } from '../bson/encode.js'
import { typeName } from '../bson/types.js'
import { isDocument, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import { runQuery, type Hit } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import { compilePipeline, stageName } from '../stages/index.js'
import { isView, type Collection, type Store } from '../store/index.js'
import {
  applyUpdate,
  compileArrayFilters,
  compileUpdate,
  isReplacement,
  upsertBase,
  type ArrayFilters,
  type Change,
} from '../update/index.js'
import { sortOf } from './find.js'
import { checkId, checkSize, partsToIndex, withId } from './prepare-document.js'

/** What a statement does to the documents it finds. */
export type Modification =
  | { kind: 'operators'; changes: readonly Change[]; filters: ArrayFilters }
  | { kind: 'replace'; document: Document }
  | { kind: 'pipeline'; stages: readonly Value[] }

export interface Statement {
  readonly filter: Document
  readonly modification: Modification
  readonly multi: boolean
  readonly upsert: boolean
  readonly order: StringOrder | undefined
  readonly hint: Value
  readonly sort: Document | undefined
  readonly variables: ReadonlyMap<string, Value>
  readonly bypassValidation: boolean
  readonly now: Date
}

const pipelineStages = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith'])

export function compileModification(u: Value, arrayFilters: Value, order: StringOrder | undefined): Modification {
  const hasFilters = Array.isArray(arrayFilters) && arrayFilters.length > 0
  if (Array.isArray(u)) {
    if (hasFilters) throw new ServerError(9, 'arrayFilters may not be specified for pipeline-syle updates')
    for (const stage of u) {
      const name = stageName(stage)
      if (!pipelineStages.has(name)) throw new ServerError(72, `${name} is not allowed to be used within an update`)
    }
    return { kind: 'pipeline', stages: u }
  }
  if (!isDocument(u)) throw new ServerError(9, 'Update argument must be either an object or an array')
  if (!isReplacement(u)) {
    const changes = compileUpdate(u)
    return { kind: 'operators', changes, filters: compileArrayFilters(arrayFilters, changes, { order }) }
  }
  for (const name of u.keys())
    if (name.startsWith('$'))
      throw new ServerError(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      )
  if (hasFilters) throw new ServerError(9, 'arrayFilters may not be specified for replacement-style updates')
  return { kind: 'replace', document: u }
}

export const orderOf = (collation: Value, c: Collection | undefined): StringOrder | undefined =>
  collationOrder(collation ?? c?.options.get('collation'))

export function needCollection(store: Store, ns: string): Collection {
  const c = store.get(ns)
  if (c && isView(c)) throw new ServerError(166, `Namespace ${ns} is a view, not a collection`)
  if (!c && /^[^.]+\.system\./.test(ns)) throw new ServerError(73, `cannot write to '${ns}'`)
  return c ?? store.create(ns)
}

export function checkValid(c: Collection, d: Document, bypass: boolean): void {
  if (
    !c.validator ||
    bypass ||
    c.options.get('validationAction') === 'warn' ||
    c.options.get('validationLevel') === 'off'
  )
    return
  if (c.validator(d)) return
  const details = new Map<string, Value>([
    ['failingDocumentId', d.get('_id')],
    ['details', new Map([['operatorName', '$and']])],
  ])
  throw new ServerError(121, 'Document failed validation', { errInfo: details })
}

function byPipeline(raw: Buffer, stages: readonly Value[], variables: ReadonlyMap<string, Value>): Document {
  const [made] = [...compilePipeline(stages, { variables, scan: () => [], find: () => [] })([decode(raw)])]
  return new Map(made)
}

function modified(hit: Hit, before: Document, s: Statement): Document {
  const m = s.modification
  switch (m.kind) {
    case 'pipeline': {
      const made = byPipeline(hit.raw, m.stages, s.variables)
      return made.has('_id') ? made : new Map([['_id', before.get('_id')], ...made])
    }
    case 'operators': {
      const made = decode(hit.raw)
      applyUpdate(made, m.changes, {
        filters: m.filters,
        position: hit.position.index,
        inserting: false,
        now: s.now,
        order: s.order,
      })
      return made
    }
    case 'replace': {
      const made: Document = new Map([['_id', before.get('_id')]])
      for (const [name, v] of m.document) made.set(name, v)
      return made
    }
  }
}

/** The changed document, or undefined when nothing changes. */
export function change(store: Store, c: Collection, hit: Hit, s: Statement): Document | undefined {
  const parts = partsToIndex(c)
  const before = parts ? decode(hit.raw, 0, parts) : hit.document
  const made = modified(hit, before, s)
  if (!made.has('_id') || !equal(made.get('_id'), before.get('_id')))
    throw new ServerError(
      66,
      s.modification.kind === 'operators'
        ? "Performing an update on the path '_id' would modify the immutable field '_id'"
        : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(made.get('_id'))}`,
    )
  const raw = encode(made)
  if (raw.equals(hit.raw)) return undefined
  checkSize(raw)
  const lenient = c.options.get('validationLevel') === 'moderate' && c.validator?.(before) === false
  checkValid(c, made, s.bypassValidation || lenient)
  store.update(c, hit.record, before, raw, made)
  return made
}

export function upsert(store: Store, c: Collection, s: Statement): Document {
  const base = upsertBase(s.filter)
  const m = s.modification
  let made: Document
  if (m.kind === 'pipeline') made = byPipeline(encode(base), m.stages, s.variables)
  else if (m.kind === 'operators') {
    made = base
    const id = base.get('_id')
    applyUpdate(made, m.changes, { filters: m.filters, inserting: true, now: s.now, order: s.order })
    if (base.has('_id') && id !== undefined && !equal(made.get('_id'), id))
      throw new ServerError(66, "Performing an update on the path '_id' would modify the immutable field '_id'")
  } else {
    if (base.has('_id') && m.document.has('_id') && !equal(base.get('_id'), m.document.get('_id')))
      throw new ServerError(
        66,
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(m.document.get('_id'))}`,
      )
    made = new Map(m.document)
    if (base.has('_id')) made.set('_id', base.get('_id'))
  }
  made = withId(made)
  checkId(made.get('_id'))
  checkValid(c, made, s.bypassValidation)
  const raw = encode(made)
  checkSize(raw)
  store.insert(c, raw, made)
  return made
}

/** Documents of a statement, with the position for `$` filled where an update uses it. */
export function targets(store: Store, c: Collection, s: Statement): Hit[] {
  const context = { order: s.order, variables: s.variables }
  const query = { filter: s.filter, ...sortOf(s.sort), skip: 0, limit: s.multi ? 0 : 1, hint: s.hint, ...context }
  const hits = [...runQuery(store, c, query)]
  const m = s.modification
  if (m.kind === 'operators' && m.changes.some((each) => each.parts.includes('$'))) {
    const predicate = compileFilter(s.filter, context)
    for (const hit of hits) if (hit.position.index === undefined) predicate(hit.document, hit.position)
  }
  return hits
}

export interface UpdateOutcome {
  readonly matched: number
  readonly changed: number
  /** The `_id` of an inserted document. */
  readonly inserted?: { readonly id: Value }
}

export function runUpdate(store: Store, c: Collection, s: Statement): UpdateOutcome {
  if (s.multi && s.modification.kind === 'replace')
    throw new ServerError(9, 'multi update is not supported for replacement-style update')
  if (s.multi && s.sort) throw new ServerError(9, 'Cannot specify sort with multi=true')
  const hits = targets(store, c, s)
  if (hits.length === 0) {
    if (!s.upsert) return { matched: 0, changed: 0 }
    return { matched: 1, changed: 0, inserted: { id: upsert(store, c, s).get('_id') } }
  }
  let changed = 0
  for (const hit of hits) if (change(store, c, hit, s)) changed++
  return { matched: hits.length, changed }
}

export function needDocument(v: Value, what: string): Document {
  if (isDocument(v)) return v
  if (v === undefined) throw new ServerError(40414, `BSON field '${what}' is missing but a required field`)
  throw new ServerError(14, `BSON field '${what}' is the wrong type '${typeName(v)}', expected type 'object'`)
}
