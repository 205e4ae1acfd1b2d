// Consent for each purpose, asked wherever data is read for that purpose. Of a merged person every record's word counts, and a refusal wins.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import { retryOnDuplicate } from '../store/duplicate-key.js'
import { consentSchema, type Consent, type Purpose, type StoredConsent } from '../store/models/consent-model.js'
import { fromStored } from '../store/record-schema.js'

const consentId = (customer: CustomerId, purpose: Purpose): string => `${customer}:${purpose}`

export function consents(store: Store) {
  const { consents: documents } = store.models

  const among = async (
    records: readonly CustomerId[],
    purpose: Purpose,
  ): Promise<Map<CustomerId, Consent['state']>> => {
    const ids = records.map((record) => consentId(record, purpose))
    const found = await documents.find({ _id: { $in: ids } }).lean<StoredConsent[]>()
    return new Map(found.map(({ customerId, state }) => [customerId, state]))
  }

  return {
    /** Keeps what was said before. Says nothing new when the state is the same. */
    async set(customer: CustomerId, purpose: Purpose, said: Pick<Consent, 'state' | 'source' | 'at'>): Promise<void> {
      const { state, source, at } = said
      await retryOnDuplicate(async () => {
        const _id = consentId(customer, purpose)
        const earlier = await documents.findById(_id).lean<StoredConsent>()
        const now = { customerId: customer, purpose, state, source, at }
        if (!earlier) await documents.insertMany([{ _id, ...now, history: [] }])
        else if (earlier.state !== state)
          await documents.updateOne(
            { _id, at: earlier.at },
            { $set: now, $push: { history: { state: earlier.state, source: earlier.source, at: earlier.at } } },
          )
      })
    },

    async of(customer: CustomerId): Promise<Consent[]> {
      const found = await documents.find({ customerId: customer }).sort({ purpose: 1 }).lean<StoredConsent[]>()
      return found.map((document) => fromStored('consents', consentSchema, document))
    },

    /** Somebody said yes for one of the records and nobody no: needed for marketing. */
    async granted(records: readonly CustomerId[], purpose: Purpose): Promise<boolean> {
      const states = [...(await among(records, purpose)).values()]
      return states.includes('granted') && !states.includes('denied')
    },

    /** Somebody said no for one of the records. */
    async denied(records: readonly CustomerId[], purpose: Purpose): Promise<boolean> {
      return [...(await among(records, purpose)).values()].includes('denied')
    },
  }
}
