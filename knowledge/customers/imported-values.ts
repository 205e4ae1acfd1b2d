// Earlier values of traits that imports covered: they stand in the layers that the imports left, and go when a batch is taken back.
import type { Trait } from '../../bot/domain/customer.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import type { Superseded } from '../store/models/trait-history-model.js'

/** What each layer covered, until the time of the layer. A layer knows what stood before it, so nothing has to be worked out. */
export const importedValues = ({ imported = [] }: Pick<StoredCustomer, 'imported'>): Superseded[] =>
  imported.flatMap(({ at, wrote, covered = {} }) =>
    Object.entries(covered).flatMap(([target, before]): Superseded[] => {
      if (!('source' in before) || isSame(before.value, wrote[target])) return []
      const { name, value, source, at: since, confidence } = before
      return [{ name, value: typeof value === 'object' ? [...value] : value, source, at: since, confidence, until: at }]
    }),
  )

const isSame = (a: Trait['value'], b: Trait['value'] | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
