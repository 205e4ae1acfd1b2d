// Which records are one person. A merge is one pointer (`mergedInto`) from a record to the one that lives on; nothing is moved, so that
// taking the pointer away restores both sides with everything that happened to each, before the merge or after it.
import type { CustomerId } from '../../bot/domain/ids.js'
import { together } from '../../platform/together.js'
import type { Store } from '../store/connection.js'
import { memoryOf } from '../store/revisions.js'

/** Deeper chains are refused when they would be made; reading stops there too. */
export const deepestChain = 20

const recentPeople = 5000

export type Groups = ReturnType<typeof openGroups>

const ofStore = new WeakMap<Store, Groups>()

/** One for a store: who asks for a record shares what was found of it. */
export function groups(store: Store): Groups {
  const known = ofStore.get(store) ?? openGroups(store)
  ofStore.set(store, known)
  return known
}

function openGroups(store: Store) {
  const { customers, identities } = store.models

  /** The record that lives on; the id itself when it was not merged away or is not known. */
  const living = async (id: CustomerId): Promise<CustomerId> => {
    let at = id
    for (let hops = 0; hops < deepestChain; hops += 1) {
      const found = await customers.findById(at, { mergedInto: 1 }).lean<{ mergedInto?: string }>()
      if (found?.mergedInto === undefined) return at
      at = found.mergedInto as CustomerId
    }
    return at
  }

  /** The record and all that were merged into it, itself first. */
  const members = async (id: CustomerId): Promise<CustomerId[]> => {
    const all = [id]
    let level = [id]
    for (let hops = 0; level.length > 0 && hops < deepestChain; hops += 1) {
      const below = await customers
        .find({ mergedInto: { $in: level } }, { _id: 1 })
        .sort({ _id: 1 })
        .lean<{ _id: string }[]>()
      level = below.map(({ _id }) => _id as CustomerId).filter((one) => !all.includes(one))
      all.push(...level)
    }
    return all
  }

  /** A customer of the shop, or somebody with an identity that a channel has proven. */
  const isVerified = async (id: CustomerId): Promise<boolean> => {
    const found = await customers.findById(id, { number: 1 }).lean<{ number?: string }>()
    if (found?.number !== undefined) return true
    return (await identities.exists({ customerId: id, proof: 'verified' })) !== null
  }

  const looksAlone = together<CustomerId, boolean>(async (ids) => {
    const [merged, roots] = await Promise.all([
      customers.distinct('_id', { _id: { $in: [...ids] }, mergedInto: { $exists: true } }),
      customers.distinct('mergedInto', { mergedInto: { $in: [...ids] } }),
    ])
    const others = new Set<unknown>([...merged, ...roots])
    return ids.map((id) => !others.has(id))
  })
  const remembered = memoryOf<CustomerId, boolean>(store, 'identities', recentPeople)

  /** True for a record that was merged with no other. A merge or its undoing in another process is seen within a second. */
  const isAlone = async (id: CustomerId): Promise<boolean> => {
    const memory = await remembered()
    const alone = memory.get(id) ?? (await looksAlone(id))
    memory.set(id, alone)
    return alone
  }

  return {
    living,
    members,
    isVerified,
    isAlone,

    /**
     * The records that somebody who speaks as `id` may see: the whole person for a verified record, and only the record itself for one
     * that is not. A visitor whose record was merged into a customer's sees nothing of the customer.
     */
    async readableBy(id: CustomerId): Promise<CustomerId[]> {
      if (await isAlone(id)) return [id]
      return (await isVerified(id)) ? members(await living(id)) : [id]
    },
  }
}
