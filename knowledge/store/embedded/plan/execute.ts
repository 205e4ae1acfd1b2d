// Running a plan: candidates from the store, each checked by the predicate; sorting in memory where no index gives the order.
import { decode, decodeOnly } from '../bson/decode.js'
import type { StringOrder } from '../bson/compare.js'
import type { Document, Value } from '../bson/value.js'
import { compileFilter, type Position, type Predicate } from '../match/index.js'
import type { SortKey } from '../stages/sort-keys.js'
import { sorter } from '../stages/sort-keys.js'
import type { Collection, Store } from '../store/index.js'
import { ServerError } from '../server-error.js'
import { keepTime } from '../time-limit.js'
import { chooseOrPlans, choosePlan, type Plan } from './choose.js'
import { readFields } from './read-fields.js'

/** A document that matched. */
export class Hit {
  private decoded: Document | undefined
  constructor(
    readonly record: number,
    readonly raw: Buffer,
    readonly key: Buffer | undefined,
    readonly position: Position,
  ) {}
  get document(): Document {
    return (this.decoded ??= decode(this.raw))
  }
}

export interface Query {
  readonly filter: Document
  readonly sort: readonly SortKey[]
  readonly natural?: 1 | -1 | undefined
  readonly skip: number
  /** 0 for no limit. */
  readonly limit: number
  readonly order?: StringOrder | undefined
  readonly variables?: ReadonlyMap<string, Value> | undefined
  readonly hint?: Value
  readonly min?: Document | undefined
  readonly max?: Document | undefined
  /** Counts what a walk looks at, for explain. */
  readonly examined?: Examined | undefined
}
export interface Examined {
  keys: number
  documents: number
}
export const everything = (filter: Document): Query => ({ filter, sort: [], skip: 0, limit: 0 })

interface Check {
  /** Undefined when everything matches. */
  readonly predicate: Predicate | undefined
  /** The top-level fields the predicate reads; undefined when it may read any. */
  readonly fields: ReadonlySet<string> | undefined
  readonly examined: Examined | undefined
}
/** Undefined when everything matches and nobody counts. */
export function checkOf(query: Query): Check | undefined {
  const { examined } = query
  if (query.filter.size === 0) return examined && { predicate: undefined, fields: undefined, examined }
  const predicate = compileFilter(query.filter, { order: query.order, variables: query.variables })
  return { predicate, fields: readFields(query.filter), examined }
}

function examine(record: number, raw: Buffer, key: Buffer | undefined, check: Check | undefined): Hit | undefined {
  keepTime()
  const position: Position = {}
  if (check?.examined) check.examined.documents++
  if (check?.predicate && !check.predicate(check.fields ? decodeOnly(raw, check.fields) : decode(raw), position))
    return undefined
  return new Hit(record, raw, key, position)
}

/** Where a walk was interrupted. */
export interface Resume {
  readonly record: number
  readonly key: Buffer | undefined
}

/** Matching documents in the order of the plan, after `from` (exclusive). */
export function* walkPlan(
  store: Store,
  c: Collection,
  plan: Plan,
  check: Check | undefined,
  from?: Resume,
): Generator<Hit> {
  if (plan.kind === 'scan') {
    for (const [record, raw] of store.scan(c, from?.record ?? 0, plan.reverse)) {
      const hit = examine(record, raw, undefined, check)
      if (hit) yield hit
    }
    return
  }
  const seen = plan.index.multikey || plan.ranges.length > 1 ? new Set<number>() : undefined
  for (const [record, key] of candidates(store, plan, from)) {
    if (check?.examined) check.examined.keys++
    if (seen?.has(record) === true) continue
    seen?.add(record)
    const raw = store.document(c, record)
    const hit = raw && examine(record, raw, key, check)
    if (hit) yield hit
  }
}

function* candidates(
  store: Store,
  plan: Extract<Plan, { kind: 'index' }>,
  from: Resume | undefined,
): Generator<readonly [number, Buffer]> {
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges
  for (const range of ranges) {
    if (plan.point) {
      const record = store.recordAt(range.low)
      if (record !== undefined) yield [record, range.low]
      continue
    }
    let { low, high } = range
    if (from?.key) {
      if (plan.reverse) high = Buffer.compare(from.key, high) < 0 ? from.key : high
      else if (Buffer.compare(from.key, low) >= 0) low = Buffer.concat([from.key, Buffer.from([0])])
      if (Buffer.compare(low, high) >= 0) continue
    }
    yield* store.entries(low, high, plan.reverse)
  }
}

