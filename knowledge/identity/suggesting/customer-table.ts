// The living records as a table of columns for matching: contact data only, each value once.
import type { Column } from '../../imports/read/index.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Store } from '../../store/connection.js'
import type { StoredCustomer } from '../../store/models/customer-model.js'

/** In the order of the columns. */
export const matchedFields = ['name', 'email', 'phone', 'line1', 'city', 'postalCode'] as const

export interface CustomerTable {
  ids: CustomerId[]
  verified: Uint8Array
  /** ms since 1970. */
  createdAt: Float64Array
  columns: Column[]
}

class ColumnBuilder {
  private readonly places = new Map<string, number>([['', 0]])
  private readonly codes: number[] = []

  add(value: string | undefined): void {
    const text = value?.trim() ?? ''
    let place = this.places.get(text)
    if (place === undefined) {
      place = this.places.size
      this.places.set(text, place)
    }
    this.codes.push(place)
  }

  column(name: string): Column {
    return { name, values: [...this.places.keys()], codes: Int32Array.from(this.codes) }
  }
}

/** Records that were merged away are left out, and records that say nothing of whom they are. */
export async function readCustomerTable(store: Store): Promise<CustomerTable> {
  const proven = new Set<string>(await store.models.identities.distinct('customerId', { proof: 'verified' }))
  const builders = matchedFields.map(() => new ColumnBuilder())
  const ids: CustomerId[] = []
  const verified: number[] = []
  const createdAt: number[] = []
  const cursor = store.models.customers
    .find({ mergedInto: { $exists: false } }, { name: 1, email: 1, phone: 1, address: 1, number: 1, createdAt: 1 })
    .sort({ _id: 1 })
    .lean<StoredCustomer[]>()
    .cursor({ batchSize: 1000 })
  for await (const { _id, name, email, phone, address, number, createdAt: since } of cursor) {
    const values = [
      name ?? address?.name,
      email,
      phone ?? address?.phone,
      address?.line1,
      address?.city,
      address?.postalCode,
    ]
    if (values.every((value) => value === undefined)) continue
    ids.push(_id as CustomerId)
    verified.push(number !== undefined || proven.has(_id) ? 1 : 0)
    createdAt.push(since.getTime())
    for (const [at, value] of values.entries()) builders[at]?.add(value)
  }
  return {
    ids,
    verified: Uint8Array.from(verified),
    createdAt: Float64Array.from(createdAt),
    columns: builders.map((builder, at) => builder.column(matchedFields[at] ?? '')),
  }
}
