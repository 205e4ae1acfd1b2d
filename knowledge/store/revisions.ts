// Revisions: whoever changes articles or products says so here, and every process rebuilds its index when it next reads.
import { createRecent, type Recent } from '../../platform/recent.js'
import type { Store } from './connection.js'
import type { StoredRevision } from './models/revision-model.js'

export type RevisionName = 'articles' | 'products' | 'intents' | 'identities' | 'segments'

/** How long another process may go on with what it has derived. */
const lookAgainMs = 1000

interface Look {
  at: number
  revision: Promise<number>
}

/** What this process read last, a store and a subject. */
const looks = new WeakMap<Store, Map<RevisionName, Look>>()

/** Call after the change is written. This process sees it at once, others within a second. */
export async function bumpRevision(store: Store, name: RevisionName): Promise<void> {
  await store.models.revisions.updateOne({ _id: name }, { $inc: { revision: 1 } }, { upsert: true })
  looks.get(store)?.delete(name)
}

/** 0 when nothing was ever changed. One read by `_id`. */
export async function readRevision(store: Store, name: RevisionName): Promise<number> {
  const found = await store.models.revisions.findById(name).lean<StoredRevision>()
  return found?.revision ?? 0
}

/** As it was at most a second ago. */
export function recentRevision(store: Store, name: RevisionName): Promise<number> {
  const ofStore = looks.get(store) ?? new Map<RevisionName, Look>()
  looks.set(store, ofStore)
  const last = ofStore.get(name)
  const now = performance.now()
  if (last && now - last.at < lookAgainMs) return last.revision
  const revision = readRevision(store, name)
  const look = { at: now, revision }
  ofStore.set(name, look)
  // A failed look is not kept.
  revision.catch(() => {
    if (ofStore.get(name) === look) ofStore.delete(name)
  })
  return revision
}

/** Something derived from a subject, rebuilt when the subject's revision has changed; callers that come together share one build. */
export function derivedFrom<T>(store: Store, name: RevisionName, build: () => Promise<T>): () => Promise<T> {
  let current: { revision: number; value: Promise<T> } | undefined
  return async () => {
    const revision = await recentRevision(store, name)
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

/** What this process remembers of a subject, the `most` entries that were used last; forgotten when the subject's revision has changed. */
export function memoryOf<Key, Value>(
  store: Store,
  name: RevisionName,
  most: number,
): () => Promise<Recent<Key, Value>> {
  return derivedFrom(store, name, async () => createRecent<Key, Value>(most))
}
