// A person as their records show them together: survivorship applied, conflicts listed.
import type { CustomerId } from '../../bot/domain/ids.js'
import { together } from '../../platform/together.js'
import type { Store } from '../store/connection.js'
import { direct } from '../store/direct.js'
import { customerSchema, type StoredCustomer } from '../store/models/customer-model.js'
import type { IdentityRules } from '../store/models/identity-rules-model.js'
import { fromStored } from '../store/record-schema.js'
import { groups } from './groups.js'
import { surviving, type PersonRecord, type Survivor } from './merging/survivorship.js'
import { readRules } from './rules/rule-store.js'
import { usualRules } from './rules/usual-rules.js'

export type People = ReturnType<typeof people>

export function people(store: Store) {
  const person = groups(store)

  const customers = direct(store.models.customers)
  const read = together<CustomerId, StoredCustomer | undefined>(async (ids) => {
    const found = await customers.find({ _id: { $in: [...new Set(ids)] } })
    const byId = new Map(found.map((document) => [document._id as CustomerId, document]))
    return ids.map((id) => byId.get(id))
  })

  const recordsOf = async (ids: readonly CustomerId[]): Promise<PersonRecord[]> => {
    const found = (await Promise.all(ids.map(read))).filter((document) => document !== undefined)
    const records: PersonRecord[] = []
    for (const { mergedInto: _, ...rest } of found) {
      const customer = fromStored('customers', customerSchema, rest)
      // Only where there is something to weigh.
      records.push({ customer, verified: found.length > 1 && (await person.isVerified(customer.id)) })
    }
    return records
  }

  const shown = async (
    ids: readonly CustomerId[],
    others?: IdentityRules['survivors'],
  ): Promise<Survivor | undefined> => {
    const records = await recordsOf(ids)
    if (records.length === 0) return undefined
    const { survivors } = records.length === 1 ? usualRules : (await readRules(store)).rules
    return surviving(records, others ?? survivors)
  }

  return {
    /** Each record by itself, in the order of the ids; unknown ones are left out. */
    records: recordsOf,

    /** The whole person, under the id of the record that lives on; `others` instead of the rules in force. */
    async get(id: CustomerId, others?: IdentityRules['survivors']): Promise<Survivor | undefined> {
      return shown(await person.members(await person.living(id)), others)
    },

    /** What somebody who speaks as `id` may know of themselves. */
    async readableBy(id: CustomerId): Promise<Survivor | undefined> {
      return shown(await person.readableBy(id))
    },
  }
}
