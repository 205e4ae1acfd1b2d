// Which index a query uses. An index only narrows the candidates: each one is checked by the whole predicate afterwards.
import { ObjectId } from 'bson'
import { equal } from '../bson/compare.js'
import { toNumber } from '../bson/numbers.js'
import { isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import { compileFilter } from '../match/index.js'
import { notSupported, ServerError } from '../server-error.js'
import type { SortKey } from '../stages/sort-keys.js'
import { isClustered, type Collection, type Index } from '../store/index.js'
import { Bounds } from './bounds.js'
import { pointRange, rangeBetween, rangesOf, type KeyRange } from './ranges.js'

export type Plan =
  | { kind: 'scan'; reverse: boolean; sorted: boolean }
  | {
      kind: 'index'
      index: Index
      ranges: readonly KeyRange[]
      reverse: boolean
      /** The index gives the order that was asked for. */
      sorted: boolean
      /** Every range is one whole key of a unique index. */
      point: boolean
      equal: number
      used: number
    }

export interface PlanQuery {
  readonly filter: Document
  /** `$natural` is 1 or -1 when the sort or the hint asks for it. */
  readonly sort: readonly SortKey[]
  readonly natural?: 1 | -1 | undefined
  readonly hint?: Value
  /** Ends of the walk through the hinted index: manual, "cursor.min()" and "cursor.max()". */
  readonly min?: Document | undefined
  readonly max?: Document | undefined
}

const isHidden = (index: Index): boolean => index.spec.get('hidden') === true
const isSearchable = (index: Index): boolean => !index.hashed && !index.collated && !isHidden(index)

function implied(index: Index, filter: Document, bounds: Bounds): boolean {
  if (index.sparse && !index.fields.some((field) => bounds.excludesMissing(field.path))) return false
  const partial = index.spec.get('partialFilterExpression')
  if (!isDocument(partial)) return true
  return [...partial].every(([path, wanted]) => {
    if (filter.has(path) && equal(filter.get(path), wanted)) return true
    if (isDocument(wanted) && wanted.size === 1 && wanted.get('$exists') === true) return bounds.excludesMissing(path)
    const bound = bounds.get(path)
    if (bound?.kind !== 'equal' || path.includes('.')) return false
    const predicate = compileFilter(new Map([[path, wanted]]))
    return bound.values.every((v) => predicate(new Map([[path, v]])))
  })
}

/** Whether the index gives the sort, and whether backwards. */
function givesOrder(
  index: Index,
  sort: readonly SortKey[],
  fixed: number,
  bounds: Bounds,
): { reverse: boolean } | undefined {
  if (index.multikey || index.shortened || index.sparse || index.partial) return undefined
  const isFixed = (at: number): boolean => {
    const bound = bounds.get(index.fields[at]?.path ?? '')
    return at < fixed && bound?.kind === 'equal' && bound.values.length === 1
  }
  let way = 0
  let at = 0
  for (const { path, way: wanted } of sort) {
    const place = index.fields.findIndex((field) => field.path === path)
    if (place >= 0 && isFixed(place)) continue
    while (isFixed(at)) at++
    const field = index.fields[at]
    if (!field || field.path !== path) return undefined
    const here = (field.descending ? -1 : 1) * wanted
    if (way !== 0 && here !== way) return undefined
    way = here
    at++
  }
  return { reverse: way < 0 }
}

function hinted(c: Collection, hint: Value): Index {
  const found = c.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : equal(index.spec.get('key'), hint),
  )
  if (found && !isHidden(found)) return found
  throw new ServerError(
    2,
    `error processing query: ns=${c.ns}: planner returned error :: caused by :: hint provided does not correspond to an existing index`,
  )
}

