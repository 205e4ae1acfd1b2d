// A chunk of checked rows into the record: who each is about, one conditional write a customer, the same outcome when it is run again.
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import { isDuplicateKey } from '../../store/duplicate-key.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'
import { layerOf, withRow, type ImportRow } from './layers.js'
import { findCandidates, hasUnnumbered, newCustomerId, type KeyedRow, type RowKeys } from './match.js'
import { rowUpdate } from './row-update.js'

export type RowOutcome =
  { kind: 'new' | 'updated'; customer: string } | { kind: 'unclear'; field: 'email' | 'phone'; count: number }

/** Rows of a chunk about one customer take a round each; more than a chunk has rows are only ever other writers. */
const mostRounds = 4_000

interface Pending extends KeyedRow {
  row: ImportRow
}

function keysOf(row: ImportRow): RowKeys {
  const keys: RowKeys = {}
  for (const { target, value, made } of row.values)
    if ((target === 'number' || target === 'email' || target === 'phone') && made === 'given')
      if (typeof value === 'string') keys[target] = value
  return keys
}

/** Has every field from the start, as an object that grows is filled thirty times slower; the driver leaves out what stays undefined. */
const blank = (id: string, at: Date): StoredCustomer => {
  const empty: { [Field in keyof StoredCustomer]: StoredCustomer[Field] | undefined } = {
    _id: id,
    number: undefined,
    name: undefined,
    email: undefined,
    phone: undefined,
    locale: undefined,
    traits: [],
    counters: {},
    createdAt: at,
    updatedAt: at,
    imported: undefined,
  }
  return empty as StoredCustomer
}

/** Put together while the driver writes it down: whole customers that wait for each other are most of what an import would hold. */
class NewCustomer {
  constructor(
    readonly _id: string,
    private readonly row: ImportRow,
  ) {}

  toBSON(): StoredCustomer {
    return withRow(blank(this._id, this.row.at), this.row, true)
  }
}

export type WriteRows = (rows: readonly ImportRow[]) => Promise<RowOutcome[]>

/**
 * One writer for one batch; chunks may be given to it before the last is written. Rows that meet the same customer are written one after
 * the other. Safe to repeat: a row that is in the record already is found there by batch and row.
 */
