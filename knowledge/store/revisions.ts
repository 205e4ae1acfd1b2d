// Revisions: whoever changes articles or products says so here, and every process rebuilds its index when it next reads.
import type { Store } from './connection.js'
import type { StoredRevision } from './models/revision-model.js'

export type RevisionName = 'articles' | 'products' | 'intents'

/** Call after the change is written. */
export async function bumpRevision(store: Store, name: RevisionName): Promise<void> {
  await store.models.revisions.updateOne({ _id: name }, { $inc: { revision: 1 } }, { upsert: true })
}

/** 0 when nothing was ever changed. One read by `_id`. */
export async function readRevision(store: Store, name: RevisionName): Promise<number> {
  const found = await store.models.revisions.findById(name).lean<StoredRevision>()
  return found?.revision ?? 0
}

/** Something derived from a subject, rebuilt when the subject's revision has changed; callers that come together share one build. */
export function derivedFrom<T>(store: Store, name: RevisionName, build: () => Promise<T>): () => Promise<T> {
  let current: { revision: number; value: Promise<T> } | undefined
  return async () => {
    const revision = await readRevision(store, name)
    if (current?.revision !== revision) {
      const value = build()
      current = { revision, value }
      // A failed build is not kept.
      value.catch(() => {
        if (current?.value === value) current = undefined
      })
    }
    return current.value
  }
}
