// Documents past the time of a TTL index: manual, "TTL Indexes".
import { doc } from '../bson/value.js'
import { runQuery } from '../plan/index.js'
import type { Collection, Index, Store } from '../store/index.js'

const mostAtOnce = 1000

/** One pass over all TTL indexes; resolves with the number of documents deleted. */
export async function deleteExpired(store: Store, nowMs: number): Promise<number> {
  let deleted = 0
  for (const c of [...store.collections.values()])
    for (const index of c.indexes) {
      const path = index.fields[0]?.path
      if (index.expireAfterSeconds === undefined || path === undefined || index.fields.length !== 1) continue
      const before = new Date(nowMs - index.expireAfterSeconds * 1000)
      for (let n = mostAtOnce; n === mostAtOnce;) {
        n = await store.write(() => deleteSome(store, c, index, path, before))
        deleted += n
      }
    }
  return deleted
}

function deleteSome(store: Store, c: Collection, index: Index, path: string, before: Date): number {
  if (store.get(c.ns) !== c) return 0
  // Documents that a partial index leaves out do not expire by it.
  const partial = index.spec.get('partialFilterExpression')
  const conditions = [doc({ [path]: doc({ $lte: before }) }), ...(partial === undefined ? [] : [partial])]
  const hits = [...runQuery(store, c, { filter: doc({ $and: conditions }), sort: [], skip: 0, limit: mostAtOnce })]
  for (const hit of hits) store.remove(c, hit.record, hit.document)
  if (hits.length > 0) store.saveCount(c)
  return hits.length
}
