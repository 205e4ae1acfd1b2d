// A program of its own: reads a whole data file and exits 0 when documents and indexes agree. In its own process, because a damaged file
// that is mapped into memory can end the process that reads it.
import { checkCollection, isView, Store } from './store/index.js'

const store = new Store({ file: process.argv[2] ?? '' })
for (const c of store.collections.values()) {
  const [error] = isView(c) ? [] : checkCollection(store, c).errors
  if (error === undefined) continue
  process.stdout.write(`${c.ns}: ${error}`)
  process.exitCode = 1
  break
}
await store.close()
