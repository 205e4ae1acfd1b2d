// What a customer agreed to, for each purpose, with its history. Who reads data for a purpose asks consent-gate.ts.
import type { CustomerId } from '../../bot/domain/ids.js'
import { AppError } from '../../platform/errors.js'
import type { Store } from '../store/connection.js'
import { retryOnDuplicate } from '../store/duplicate-key.js'
import { consentSchema, type Consent, type Purpose, type StoredConsent } from '../store/models/consent-model.js'
import { fromStored } from '../store/record-schema.js'

const consentId = (customer: CustomerId, purpose: Purpose): string => `${customer}:${purpose}`

const mostTries = 5

export interface ConsentsOptions {
  /** Told of each customer who said something new, after it is written: what was derived for the purpose goes or comes. */
  onChanged?: (customer: CustomerId) => Promise<void>
}

export type Consents = ReturnType<typeof consents>

export function consents(store: Store, { onChanged }: ConsentsOptions = {}) {
  const { consents: documents } = store.models

  return {
    /** Keeps what was said before. Says nothing new when the state is the same. */
    async set(customer: CustomerId, purpose: Purpose, said: Pick<Consent, 'state' | 'source' | 'at'>): Promise<void> {
      const { state, source, at } = said
      const write = async (): Promise<boolean> => {
        const _id = consentId(customer, purpose)
        const earlier = await documents.findById(_id).lean<StoredConsent>()
        const now = { customerId: customer, purpose, state, source, at }
        if (!earlier) await documents.insertMany([{ _id, ...now, history: [] }])
        else if (earlier.state !== state) {
          const before = { state: earlier.state, source: earlier.source, at: earlier.at }
          const asRead = { _id, state: earlier.state, at: earlier.at }
          return (await documents.updateOne(asRead, { $set: now, $push: { history: before } })).matchedCount === 1
        }
        return true
      }
      for (let tries = 0; !(await retryOnDuplicate(write)); tries += 1)
        if (tries >= mostTries)
          throw new AppError('conflict', 'Others are changing this consent; try again.', { retryable: true })
      await onChanged?.(customer)
    },

    /** Of all records of a person, by purpose. */
    async of(records: readonly CustomerId[]): Promise<Consent[]> {
      const found = await documents
        .find({ customerId: { $in: [...records] } })
        .sort({ purpose: 1, at: -1 })
        .lean<StoredConsent[]>()
      return found.map((document) => fromStored('consents', consentSchema, document))
    },
  }
}
