// Customers over mongoose: reading the shared record.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import { customerSchema, type StoredCustomer } from '../store/models/customer-model.js'
import { fromStored } from '../store/record-schema.js'

export function customerFromStored({ mergedInto: _, ...document }: StoredCustomer): Customer {
  return fromStored('customers', customerSchema, document)
}

export function customers(store: Store) {
  const { customers: documents } = store.models
  return {
    async get(id: CustomerId): Promise<Customer | undefined> {
      const found = await documents.findById(id).lean<StoredCustomer>()
      return found ? customerFromStored(found) : undefined
    },

    /** By the number that people know: `C1001`. */
    async byNumber(number: string): Promise<Customer | undefined> {
      const found = await documents.findOne({ number }).lean<StoredCustomer>()
      return found ? customerFromStored(found) : undefined
    },
  }
}
