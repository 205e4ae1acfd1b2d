// The past of people: that of merged records together, and nothing of who refused to be profiled.
import type { CustomerId } from '../../../bot/domain/ids.js'
import { consentGate } from '../../customers/consent-gate.js'
import { readFacts, type Fact } from '../../features/facts.js'
import { groups } from '../../identity/groups.js'
import type { Store } from '../../store/connection.js'

export function peopleFacts(store: Store) {
  const person = groups(store)
  const gate = consentGate(store)

  /** Under the id of the record that lives on. @param whose such ids; everybody when absent. */
  return async (whose?: readonly CustomerId[]): Promise<Map<CustomerId, Fact[]>> => {
    const records = whose && (await Promise.all(whose.map((id) => person.members(id)))).flat()
    const [facts, refused] = await Promise.all([readFacts(store, records), gate.refusedBy('profiling')])
    for (const customer of refused) facts.delete(customer)
    for (const merged of await store.models.customers
      .find({ ...(records && { _id: { $in: records } }), mergedInto: { $exists: true } }, { _id: 1 })
      .lean<{ _id: CustomerId }[]>()) {
      const own = facts.get(merged._id)
      if (!own) continue
      const root = await person.living(merged._id)
      facts.set(
        root,
        [...(facts.get(root) ?? []), ...own].sort((a, b) => a.at - b.at),
      )
      facts.delete(merged._id)
    }
    return facts
  }
}
