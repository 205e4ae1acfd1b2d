// The customer's page and the contact reasons behind the sign-in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyDialogue } from '../../../bot/domain/dialogue.js'
import { nothingPending } from '../../../knowledge/store/conversation-document.js'
import { withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
const at = new Date('2026-03-01T10:00:00Z')
let server: AdminServer
let cookie: string
beforeAll(async () => {
  server = await startAdminServer(store())
  cookie = await server.signedIn('agent')
  const { conversations, customers, events, messages } = store().models
  const size = { name: 'size', value: 'M', source: 'seed', at, confidence: 1 }
  await customers.insertMany([
    { _id: 'mei', number: 'C1', name: 'Mei Lin', traits: [size], counters: {}, createdAt: at, updatedAt: at },
  ] as never)
  await conversations.collection.insertOne({
    ...{ _id: 'cnv_0', customerId: 'mei', channel: 'web', conversationKey: 'k', locale: 'en', trust: 'verified' },
    ...{ owner: 'bot', epoch: 0, status: 'open', version: 1, lastSeq: 1, hasPending: false },
    ...{
      identityId: 'i1',
      dialogue: emptyDialogue,
      pending: nothingPending,
    },
    ...{ createdAt: at, updatedAt: at },
  } as never)
  const texts = ['an', 'one', 'my', 'the', 'this', 'that'].map((word) => `Mei Lin wants ${word} invoice`)
  await messages.insertMany(
    texts.map((text, place) => ({
      ...{ _id: `m${String(place)}`, conversationId: `cnv_${String(place)}`, seq: 1, direction: 'in', at },
      ...{ author: { kind: 'customer' }, content: { text } },
    })) as never,
  )
  await events.insertMany(
    texts.map((_, place) => ({
      ...{ _id: `e${String(place)}#0`, type: 'message.received', customerId: 'mei', at },
      ...{
        conversationId: `cnv_${String(place)}`,
        data: { seq: 1, language: 'en', channel: 'web', device: 'Firefox' },
      },
    })) as never,
  )
})
afterAll(() => server.stop())

const ask = (method: string, path: string, body?: unknown) => server.call(method, path, { cookie, body })

describe('the page of a customer', () => {
  it('shows the record and takes tags, traits, notes and consents', async () => {
    expect((await ask('PUT', '/customers/mei/tags', { tags: ['vip'] })).status).toBe(200)
    expect((await ask('PUT', '/customers/mei/traits/size', { value: 'L' })).status).toBe(200)
    const note = { text: 'Likes to be called.', clientId: 'client-1' }
    for (const _ of [1, 2]) expect((await ask('POST', '/customers/mei/notes', note)).status).toBe(200)
    const said = { state: 'denied', source: 'phone' }
    expect((await ask('PUT', '/customers/mei/consents/profiling', said)).status).toBe(200)

    const { status, body } = await ask('GET', '/customers/mei')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ...{ id: 'mei', number: 'C1', name: 'Mei Lin', records: ['mei'], tags: ['vip'] },
      devices: [{ name: 'Firefox', channel: 'web' }],
      consents: [{ purpose: 'profiling', ...said, history: [] }],
      allowed: ['personalization', 'analytics'],
    })
    expect(body['traits']).toContainEqual(expect.objectContaining({ name: 'size', value: 'L', confidence: 1 }))
    expect((await ask('GET', '/customers/mei/traits/history?name=size')).body).toMatchObject({
      items: [{ name: 'size', value: 'M', source: 'seed' }],
      next: null,
    })
    expect((await ask('GET', '/customers/mei/notes')).body).toMatchObject({ items: [{ text: note.text }] })
  })

  it('is found by what the person is known by', async () => {
    const found = {
      id: 'mei',
      number: 'C1',
      name: 'Mei Lin',
      createdAt: at.toISOString(),
      updatedAt: server.clock.now().toISOString(),
    }
    expect((await ask('GET', '/customers?text=lin')).body).toEqual({ items: [found], next: null })
    expect((await ask('GET', '/customers?text=nobody')).body).toEqual({ items: [], next: null })
    expect((await ask('GET', '/customers?text=%20')).status).toBe(400)
  })

  it('has their orders and conversations', async () => {
    expect((await ask('GET', '/customers/mei/dealings')).body).toEqual({
      orders: [],
      conversations: [{ id: 'cnv_0', channel: 'web', status: 'open', owner: 'bot', updatedAt: at.toISOString() }],
    })
    expect((await ask('GET', '/customers/nobody/dealings')).status).toBe(404)
  })

  it('names what is wrong', async () => {
    expect((await ask('GET', '/customers/nobody')).status).toBe(404)
    expect((await ask('PUT', '/customers/nobody/tags', { tags: [] })).status).toBe(404)
    expect((await ask('PUT', '/customers/mei/consents/selling', { state: 'granted', source: 'x' })).status).toBe(400)
    expect((await ask('PUT', '/customers/mei/tags', { tags: [''] })).status).toBe(400)
    expect((await ask('GET', '/customers/mei/traits/history?cursor=x')).status).toBe(400)
  })
})

describe('contact reasons', () => {
  it('are listed with counts, weeks and masked examples', async () => {
    await server.record.reasons.rebuild({})
    const analyst = await server.signedIn('analyst')
    const { body } = await server.call('GET', '/contact-reasons?weeks=2', { cookie: analyst })
    expect(body).toMatchObject({
      items: [
        {
          language: 'en',
          messages: 6,
          conversations: 6,
          weeks: [{ messages: 0 }, { week: '2026-02-23', messages: 6 }],
        },
      ],
    })
    expect(JSON.stringify(body)).toMatch(/\[name\] wants \w+ invoice/)
    expect(JSON.stringify(body)).not.toContain('Mei')
  })
})
