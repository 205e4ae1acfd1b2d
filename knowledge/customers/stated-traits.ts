// Traits that people state, tags among them: one write that replaces what was stated or imported and puts it into the history. What enrichment
// derives under the same name has a place of its own.
import type { Trait } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import type { Store } from '../store/connection.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import { superseding, traitHistory } from './trait-history.js'

export const tagsTrait = 'tags'

export function statedTraits(store: Store, clock: Clock, onChanged: (customer: CustomerId) => Promise<void>) {
  const { customers } = store.models
  const history = traitHistory(store)

  return {
    /** Null takes the trait away. The same value again changes nothing. Rejects with `not-found`. @param by a person's name */
    async set(customer: CustomerId, name: string, value: Trait['value'] | null, by: string): Promise<void> {
      const now = clock.now()
      const stated: Trait[] = value === null ? [] : [{ name, value, source: `person:${by}`, at: now, confidence: 1 }]
      const isDerived = { $eq: [{ $substrBytes: ['$$trait.source', 0, 7] }, 'enrich:'] }
      const isSlot = { $and: [{ $eq: ['$$trait.name', { $literal: name }] }, { $not: [isDerived] }] }
      const others = { $filter: { input: '$traits', as: 'trait', cond: { $not: [isSlot] } } }
      const isSame = value === null ? {} : { traits: { $not: { $elemMatch: { name, value, source: /^person:/ } } } }
      const written = await customers
        .findOneAndUpdate(
          { _id: customer, ...isSame } as never,
          [
            {
              $set: {
                superseded: superseding(isSlot, stated, now),
                traits: { $concatArrays: [others, { $literal: stated }] },
                updatedAt: now,
              },
            },
          ],
          { updatePipeline: true, returnDocument: 'after', projection: { superseded: 1 } },
        )
        .lean<StoredCustomer>()
      if (written === null) {
        if (await customers.exists({ _id: customer })) return
        throw new AppError('not-found', `There is no customer ${customer}.`, { details: { field: 'id', customer } })
      }
      await history.settle(customer, written.superseded)
      await onChanged(customer)
    },
  }
}
