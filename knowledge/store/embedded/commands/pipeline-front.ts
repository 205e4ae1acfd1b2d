// The front of a pipeline as a query, which an index can serve.
import { toWhole } from '../bson/numbers.js'
import { doc, isDocument, isNumeric, type Document, type Value } from '../bson/value.js'
import type { Query } from '../plan/index.js'
import { sortKeysOf, type SortKey } from '../stages/index.js'

export interface Front {
  readonly query: Omit<Query, 'order' | 'variables' | 'hint'>
  readonly rest: readonly Value[]
}

/** $match, $sort, $skip and $limit at the start, as one query. */
export function frontOf(stages: readonly Value[]): Front {
  const arg = (at: number, name: string): Value => {
    const stage = stages[at]
    return isDocument(stage) && stage.size === 1 ? stage.get(name) : undefined
  }
  let at = 0
  const filters: Document[] = []
  for (let v = arg(at, '$match'); isDocument(v); v = arg(++at, '$match')) filters.push(v)
  let sort: readonly SortKey[] = []
  const sortArg = arg(at, '$sort')
  if (isDocument(sortArg) && sortArg.size > 0) {
    sort = sortKeysOf(sortArg, true)
    at++
  }
  const whole = (v: Value): number | undefined => {
    const n = isNumeric(v) ? toWhole(v) : undefined
    return n !== undefined && n > 0n ? Number(n) : undefined
  }
  const skip = whole(arg(at, '$skip'))
  if (skip !== undefined) at++
  const limit = whole(arg(at, '$limit'))
  if (limit !== undefined) at++
  const [only] = filters
  const filter =
    filters.length === 1 && only ? only : filters.length === 0 ? new Map<string, Value>() : doc({ $and: filters })
  return { query: { filter, sort, skip: skip ?? 0, limit: limit ?? 0 }, rest: stages.slice(at) }
}

/** `[{$group: {_id: 1, n: {$sum: 1}}}]`, which drivers send for countDocuments. */
export function countOf(rest: readonly Value[]): Document | undefined {
  const [stage] = rest
  const group = isDocument(stage) && rest.length === 1 ? stage.get('$group') : undefined
  if (!isDocument(group) || group.size !== 2) return undefined
  const id = group.get('_id')
  const n = group.get('n')
  const counts = isDocument(n) && n.size === 1 && n.get('$sum') === 1
  return counts && (id === 1 || id === null) ? group : undefined
}
