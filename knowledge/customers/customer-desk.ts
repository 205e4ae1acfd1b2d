// The whole of what is known of a person, for people who look after customers: one record however many were merged, and what they may change.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { refusedTraits } from '../enrichment/traits.js'
import { groups } from '../identity/groups.js'
import type { Conflict } from '../identity/merging/survivorship.js'
import { people } from '../identity/people.js'
import type { Store } from '../store/connection.js'
import type { Consent, Purpose } from '../store/models/consent-model.js'
import type { StoredEvent } from '../store/models/event-model.js'
import type { CustomerNote } from '../store/models/customer-note-model.js'
import type { StoredIdentity } from '../store/models/identity-model.js'
import { conversationFromStored } from '../store/conversation-document.js'
import type { StoredConversation } from '../store/models/conversation-model.js'
import { orderFromStored, type StoredOrder } from '../store/models/order-model.js'
import { consentGate } from './consent-gate.js'
import type { Consents } from './consents.js'
import { customerList } from './customer-list.js'
import { customerNotes } from './customer-notes.js'
import { statedTraits, tagsTrait } from './stated-traits.js'
import { traitHistory } from './trait-history.js'

export interface KnownIdentity {
  channel: string
  /** What the channel knows them by: a mail address, a visitor's id. */
  subject: string
  state: StoredIdentity['state']
  customerId: CustomerId
  since: Date
}

export interface Device {
  /** As the channel told it: `Firefox on Windows`. */
  name: string
  channel: string
  /** Within the newest events. */
  firstAt: Date
  lastAt: Date
}

export interface CustomerRecord {
  customer: Customer
  /** All records of the person, the one that lives on first. */
  records: readonly CustomerId[]
  conflicts: readonly Conflict[]
  tags: readonly string[]
  identities: readonly KnownIdentity[]
  devices: readonly Device[]
  /** Of all records, as they were said. */
  consents: readonly Consent[]
  /** What the person's data may be read for now. */
  allowed: ReadonlySet<Purpose>
  segments: readonly { id: string; since: Date }[]
}

export interface CustomerDeskOptions {
  consents: Consents
  /** After a change: derived traits and segments follow. */
  onChanged: (customer: CustomerId) => Promise<void>
}

const shownDevices = 20
const seenEvents = 1_000

