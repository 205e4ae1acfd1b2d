// Whether indexes say exactly what documents say: for `validate` and db:check.
import { decode } from '../bson/decode.js'
import type { Collection } from './collection.js'
import { indexKeys } from './index-keys.js'
import { after, withRecord } from './keys.js'
import type { Store } from './store.js'

export interface CheckResult {
  readonly documents: number
  readonly entries: ReadonlyMap<string, number>
  /** Sentences, none when all is well. */
  readonly errors: readonly string[]
}

/** Reads every document and every index entry. */
export function checkCollection(store: Store, c: Collection): CheckResult {
  const errors: string[] = []
  const expected = c.indexes.map(() => new Map<string, number>())
  let documents = 0
  for (const [record, raw] of store.scan(c)) {
    documents++
    const d = decode(raw)
    c.indexes.forEach((index, i) => {
      for (const key of indexKeys(index, d)) {
        const entry = (index.unique ? key : withRecord(key, record)).latin1Slice()
        if (expected[i]?.has(entry)) errors.push(`Index ${index.name}: two documents have the same unique key.`)
        expected[i]?.set(entry, record)
      }
    })
  }
  if (documents !== c.count) errors.push(`The catalogue counts ${c.count} documents, there are ${documents}.`)
  const entries = new Map<string, number>()
  c.indexes.forEach((index, i) => {
    const wanted = expected[i] ?? new Map<string, number>()
    let found = 0
    const prefix = index.prefix
    for (const [record, key] of store.entries(prefix, after(prefix), false)) {
      found++
      if (wanted.get(key.latin1Slice()) !== record)
        errors.push(`Index ${index.name}: an entry points at record ${record}, whose document has no such key.`)
    }
    if (found !== wanted.size)
      errors.push(`Index ${index.name}: ${found} entries where the documents have ${wanted.size} keys.`)
    entries.set(index.name, found)
  })
  return { documents, entries, errors }
}