function* union(store: Store, c: Collection, plans: readonly Plan[], check: Check | undefined): Generator<Hit> {
  const seen = new Set<number>()
  for (const plan of plans)
    for (const hit of walkPlan(store, c, plan, check))
      if (!seen.has(hit.record)) {
        seen.add(hit.record)
        yield hit
      }
}

export interface Chosen {
  readonly plans: readonly Plan[]
  readonly sorted: boolean
}
export function choose(c: Collection, query: Query): Chosen {
  const collated = query.order !== undefined
  const several =
    query.hint === undefined && !query.min && !query.max && query.natural === undefined
      ? chooseOrPlans(c, query.filter, collated)
      : undefined
  if (several) return { plans: several, sorted: query.sort.length === 0 }
  const plan = choosePlan(c, query, collated)
  return { plans: [plan], sorted: plan.sorted }
}

/** The documents of a query, all options applied. */
export function* runQuery(store: Store, c: Collection, query: Query, chosen = choose(c, query)): Generator<Hit> {
  const check = checkOf(query)
  const { plans, sorted } = chosen
  const [only] = plans
  const source = plans.length === 1 && only ? walkPlan(store, c, only, check) : union(store, c, plans, check)
  const wanted = query.limit > 0 ? query.skip + query.limit : Infinity
  let at = 0
  for (const hit of sorted ? source : sortHits(source, query, wanted)) {
    if (at++ >= query.skip) yield hit
    if (at >= wanted) return
  }
}

/**
 * The documents of a query that walks the whole collection, with the wanted fields and perhaps those that the query reads: decoded where they
 * lie, without a copy. Undefined for any other query.
 */
export function scanFields(
  store: Store,
  c: Collection,
  query: Query,
  wanted: ReadonlySet<string>,
): Iterable<Document> | undefined {
  if (query.skip > 0 || query.limit > 0 || query.sort.length > 0) return undefined
  const [plan, other] = choose(c, query).plans
  const check = checkOf(query)
  if (plan?.kind !== 'scan' || other || (check && !check.fields)) return undefined
  const fields = check?.fields ? new Set([...wanted, ...check.fields]) : wanted
  const read = (bytes: Buffer): Document | undefined => {
    keepTime()
    const d = decodeOnly(bytes, fields)
    return check?.predicate && !check.predicate(d, {}) ? undefined : d
  }
  return (function* () {
    for (const [, d] of store.read(c, read, 0, plan.reverse)) if (d) yield d
  })()
}

/** MongoDB's limit for a sort in memory, counted in bytes of documents. */
const mostSortBytes = 512 * 1024 * 1024

/** Only the first `wanted` are kept, so that a sort with a limit needs little memory. */
function sortHits(source: Iterable<Hit>, query: Query, wanted: number): Hit[] {
  const by = sorter(query.sort, query.order)
  let rows: { hit: Hit; values: Value[]; at: number }[] = []
  let at = 0
  let bytes = 0
  const arrange = (): void => {
    rows.sort((a, b) => by.compare(a.values, b.values) || a.at - b.at)
    if (rows.length > wanted) rows = rows.slice(0, wanted)
  }
  const names = new Set(query.sort.map((key) => key.parts[0] ?? ''))
  for (const hit of source) {
    rows.push({ hit, values: by.valuesOf(decodeOnly(hit.raw, names)), at: at++ })
    bytes += hit.raw.length
    if (rows.length >= Math.max(2000, wanted * 2)) {
      arrange()
      bytes = rows.reduce((sum, row) => sum + row.hit.raw.length, 0)
    }
    if (bytes > mostSortBytes)
      throw new ServerError(
        292,
        'Sort exceeded memory limit of 536870912 bytes, but did not opt in to external sorting.',
      )
  }
  arrange()
  return rows.map((row) => row.hit)
}
