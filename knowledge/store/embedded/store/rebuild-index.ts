// Making an index anew from a changed specification, and what stands in the way of making it unique.
import type { Document } from '../bson/value.js'
import type { Collection } from './collection.js'
import type { Index } from './index-definition.js'
import * as keys from './keys.js'
import type { Store } from './store.js'

/** The records that share a key of an index that is not unique, one list a key. */
export function sharedKeys(store: Store, index: Index): number[][] {
  const groups = new Map<string, number[]>()
  const prefix = index.prefix
  for (const [record, key] of store.entries(prefix, keys.after(prefix), false)) {
    const text = keys.withoutRecord(key).latin1Slice()
    const held = groups.get(text)
    if (held) held.push(record)
    else groups.set(text, [record])
  }
  return [...groups.values()].filter((held) => held.length > 1)
}

/** Builds an index again, at its old place in the list. */
export function rebuildIndex(store: Store, c: Collection, index: Index, spec: Document): void {
  const at = c.indexes.indexOf(index)
  const made = store.addIndex(c, spec)
  store.dropIndex(c, index)
  c.indexes = c.indexes.filter((each) => each !== made)
  c.indexes.splice(at, 0, made)
  store.saveCatalog(c)
}
