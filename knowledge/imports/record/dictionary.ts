// The data dictionary: for every field and trait of the record what it holds, how full it is, how fresh, and who answers for it.
import { createHash } from 'node:crypto'
import type { Trait } from '../../../bot/domain/customer.js'
import type { Store } from '../../store/connection.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import type { StoredDataOwner } from '../../store/models/data-owner-model.js'
import type { StoredImportBatch } from '../../store/models/import-batch-model.js'
import { customerFields } from '../mapping.js'
import { readOrigin } from './origin.js'

export interface DictionaryEntry {
  /** A field of the customer, or `trait <name>`. */
  name: string
  /** Share of the values by type: `text`, `number`, `boolean`, `date`, `list`. */
  types: Readonly<Record<string, number>>
  filled: number
  /** Of all customers, 0 … 1. */
  fillRate: number
  /** Exact up to 1,024; above it an estimate, about 3 % off. */
  distinct: number
  /** Of the filled ones: how many were made up (default or imputed). */
  madeUp: number
  /** When values were written: the oldest, the newest. Null for a field without a time of its own. */
  oldest: Date | null
  newest: Date | null
  /** Sources by how many values they gave, most first. */
  sources: readonly { source: string; values: number }[]
  /** Set by people; else whoever ran the imports that filled it. Null when nobody is known. */
  owner: string | null
}

const keptHashes = 1_024

/** How many different values there were: the smallest hashes say how dense all of them lie (Bar-Yossef et al. 2002, k minimum values). */
class DistinctCount {
  private kept = new Set<number>()
  private edge = Infinity

  add(text: string): void {
    const hash = createHash('md5').update(text).digest().readUIntBE(0, 6)
    if (hash >= this.edge) return
    this.kept.add(hash)
    if (this.kept.size > keptHashes * 2) this.shrink()
  }

  private shrink(): void {
    const smallest = [...this.kept].sort((a, b) => a - b).slice(0, keptHashes)
    this.kept = new Set(smallest)
    this.edge = (smallest.at(-1) ?? 0) + 1
  }

  estimate(): number {
    if (this.edge === Infinity && this.kept.size <= keptHashes) return this.kept.size
    this.shrink()
    const largest = this.edge - 1
    return Math.round((keptHashes - 1) / (largest / 2 ** 48))
  }
}

interface Gathered {
  filled: number
  madeUp: number
  types: Map<string, number>
  distinct: DistinctCount
  oldest: Date | null
  newest: Date | null
  sources: Map<string, number>
}

const fresh = (): Gathered => ({
  ...{ filled: 0, madeUp: 0, oldest: null, newest: null },
  types: new Map(),
  distinct: new DistinctCount(),
  sources: new Map(),
})

const typeOfValue = (value: Trait['value']): string => {
  if (typeof value === 'object') return 'list'
  if (typeof value !== 'string') return typeof value
  return /^\d{4}-\d{2}-\d{2}(?:T.*)?$/.test(value) ? 'date' : 'text'
}

const countOne = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)

function gather(into: Gathered, value: Trait['value'], source: string, at: Date | undefined): void {
  into.filled += 1
  countOne(into.types, typeOfValue(value))
  into.distinct.add(JSON.stringify(value))
  const origin = readOrigin(source)
  if (origin && origin.made !== 'given') into.madeUp += 1
  countOne(into.sources, origin ? origin.batch : (source.split(':')[0] ?? source))
  if (at === undefined) return
  if (into.oldest === null || at < into.oldest) into.oldest = at
  if (into.newest === null || at > into.newest) into.newest = at
}

/** One pass over all customers; memory does not grow with them. Sorted: fields first, then traits by name. */
export async function dataDictionary(
  store: Store,
): Promise<{ customers: number; entries: readonly DictionaryEntry[] }> {
  const gathered = new Map<string, Gathered>(customerFields.map((field) => [field, fresh()]))
  let customers = 0
  const cursor = store.models.customers.collection.find({ mergedInto: { $exists: false } } as never, {
    projection: { ...Object.fromEntries(customerFields.map((field) => [field, 1])), traits: 1, imported: 1 },
    batchSize: 2_000,
  })
  for await (const document of cursor) {
    const customer = document as unknown as StoredCustomer
    customers += 1
    for (const field of customerFields) {
      const value = customer[field]
      if (value === undefined) continue
      const layer = customer.imported?.findLast(({ wrote }) => wrote[field] === value)
      const source = layer ? `import:${layer.batch}:${String(layer.row)}` : 'record'
      gather(gathered.get(field) as Gathered, value, source, layer?.at)
    }
    for (const trait of customer.traits) {
      const name = `trait ${trait.name}`
      const into = gathered.get(name) ?? fresh()
      gathered.set(name, into)
      gather(into, trait.value, trait.source, trait.at)
    }
  }
  const [batches, owners] = await Promise.all([
    store.models.importBatches.find({}, { source: 1, by: 1 }).lean<StoredImportBatch[]>(),
    store.models.dataOwners.find().lean<StoredDataOwner[]>(),
  ])
  const batchOf = new Map(batches.map((batch) => [batch._id, batch]))
  const ownerOf = new Map(owners.map(({ _id, owner }) => [_id, owner]))
  const entries = [...gathered].map(([name, one]): DictionaryEntry => {
    const byBatch = [...one.sources].sort((a, b) => b[1] - a[1])
    const sources = new Map<string, number>()
    for (const [source, values] of byBatch) {
      const shown = batchOf.get(source)?.source.name ?? source
      sources.set(shown, (sources.get(shown) ?? 0) + values)
    }
    const importer = byBatch.flatMap(([source]) => batchOf.get(source)?.by ?? [])[0]
    return {
      ...{ name, filled: one.filled, madeUp: one.madeUp, oldest: one.oldest, newest: one.newest },
      types: Object.fromEntries([...one.types].map(([type, n]) => [type, n / one.filled])),
      fillRate: customers === 0 ? 0 : one.filled / customers,
      distinct: one.distinct.estimate(),
      sources: [...sources].map(([source, values]) => ({ source, values })),
      owner: ownerOf.get(name) ?? importer ?? null,
    }
  })
  const rank = ({ name }: DictionaryEntry): string => {
    const field = (customerFields as readonly string[]).indexOf(name)
    return field >= 0 ? `0${String(field)}` : `1${name}`
  }
  return { customers, entries: entries.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) }
}

/** Says who answers for a field or trait; an empty owner takes it back. */
export async function setDataOwner(store: Store, name: string, owner: string): Promise<void> {
  if (owner === '') await store.models.dataOwners.deleteOne({ _id: name })
  else await store.models.dataOwners.updateOne({ _id: name }, { $set: { owner } }, { upsert: true })
}