export async function rowWriter(store: Store): Promise<WriteRows> {
  const customers = store.models.customers.collection
  let byAddress = await hasUnnumbered(store)
  // Files are mostly new customers or mostly known ones: what the last chunk was decides what is tried first.
  let expectNew = true

  /** Inserts what is not there; returns the rows whose customer somebody has made already. */
  const insertNew = async (pending: readonly Pending[], outcomes: Map<ImportRow, RowOutcome>): Promise<Pending[]> => {
    if (pending.length === 0) return []
    const fresh = pending.map(({ id, row }) => new NewCustomer(id, row))
    const refused = new Set<number>()
    try {
      await customers.insertMany(fresh as never, { ordered: false })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const { writeErrors } = error as { writeErrors?: readonly { index: number }[] }
      for (const { index } of writeErrors ?? []) refused.add(index)
      if (refused.size === 0) refused.add(0)
    }
    for (const [index, { id, row }] of pending.entries())
      if (!refused.has(index)) outcomes.set(row, { kind: 'new', customer: id })
    return pending.filter((_, index) => refused.has(index))
  }

  /** Reads, decides, writes on the condition that nothing changed; returns the rows that have to be decided again. */
  const lookUpAndWrite = async (
    pending: readonly Pending[],
    outcomes: Map<ImportRow, RowOutcome>,
  ): Promise<Pending[]> => {
    const candidates = await findCandidates(store, pending, byAddress)
    const updates: { one: Pending; read: StoredCustomer; next: StoredCustomer }[] = []
    const creations: Pending[] = []
    const again: Pending[] = []
    const touched = new Set<string>()
    for (const one of pending) {
      const match = candidates.match(one)
      if (match.kind === 'unclear') {
        outcomes.set(one.row, match)
        continue
      }
      const id = match.kind === 'known' ? match.customer._id : match.id
      if (touched.has(id)) {
        again.push(one)
        continue
      }
      touched.add(id)
      if (match.kind === 'new') creations.push(one)
      else {
        const next = withRow(match.customer, one.row)
        const kind = layerOf(next, one.row.batch, one.row.row)?.created ? 'new' : 'updated'
        outcomes.set(one.row, { kind, customer: id })
        if (next !== match.customer) updates.push({ one, read: match.customer, next })
      }
    }
    again.push(...(await insertNew(creations, outcomes)), ...(await update(updates)))
    return again
  }

  const update = async (updates: readonly { one: Pending; read: StoredCustomer; next: StoredCustomer }[]) => {
    if (updates.length === 0) return []
    const operations = updates.map(({ read, next }) => ({ updateOne: rowUpdate(read, next) }))
    let clash = false
    const matched = await customers.bulkWrite(operations as never, { ordered: false }).then(
      (result) => result.matchedCount,
      (error: unknown) => {
        // A number that another customer has by now: decided again, the row is theirs.
        if (!isDuplicateKey(error)) throw error
        clash = true
        return -1
      },
    )
    if (matched === updates.length) return []
    const ids = updates.map(({ read }) => read._id)
    const stored = (await customers.find({ _id: { $in: ids } } as never).toArray()) as unknown as StoredCustomer[]
    const byId = new Map(stored.map((customer) => [customer._id, customer]))
    const missing = updates.filter(({ one, read }) => {
      const now = byId.get(read._id)
      return !now || !layerOf(now, one.row.batch, one.row.row)
    })
    if (clash) byAddress = true
    return missing.map(({ one }) => one)
  }

  /** Rows that come by one key in one chunk: the first now, the others when it is stored. */
  const firstOfEach = (pending: readonly Pending[]): [Pending[], Pending[]] => {
    const seen = { number: new Set<string>(), email: new Set<string>(), phone: new Set<string>() }
    const first: Pending[] = []
    const later: Pending[] = []
    for (const one of pending) {
      let met = false
      for (const field of ['number', 'email', 'phone'] as const) {
        const value = one.keys[field]
        if (value === undefined || (field !== 'number' && one.keys.number !== undefined && !byAddress)) continue
        if (seen[field].has(value)) met = true
        else seen[field].add(value)
      }
      ;(met ? later : first).push(one)
    }
    return [first, later]
  }

  const writePending = async (pending: readonly Pending[]): Promise<RowOutcome[]> => {
    const outcomes = new Map<ImportRow, RowOutcome>()
    let left = pending
    for (let round = 0; left.length > 0; round += 1) {
      if (round > mostRounds)
        throw new AppError('conflict', 'Customers of the import are changed all the time by others.')
      const [first, later] = firstOfEach(left)
      // Only a number is proof that a record of that id is the same customer: rows without one are looked up first.
      const tried = expectNew && !byAddress ? await insertNew(first, outcomes) : first
      if (expectNew && !byAddress) expectNew = tried.length <= first.length / 2
      const again = tried.length === 0 ? [] : await lookUpAndWrite(tried, outcomes)
      if (!expectNew) expectNew = first.filter(({ row }) => outcomes.get(row)?.kind === 'new').length > first.length / 2
      left = [...again, ...later]
    }
    return pending.map(({ row }) => outcomes.get(row) ?? { kind: 'unclear', field: 'email', count: 0 })
  }

  let before: Promise<unknown> = Promise.resolve()
  return (rows) => {
    const pending = rows.map((row) => {
      const keys = row.customer === undefined ? keysOf(row) : {}
      return { row, keys, id: row.customer ?? newCustomerId(keys, row.batch, row.row) }
    })
    if (pending.some(({ keys }) => keys.number === undefined)) byAddress = true
    // A row that comes by an address may be about a customer whom the chunk before is making; one that comes by a number never is.
    const written = byAddress ? before.then(() => writePending(pending)) : writePending(pending)
    before = Promise.all([before, written])
    before.catch(() => undefined)
    return written
  }
}
