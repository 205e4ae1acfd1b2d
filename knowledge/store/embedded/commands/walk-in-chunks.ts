// A find that reads as far as its client does, without holding anything in the store between two reads.
import { checkOf, choose, runQuery, walkPlan, type Hit, type Query, type Resume } from '../plan/index.js'
import { ServerError } from '../server-error.js'
import type { Collection, Store } from '../store/index.js'

/** Documents per read of the store; no cursor of the data file stays open between two. */
const chunkLength = 1000
const chunkBytes = 4_000_000

/** A walk that goes on where it stopped, so that a slow reader holds nothing in the store. */
export function* walkInChunks(
  store: Store,
  c: Collection,
  query: Query,
  output: (hit: Hit) => Buffer,
): Generator<Buffer> {
  const chosen = choose(c, query)
  const { plans, sorted } = chosen
  const [plan] = plans
  const resumable =
    plans.length === 1 &&
    sorted &&
    plan !== undefined &&
    (plan.kind === 'scan' || (!plan.point && plan.ranges.length === 1 && !plan.index.multikey))
  if (!resumable) {
    for (const hit of [...runQuery(store, c, query, chosen)]) yield output(hit)
    return
  }
  const check = checkOf(query)
  let from: Resume | undefined
  let skip = query.skip
  let left = query.limit > 0 ? query.limit : Infinity
  for (;;) {
    if (store.get(c.ns) !== c) throw new ServerError(175, `collection dropped or renamed during the query: ${c.ns}`)
    const chunk: Hit[] = []
    let bytes = 0
    let ended = true
    for (const hit of walkPlan(store, c, plan, check, from)) {
      from = hit
      if (skip-- > 0) continue
      chunk.push(hit)
      bytes += hit.raw.length
      if (chunk.length >= left || chunk.length >= chunkLength || bytes > chunkBytes) {
        ended = false
        break
      }
    }
    for (const hit of chunk) yield output(hit)
    left -= chunk.length
    if (ended || left <= 0) return
  }
}
