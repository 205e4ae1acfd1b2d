// The one door for reading personal data for a purpose. Whoever reads for more than answering the customer asks here, each time it reads: a
// word that is taken back counts from then on. Of a merged person every record's word counts, and a refusal wins.
import type { CustomerId } from '../../bot/domain/ids.js'
import { together } from '../../platform/together.js'
import { groups } from '../identity/groups.js'
import type { Store } from '../store/connection.js'
import { purposes, type Purpose, type StoredConsent } from '../store/models/consent-model.js'

/**
 * What silence means. `ask-first`: only with a yes. `unless-refused`: until a no. What leaves the house (an export, a webhook) needs a yes
 * whatever its purpose. docs/consent.md lists who reads for what.
 */
export const silenceMeans: Readonly<Record<Purpose, 'ask-first' | 'unless-refused'>> = {
  marketing: 'ask-first',
  personalization: 'unless-refused',
  profiling: 'unless-refused',
  analytics: 'unless-refused',
}

type States = readonly StoredConsent['state'][]

const allows = (states: States, needsYes: boolean): boolean =>
  !states.includes('denied') && (!needsYes || states.includes('granted'))

export type ConsentGate = ReturnType<typeof consentGate>

export function consentGate(store: Store) {
  const { consents, customers } = store.models
  const person = groups(store)

  const recordsOf = async (customer: CustomerId): Promise<readonly CustomerId[]> =>
    (await person.isAlone(customer)) ? [customer] : person.members(await person.living(customer))

  const read = together<readonly string[], readonly StoredConsent[]>(async (asked) => {
    const found = await consents.find({ _id: { $in: asked.flat() } }, { purpose: 1, state: 1 }).lean<StoredConsent[]>()
    const byId = new Map(found.map((one) => [one._id, one]))
    return asked.map((ids) => ids.flatMap((id) => byId.get(id) ?? []))
  })

  const said = async (customer: CustomerId, about: readonly Purpose[]): Promise<Map<Purpose, States>> => {
    const ids = (await recordsOf(customer)).flatMap((record) => about.map((purpose) => `${record}:${purpose}`))
    const found = await read(ids)
    const states = (purpose: Purpose): States => found.flatMap((one) => (one.purpose === purpose ? one.state : []))
    return new Map(about.map((purpose) => [purpose, states(purpose)]))
  }

  return {
    /** Whether the person's data may be read for the purpose now. */
    async may(customer: CustomerId, purpose: Purpose): Promise<boolean> {
      const states = await said(customer, [purpose])
      return allows(states.get(purpose) ?? [], silenceMeans[purpose] === 'ask-first')
    },

    /** Every purpose that the person's data may be read for now, in one read. */
    async mayAll(customer: CustomerId): Promise<ReadonlySet<Purpose>> {
      const states = await said(customer, purposes)
      return new Set(
        purposes.filter((purpose) => allows(states.get(purpose) ?? [], silenceMeans[purpose] === 'ask-first')),
      )
    },

    /** Whether the person's data may be handed to others for the purpose: only with a yes. */
    async mayHandOver(customer: CustomerId, purpose: Purpose): Promise<boolean> {
      return allows((await said(customer, [purpose])).get(purpose) ?? [], true)
    },

    /** For readers of everybody: all records of people who refused. Throws a RangeError for a purpose that has to be asked for first. */
    async refusedBy(purpose: Purpose): Promise<ReadonlySet<CustomerId>> {
      if (silenceMeans[purpose] === 'ask-first')
        throw new RangeError(`Who was silent about ${purpose} has not agreed: ask for each person.`)
      const denied: CustomerId[] = await consents.distinct('customerId', { purpose, state: 'denied' })
      if (denied.length === 0) return new Set()
      const merged = await customers
        .find({ mergedInto: { $exists: true } }, { mergedInto: 1 })
        .lean<{ _id: CustomerId; mergedInto: CustomerId }[]>()
      const above = new Map(merged.map(({ _id, mergedInto }) => [_id, mergedInto]))
      const rootOf = (id: CustomerId): CustomerId => {
        const up = above.get(id)
        return up === undefined ? id : rootOf(up)
      }
      const roots = new Set(denied.map(rootOf))
      return new Set([...roots, ...[...above.keys()].filter((id) => roots.has(rootOf(id)))])
    },
  }
}