/** `collated`: strings are compared by a collation, so that no text can be looked up by its bytes. */
export function choosePlan(c: Collection, query: PlanQuery, collated: boolean): Plan {
  const { filter, sort, hint } = query
  if (query.min || query.max) return between(c, query, collated)
  const point = collated ? undefined : pointPlan(c, query)
  if (point) return point
  const scan: Plan = {
    kind: 'scan',
    reverse: query.natural === -1,
    sorted: sort.length === 0 || query.natural !== undefined,
  }
  if (isDocument(hint) && hint.has('$natural')) {
    const way = hint.get('$natural')
    if (isClustered(c)) return clusteredScan(c, isNumeric(way) && toNumber(way) < 0, sort.length === 0)
    return { kind: 'scan', reverse: isNumeric(way) && toNumber(way) < 0, sorted: sort.length === 0 }
  }
  const forced =
    hint === undefined || hint === null || (isDocument(hint) && hint.size === 0) ? undefined : hinted(c, hint)
  if (query.natural !== undefined && !forced) return isClustered(c) ? clusteredScan(c, scan.reverse, scan.sorted) : scan
  const bounds = new Bounds(filter, collated)
  const candidates = forced
    ? [forced]
    : c.indexes.filter((index) => isSearchable(index) && implied(index, filter, bounds))
  let best: Plan = scan
  let bestScore = forced ? -1 : 0
  for (const index of candidates) {
    // A hinted index that cannot be searched, or leaves documents out, is scanned whole by the predicate instead.
    if (forced && (index.collated || index.hashed)) continue
    const { ranges, equal: fixed, used } = rangesOf(index, bounds)
    const order =
      sort.length > 0 && ranges.length === 1 && !collated ? givesOrder(index, sort, fixed, bounds) : undefined
    const point = index.unique && fixed === index.fields.length
    let score =
      fixed * 10 +
      (used - fixed) * 4 +
      (order ? 3 : 0) +
      (point ? 100 : 0) -
      (used > 0 ? index.fields.length * 0.01 : 0)
    if ((index.sparse || index.partial) && used === 0 && !forced) score = 0
    if (score <= bestScore) continue
    bestScore = score
    best = {
      kind: 'index',
      index,
      ranges,
      reverse: order?.reverse ?? false,
      sorted: sort.length === 0 || order !== undefined,
      point,
      equal: fixed,
      used,
    }
  }
  return best.kind === 'scan' && isClustered(c) ? clusteredScan(c, best.reverse, best.sorted) : best
}

/** `{field: value}` with a unique index on the field, which is most of what an application asks: found without weighing plans. */
function pointPlan(c: Collection, { filter, natural, hint }: PlanQuery): Plan | undefined {
  if (filter.size !== 1 || natural !== undefined || (hint !== undefined && hint !== null)) return undefined
  const [path = '', v] = filter.entries().next().value ?? []
  if (typeof v !== 'string' && !(v instanceof ObjectId)) return undefined
  const index = keyIndex(c, path)
  return index && { ...walk(index, [pointRange(index, v)]), point: true, equal: 1 }
}

/** The index that has at most one document for a string or an object id at this path. */
export const keyIndex = (c: Collection, path: string): Index | undefined =>
  c.indexes.find(
    (each) =>
      each.unique && each.fields.length === 1 && each.fields[0]?.path === path && !each.partial && isSearchable(each),
  )

/** All of a collection in the order of `_id`. */
function clusteredScan(c: Collection, reverse: boolean, sorted: boolean): Plan {
  const [index] = c.indexes
  if (!index) return { kind: 'scan', reverse, sorted }
  return { ...walk(index, rangesOf(index, new Bounds(new Map(), false)).ranges), reverse, sorted }
}
const walk = (index: Index, ranges: readonly KeyRange[]): Extract<Plan, { kind: 'index' }> => ({
  kind: 'index',
  index,
  ranges,
  reverse: false,
  sorted: true,
  point: false,
  equal: 0,
  used: 1,
})

function between(c: Collection, query: PlanQuery, collated: boolean): Plan {
  const { hint, min, max, sort } = query
  if (hint === undefined || hint === null || (isDocument(hint) && hint.size === 0))
    throw new ServerError(51173, 'When using min()/max() a hint of which index to use must be provided')
  const index = hinted(c, hint)
  const fields = index.fields.map((field) => field.path).join()
  for (const end of [min, max])
    if (end && [...end.keys()].join() !== fields)
      throw new ServerError(51174, 'The index chosen is not compatible with min/max')
  if (!isSearchable(index)) throw notSupported('min or max with such an index')
  const range = rangeBetween(index, min, max)
  if (Buffer.compare(range.low, range.high) >= 0)
    throw new ServerError(51175, 'The value provided for min() is not less than the value provided for max()')
  const order = sort.length > 0 && !collated ? givesOrder(index, sort, 0, new Bounds(new Map(), false)) : undefined
  return { ...walk(index, [range]), reverse: order?.reverse ?? false, sorted: sort.length === 0 || order !== undefined }
}

/** One plan a branch of a top-level $or; undefined unless every branch has an index. */
export function chooseOrPlans(c: Collection, filter: Document, collated: boolean): Plan[] | undefined {
  const branches = filter.get('$or')
  if (!Array.isArray(branches)) return undefined
  const rest = new Map(filter)
  rest.delete('$or')
  const plans: Plan[] = []
  for (const branch of branches) {
    if (!isDocument(branch)) return undefined
    const plan = choosePlan(c, { filter: new Map<string, Value>([['$and', [branch, rest]]]), sort: [] }, collated)
    if (plan.kind === 'scan' || plan.used === 0) return undefined
    plans.push(plan)
  }
  return plans
}
