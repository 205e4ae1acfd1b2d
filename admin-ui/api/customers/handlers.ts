// The customer's page: views of the record, and changes by the person who is signed in.
import type { Customer, Trait } from '../../../bot/domain/customer.js'
import type { Conversation } from '../../../bot/domain/conversation.js'
import type { Order } from '../../../bot/domain/commerce.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { AppError } from '../../../platform/errors.js'
import type { Clock } from '../../../platform/clock.js'
import { presentDealings } from '../conversations/present.js'
import type { Handlers } from '../serve.js'
import type { customersContract, CustomerRecordView, ListedCustomer, RecordNoteView } from './contract.js'

type Purpose = CustomerRecordView['allowed'][number]
type Said = { state: 'granted' | 'denied'; source: string; at: Date }

/** What this room needs from the record. knowledge/customers satisfies it. */
export interface CustomerDesk {
  record(id: CustomerId): Promise<
    | {
        customer: Customer
        records: readonly CustomerId[]
        conflicts: readonly { field: string; values: readonly { value: unknown; customerId: CustomerId }[] }[]
        tags: readonly string[]
        identities: readonly (Omit<CustomerRecordView['identities'][number], 'since'> & { since: Date })[]
        devices: readonly { name: string; channel: string; firstAt: Date; lastAt: Date }[]
        consents: readonly (Said & { purpose: Purpose; customerId: CustomerId; history: readonly Said[] })[]
        allowed: ReadonlySet<Purpose>
        segments: readonly { id: string; since: Date }[]
      }
    | undefined
  >
  /** Newest first. Rejects with `input-invalid` for a cursor of another list. */
  page(filter: {
    text?: string | undefined
    segment?: string | undefined
    cursor?: string | undefined
    limit: number
  }): Promise<{ items: readonly Customer[]; next: string | null }>
  /** Newest first. Rejects with `not-found`. */
  dealings(id: CustomerId, limit: number): Promise<{ orders: readonly Order[]; conversations: readonly Conversation[] }>
  history(
    id: CustomerId,
    page: { name?: string | undefined; cursor?: string | undefined; limit: number },
  ): Promise<{ items: readonly (Trait & { until: Date })[]; next: string | null }>
  notes(
    id: CustomerId,
    limit: number,
  ): Promise<readonly (Omit<RecordNoteView, 'at' | 'conversationId'> & { at: Date; conversationId?: string })[]>
  addNote(note: {
    id: string
    customerId: CustomerId
    author: { id: string; name: string }
    text: string
    at: Date
  }): Promise<void>
  setTags(id: CustomerId, tags: readonly string[], by: string): Promise<void>
  setTrait(id: CustomerId, name: string, value: string | number | boolean | string[] | null, by: string): Promise<void>
  setConsent(id: CustomerId, purpose: Purpose, said: Omit<Said, 'at'>): Promise<void>
}

const iso = (at: Date): string => at.toISOString()

const presentTrait = ({ name, value, source, at, confidence }: Trait) => ({
  ...{ name, source, confidence },
  value: typeof value === 'object' ? [...value] : value,
  at: iso(at),
})

const presentSaid = ({ state, source, at }: Said) => ({ state, source, at: iso(at) })

const presentListed = ({ id, number, name, email, phone, locale, createdAt, updatedAt }: Customer): ListedCustomer => ({
  ...{ id, number, name, email, phone, locale },
  ...{ createdAt: iso(createdAt), updatedAt: iso(updatedAt) },
})

export const customersHandlers = ({
  customerDesk: desk,
  clock,
}: {
  customerDesk: CustomerDesk
  clock: Clock
}): Handlers<typeof customersContract> => ({
  async list({ query }) {
    const { items, next } = await desk.page(query)
    return { items: items.map(presentListed), next }
  },
  dealings: async ({ params, query }) => presentDealings(await desk.dealings(params.id as CustomerId, query.limit)),
  async record({ params }) {
    const found = await desk.record(params.id as CustomerId)
    if (!found) throw new AppError('not-found', `There is no customer ${params.id}.`, { details: { field: 'id' } })
    const { customer, conflicts, identities, devices, consents, allowed, segments, records, tags } = found
    const { traits, counters, createdAt, updatedAt, ...profile } = customer
    return {
      ...profile,
      ...{ createdAt: iso(createdAt), updatedAt: iso(updatedAt), counters: { ...counters } },
      ...{ records: [...records], tags: [...tags], allowed: [...allowed] },
      traits: traits.map(presentTrait),
      conflicts: conflicts.map(({ field, values }) => ({ field, values: [...values] })),
      identities: identities.map((one) => ({ ...one, since: iso(one.since) })),
      devices: devices.map((one) => ({ ...one, firstAt: iso(one.firstAt), lastAt: iso(one.lastAt) })),
      consents: consents.map(({ purpose, customerId, history, ...said }) => ({
        ...{ purpose, customerId, ...presentSaid(said) },
        history: history.map(presentSaid),
      })),
      segments: segments.map(({ id, since }) => ({ id, since: iso(since) })),
    }
  },
  async history({ params, query }) {
    const { items, next } = await desk.history(params.id as CustomerId, query)
    return { items: items.map((one) => ({ ...presentTrait(one), until: iso(one.until) })), next }
  },
  async setTrait({ params, body }, { user }) {
    await desk.setTrait(params.id as CustomerId, params.name, body.value, user.name)
    return {}
  },
  async setTags({ params, body }, { user }) {
    await desk.setTags(params.id as CustomerId, body.tags, user.name)
    return {}
  },
  notes: async ({ params, query }) => ({
    items: (await desk.notes(params.id as CustomerId, query.limit)).map(({ at, ...note }) => ({
      ...note,
      at: iso(at),
    })),
  }),
  async addNote({ params, body }, { user }) {
    const author = { id: user.id, name: user.name }
    const note = { id: `${user.id}:${body.clientId}`, customerId: params.id as CustomerId, author, text: body.text }
    await desk.addNote({ ...note, at: clock.now() })
    return {}
  },
  async setConsent({ params, body }) {
    await desk.setConsent(params.id as CustomerId, params.purpose, body)
    return {}
  },
})
