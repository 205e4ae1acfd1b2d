// Customers over mongoose: reading the shared record.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'

export function customers(store: Store) {
  const { customers: documents } = store.models
  const person = people(store)
  return {
    /** What somebody who speaks as `id` may know of themselves: merged records as one, but nothing of a customer to an unproven visitor. */
    async get(id: CustomerId): Promise<Customer | undefined> {
      return (await person.readableBy(id))?.customer
    },

    /** By the number that people know: `C1001`; of a merged person every record's number leads to it. */
    async byNumber(number: string): Promise<Customer | undefined> {
      const found = await documents.findOne({ number }, { _id: 1 }).lean<{ _id: CustomerId }>()
      return found ? (await person.get(found._id))?.customer : undefined
    },
  }
}