export function customerDesk(store: Store, clock: Clock, { consents, onChanged }: CustomerDeskOptions) {
  const [person, group, gate] = [people(store), groups(store), consentGate(store)]
  const [history, notes, stated] = [traitHistory(store), customerNotes(store), statedTraits(store, clock, onChanged)]
  const { conversations, customers, events, identities, orders, segmentMembers } = store.models

  /** The living record and all that were merged into it; rejects with `not-found` for an unknown one. */
  const recordsOf = async (id: CustomerId): Promise<[CustomerId, ...CustomerId[]]> => {
    const living = await group.living(id)
    if (!(await customers.exists({ _id: living })))
      throw new AppError('not-found', `There is no customer ${id}.`, { details: { field: 'id', customerId: id } })
    const [, ...others] = await group.members(living)
    return [living, ...others]
  }

  /** Out of the newest events of each record: what was used long ago is no device of theirs any more. */
  const devicesOf = async (records: readonly CustomerId[]): Promise<Device[]> => {
    const read = (customerId: CustomerId) =>
      events
        .find({ customerId }, { data: 1, at: 1 })
        .sort({ at: -1, _id: -1 })
        .limit(seenEvents)
        .lean<Pick<StoredEvent, '_id' | 'data' | 'at'>[]>()
    const devices = new Map<string, Device>()
    for (const { data, at } of (await Promise.all(records.map(read))).flat()) {
      const { device: name, channel } = data
      if (typeof name !== 'string' || typeof channel !== 'string') continue
      const known = devices.get(`${channel} ${name}`) ?? { name, channel, firstAt: at, lastAt: at }
      const [firstAt, lastAt] = [at < known.firstAt ? at : known.firstAt, at > known.lastAt ? at : known.lastAt]
      devices.set(`${channel} ${name}`, { name, channel, firstAt, lastAt })
    }
    return [...devices.values()]
      .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || (a.name < b.name ? -1 : 1))
      .slice(0, shownDevices)
  }

  return {
    page: customerList(store).page,

    /** Orders and conversations of all records, newest first. Rejects with `not-found`. */
    async dealings(id: CustomerId, limit: number) {
      const whose = { customerId: { $in: await recordsOf(id) } }
      const [placed, talks] = await Promise.all([
        orders.find(whose).sort({ placedAt: -1 }).limit(limit).lean<StoredOrder[]>(),
        conversations
          .find({ ...whose, lastSeq: { $gt: 0 } })
          .sort({ updatedAt: -1 })
          .limit(limit)
          .lean<StoredConversation[]>(),
      ])
      return { orders: placed.map(orderFromStored), conversations: talks.map(conversationFromStored) }
    },

    /** Undefined for an unknown customer. Traits that the person refuses are not shown. */
    async record(id: CustomerId): Promise<CustomerRecord | undefined> {
      const shown = await person.get(id)
      if (!shown) return undefined
      const { customer, conflicts } = shown
      const records = await group.members(customer.id)
      const whose = { customerId: { $in: [...records] } }
      const [allowed, said, found, devices, member] = await Promise.all([
        gate.mayAll(customer.id),
        consents.of(records),
        identities.find(whose).sort({ createdAt: 1, _id: 1 }).lean<StoredIdentity[]>(),
        devicesOf(records),
        segmentMembers
          .find({ customerId: customer.id })
          .sort({ segment: 1 })
          .lean<{ segment: string; since: Date }[]>(),
      ])
      const hidden = refusedTraits(allowed)
      const traits = customer.traits.filter(
        ({ name, source }) => !(source.startsWith('enrich:') && hidden.includes(name)),
      )
      const tags = traits.find(({ name, source }) => name === tagsTrait && !source.startsWith('enrich:'))?.value
      return {
        customer: { ...customer, traits },
        ...{ records, conflicts, devices, allowed },
        tags: Array.isArray(tags) ? tags : [],
        identities: found.map(({ channel, subject, state, customerId, createdAt }) => ({
          ...{ channel, subject, state, customerId },
          since: createdAt,
        })),
        consents: said,
        segments: member.map(({ segment, since }) => ({ id: segment, since })),
      }
    },

    /** Earlier values of traits, newest first. Rejects with `not-found`, and `input-invalid` for a cursor of another list. */
    async history(id: CustomerId, page: Parameters<typeof history.of>[1]) {
      return history.of(await recordsOf(id), page)
    },

    /** Newest first: about the person and on their conversations. Rejects with `not-found`. */
    async notes(id: CustomerId, limit: number) {
      return notes.of(await recordsOf(id), limit)
    },

    /** Idempotent by id. Rejects with `not-found`. */
    async addNote(note: CustomerNote): Promise<void> {
      const [living] = await recordsOf(note.customerId)
      await notes.add({ ...note, customerId: living })
    },

    /** Replaces the tags; each once, in the order given. Rejects with `not-found`. */
    async setTags(id: CustomerId, tags: readonly string[], by: string): Promise<void> {
      const [living] = await recordsOf(id)
      const wanted = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
      await stated.set(living, tagsTrait, wanted.length === 0 ? null : wanted, by)
    },

    /** What a person states; null takes it away. Rejects with `not-found`. */
    async setTrait(id: CustomerId, name: string, value: string | number | boolean | string[] | null, by: string) {
      const [living] = await recordsOf(id)
      await stated.set(living, name, value, by)
    },

    /** Of the record that lives on. Rejects with `not-found`. */
    async setConsent(id: CustomerId, purpose: Purpose, said: Pick<Consent, 'state' | 'source'>): Promise<void> {
      const [living] = await recordsOf(id)
      await consents.set(living, purpose, { ...said, at: clock.now() })
    },
  }
}

export type CustomerDesk = ReturnType<typeof customerDesk>
