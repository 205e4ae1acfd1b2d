// The customer's page: all that is known of a person over all their records, what was known before, and what people may write down.
import { z } from 'zod'
import { customerView } from '../conversations/views.js'
import { cursor, instant, limit, locale, nothing, route } from '../route.js'

const id = z.string().min(1).max(100)
const one = z.object({ id })
const name = z.string().trim().min(1).max(60)
const value = z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100)])
const purpose = z.enum(['marketing', 'personalization', 'profiling', 'analytics'])
const state = z.enum(['granted', 'denied'])

const trait = z.object({ name: z.string(), value, source: z.string(), at: instant, confidence: z.number() })

export const earlierTraitView = trait.extend({
  /** When another value, or none, took its place. */
  until: instant,
})
export type EarlierTraitView = z.infer<typeof earlierTraitView>

const said = z.object({ state, source: z.string(), at: instant })

export const customerRecordView = z.object({
  id,
  number: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  locale: locale.optional(),
  address: z
    .object({
      name: z.string(),
      line1: z.string(),
      line2: z.string().optional(),
      city: z.string(),
      region: z.string().optional(),
      postalCode: z.string(),
      country: z.string(),
      phone: z.string().optional(),
    })
    .optional(),
  createdAt: instant,
  updatedAt: instant,
  /** All records of the person, the one that lives on first. */
  records: z.array(id),
  conflicts: z.array(
    z.object({ field: z.string(), values: z.array(z.object({ value: z.unknown(), customerId: id })) }),
  ),
  traits: z.array(trait),
  tags: z.array(z.string()),
  counters: z.record(z.string(), z.number()),
  identities: z.array(
    z.object({
      channel: z.string(),
      subject: z.string(),
      state: z.enum(['verified', 'asserted', 'anonymous', 'blocked']),
      customerId: id,
      since: instant,
    }),
  ),
  devices: z.array(z.object({ name: z.string(), channel: z.string(), firstAt: instant, lastAt: instant })),
  consents: z.array(said.extend({ purpose, customerId: id, history: z.array(said) })),
  /** What the person's data may be read for now. */
  allowed: z.array(purpose),
  segments: z.array(z.object({ id: z.string(), since: instant })),
})
export type CustomerRecordView = z.infer<typeof customerRecordView>

/** As much of a person as a list shows. */
export const listedCustomer = customerRecordView.pick({
  id: true,
  number: true,
  name: true,
  email: true,
  phone: true,
  locale: true,
  createdAt: true,
  updatedAt: true,
})
export type ListedCustomer = z.infer<typeof listedCustomer>

export const recordNoteView = z.object({
  id: z.string(),
  /** Absent for a note about the person. */
  conversationId: z.string().optional(),
  author: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
  at: instant,
})
export type RecordNoteView = z.infer<typeof recordNoteView>

export const customersContract = {
  list: route({
    method: 'get',
    path: '/customers',
    policy: 'customers.read',
    summary:
      'People, the newest first; those whose name, e-mail address, phone number or customer number holds a text, or the members of a segment.',
    query: z.object({
      text: z.string().trim().min(1).max(200).optional(),
      segment: id.optional(),
      cursor,
      limit: limit(100, 50),
    }),
    response: z.object({ items: z.array(listedCustomer), next: z.string().nullable() }),
  }),
  record: route({
    method: 'get',
    path: '/customers/:id',
    policy: 'customers.read',
    summary: 'A person over all merged records: profile, traits, tags, identities, devices, consents and segments.',
    params: one,
    response: customerRecordView,
  }),
  dealings: route({
    method: 'get',
    path: '/customers/:id/dealings',
    policy: 'customers.read',
    summary: 'Their newest orders and conversations over all merged records.',
    params: one,
    query: z.object({ limit: limit(100, 20) }),
    response: customerView.pick({ orders: true, conversations: true }),
  }),
  history: route({
    method: 'get',
    path: '/customers/:id/traits/history',
    policy: 'customers.read',
    summary: 'What traits were before, newest first, of all traits or the named one.',
    params: one,
    query: z.object({ name: name.optional(), cursor, limit: limit(200, 50) }),
    response: z.object({ items: z.array(earlierTraitView), next: z.string().nullable() }),
  }),
  setTrait: route({
    method: 'put',
    path: '/customers/:id/traits/:name',
    policy: 'customers.edit',
    summary: 'State a trait; null takes the stated or imported value away. What was there goes into the history.',
    params: z.object({ id, name }),
    body: z.object({ value: value.nullable() }),
    response: nothing,
  }),
  setTags: route({
    method: 'put',
    path: '/customers/:id/tags',
    policy: 'customers.edit',
    summary: 'Replace the tags of a person.',
    params: one,
    body: z.object({ tags: z.array(z.string().trim().min(1).max(60)).max(50) }),
    response: nothing,
  }),
  notes: route({
    method: 'get',
    path: '/customers/:id/notes',
    policy: 'customers.read',
    summary: 'Notes about a person and on each of their conversations, newest first.',
    params: one,
    query: z.object({ limit: limit(200, 50) }),
    response: z.object({ items: z.array(recordNoteView) }),
  }),
  addNote: route({
    method: 'post',
    path: '/customers/:id/notes',
    policy: 'customers.edit',
    summary: 'Write a note about a person. The same `clientId` again adds nothing.',
    params: one,
    body: z.object({ text: z.string().trim().min(1).max(5000), clientId: z.string().min(8).max(60) }),
    response: nothing,
  }),
  setConsent: route({
    method: 'put',
    path: '/customers/:id/consents/:purpose',
    policy: 'customers.edit',
    summary: 'Write down what a person agreed to or refused, and how they said it.',
    params: z.object({ id, purpose }),
    body: z.object({ state, source: z.string().trim().min(1).max(200) }),
    response: nothing,
  }),
}
