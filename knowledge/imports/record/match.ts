// Which customer a row is about: by number, else e-mail, else phone. Only records that the shop knows (a number, or made by an import) are
// matched by address: what a stranger claimed to be theirs must never receive what the shop knows of somebody.
import { hash as digest } from 'node:crypto'
import type { Store } from '../../store/connection.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'

/** What a row says of who it is about. */
export interface RowKeys {
  number?: string | undefined
  email?: string | undefined
  phone?: string | undefined
}

export interface KeyedRow {
  id: string
  keys: RowKeys
}

export type Match =
  | { kind: 'known'; customer: StoredCustomer }
  | { kind: 'new'; id: string }
  | { kind: 'unclear'; field: 'email' | 'phone'; count: number }

const hash = (...parts: readonly string[]): string => digest('sha256', parts.join('\0'))

/** The scheme of `identity/`: whoever meets a number first makes the same record. */
const numberedId = (number: string): string => `cus_${hash('number', number).slice(0, 26)}`

/** Records that an import made without a number stand together, so that asking whether there is one is one look at the index. */
const unnumberedPrefix = 'cus_i'
const unnumberedId = (...parts: readonly string[]): string => `${unnumberedPrefix}${hash(...parts).slice(0, 25)}`

/** The id that a row's customer gets when nobody knows them yet; the same keys give the same id. */
export function newCustomerId({ number, email, phone }: RowKeys, batch: string, row: number): string {
  if (number !== undefined) return numberedId(number)
  if (email !== undefined) return unnumberedId('email', email)
  if (phone !== undefined) return unnumberedId('phone', phone)
  return unnumberedId('row', batch, String(row))
}

/** Records found for a chunk of rows, ready to be asked row by row. */
export class Candidates {
  private readonly byId = new Map<string, StoredCustomer>()
  private readonly byNumber = new Map<string, StoredCustomer>()
  private readonly byEmail = new Map<string, StoredCustomer[]>()
  private readonly byPhone = new Map<string, StoredCustomer[]>()

  constructor(found: Iterable<StoredCustomer>) {
    for (const customer of found) {
      this.byId.set(customer._id, customer)
      if (customer.number !== undefined) this.byNumber.set(customer.number, customer)
      // A stranger's record that was only written to, never made, by an import is a stranger's.
      const isKnownToShop = customer.number !== undefined || customer.imported?.some(({ created }) => created) === true
      if (customer.mergedInto !== undefined || !isKnownToShop) continue
      push(this.byEmail, customer.email, customer)
      push(this.byPhone, customer.phone, customer)
    }
  }

  /** @param id what the row's customer is called when nobody knows them yet. */
  match({ keys, id }: KeyedRow): Match {
    const direct = (keys.number === undefined ? undefined : this.byNumber.get(keys.number)) ?? this.byId.get(id)
    if (direct) return { kind: 'known', customer: direct }
    for (const [field, index] of [
      ['email', this.byEmail],
      ['phone', this.byPhone],
    ] as const) {
      const value = keys[field]
      // Another number is another customer, whatever address they share.
      const found = (value === undefined ? [] : (index.get(value) ?? [])).filter(
        (customer) => keys.number === undefined || customer.number === undefined,
      )
      if (found.length > 1) return { kind: 'unclear', field, count: found.length }
      if (found[0]) return { kind: 'known', customer: found[0] }
    }
    return { kind: 'new', id }
  }
}

function push(index: Map<string, StoredCustomer[]>, key: string | undefined, customer: StoredCustomer): void {
  if (key === undefined) return
  const list = index.get(key)
  if (list) list.push(customer)
  else index.set(key, [customer])
}

/**
 * Everything that the rows may be about. @param byAddress false: rows with a number are looked up by number alone, which is right while no
 * record known to the shop is without one.
 */
export async function findCandidates(store: Store, rows: readonly KeyedRow[], byAddress: boolean): Promise<Candidates> {
  const customers = store.models.customers.collection
  const found = new Map<string, StoredCustomer>()
  /** Records are large: none is read twice. */
  const ask = async (field: string, values: readonly string[]): Promise<readonly StoredCustomer[]> => {
    if (values.length === 0) return []
    const answer = await customers.find({ [field]: { $in: values } } as never).toArray()
    const records = answer as unknown as StoredCustomer[]
    for (const record of records) found.set(record._id, record)
    return records
  }
  const present = (values: readonly (string | undefined)[]) => values.filter((value) => value !== undefined)

  const numbered = new Set(
    (await ask('number', present(rows.map(({ keys }) => keys.number)))).map(({ number }) => number),
  )
  // Who is found by number or id is not looked for by address.
  const unnumbered = rows.filter(({ keys }) => keys.number === undefined || !numbered.has(keys.number))
  await ask(
    '_id',
    unnumbered.map(({ id }) => id),
  )
  const addressed = unnumbered.filter(({ id, keys }) => !found.has(id) && (byAddress || keys.number === undefined))
  await ask('email', present(addressed.map(({ keys }) => keys.email)))
  await ask('phone', present(addressed.map(({ keys }) => keys.phone)))
  return new Candidates(found.values())
}

/** Whether an import made a record without a number: only then may a row with a number meet one by its address. */
export const hasUnnumbered = async (store: Store): Promise<boolean> =>
  (await store.models.customers.collection.findOne({ _id: { $gte: unnumberedPrefix, $lt: 'cus_j' } } as never, {
    projection: { _id: 1 },
  })) !== null
