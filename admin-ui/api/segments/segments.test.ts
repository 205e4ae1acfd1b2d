import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { consents } from '../../../knowledge/customers/consents.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const secret = 'sixteen characters'
const store = withStore()
const taken: { body: string; signature: unknown }[] = []
let crm: Server
let server: AdminServer
let admin: string

beforeAll(async () => {
  crm = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      taken.push({ body, signature: request.headers['x-kefu-signature'] })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(crm, 'listening')
  const url = new URL(`http://127.0.0.1:${String((crm.address() as AddressInfo).port)}/audiences`)
  server = await startAdminServer(store(), { audienceWebhook: { url, secret } })
})
afterAll(async () => {
  await server.stop()
  crm.close()
})
beforeEach(async () => {
  await emptyStore(store())
  taken.length = 0
  admin = await server.signedIn('admin')
  const at = server.clock.now()
  const record = (_id: string, more: object) => ({
    ...{ _id, traits: [], counters: {}, createdAt: at, updatedAt: at },
    ...more,
  })
  await store().models.customers.insertMany([
    record('a', { name: 'Mei', email: 'mei@example.com', locale: 'zh' }),
    record('b', { name: '=1+1', locale: 'zh' }),
    record('c', { name: 'Tom', locale: 'en' }),
  ] as never)
  const said = consents(store())
  for (const id of ['b', 'c']) await said.set(id as CustomerId, 'marketing', { state: 'granted', source: 'form', at })
})

const ask = (method: string, path: string, body?: unknown, cookie = admin) =>
  server.call(method, path, { cookie, body })
const name = { en: 'Readers of Chinese', zh: '中文用户' }
const rule = { kind: 'field', name: 'locale', op: 'is', value: 'zh' }
const readers = { id: 'readers', name, rule }

describe('segments behind the sign-in', () => {
  it('are tried before they are kept, kept, looked into, edited and removed', async () => {
    expect((await ask('POST', '/segments/preview', { ...readers, limit: 1 })).body).toEqual({
      ...{ customers: 3, entered: 2, left: 0, members: 2 },
      first: [{ id: 'a', name: 'Mei', locale: 'zh' }],
    })
    expect((await ask('GET', '/segments')).body).toEqual({ items: [] })

    expect((await ask('POST', '/segments', readers)).body).toMatchObject({ id: 'readers', customers: 3, entered: 2 })
    expect(await ask('POST', '/segments', readers)).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    })
    expect((await ask('GET', '/segments')).body).toEqual({ items: [{ ...readers, members: 2 }] })

    const page = await ask('GET', '/segments/readers/members?limit=1')
    expect(page.body).toMatchObject({ items: [{ id: 'a', name: 'Mei' }], next: 'a' })
    const last = await ask('GET', '/segments/readers/members?limit=2&after=a')
    expect(last.body).toMatchObject({ items: [{ id: 'b' }], next: null })

    const edited = await ask('PUT', '/segments/readers', { name, rule: { ...rule, value: 'en' } })
    expect(edited.body).toEqual({ id: 'readers', customers: 3, entered: 1, left: 2 })
    expect((await ask('PUT', '/segments/others', { name, rule })).status).toBe(404)
    expect((await ask('DELETE', '/segments/readers')).status).toBe(200)
    expect((await ask('DELETE', '/segments/readers')).status).toBe(404)
    expect((await ask('GET', '/segments/readers/members')).status).toBe(404)
  })

  it('name the part of a rule that is wrong', async () => {
    const wrong = { ...readers, rule: { kind: 'all', of: [{ ...rule, op: 'like' }] } }
    for (const path of ['/segments', '/segments/preview'])
      expect(await ask('POST', path, wrong)).toMatchObject({
        status: 400,
        body: { error: { code: 'input-invalid', details: { field: 'rule.of.0.op' } } },
      })
  })

  it('look at what is foretold, by scores that are stored', async () => {
    const scores = [{ target: 'churn', probability: 0.8, model: 'decision tree', version: 'v1' }]
    await store().models.predictionScores.insertMany([{ _id: 'c', scores, at: server.clock.now() }])
    const leaving = { id: 'leaving', name, rule: { kind: 'prediction', name: 'churn', op: 'at-least', value: 0.7 } }
    expect((await ask('POST', '/segments/preview', leaving)).body).toMatchObject({ members: 1, first: [{ id: 'c' }] })
    expect(await ask('POST', '/segments', { ...leaving, rule: { ...leaving.rule, value: 70 } })).toMatchObject({
      status: 400,
      body: { error: { code: 'input-invalid', details: { field: 'rule.value' } } },
    })
    expect((await ask('POST', '/segments', leaving)).body).toMatchObject({ entered: 1 })
    expect((await ask('GET', '/segments')).body).toEqual({ items: [{ ...leaving, members: 1 }] })
  })

  it('tell who entered and left, newest first, page by page', async () => {
    await ask('POST', '/segments', readers)
    server.clock.advance(1_000)
    await ask('PUT', '/segments/readers', { name, rule: { ...rule, value: 'en' } })
    const first = (await ask('GET', '/segment-changes?segment=readers&limit=3')).body
    const kinds = (body: Record<string, unknown>) =>
      (body['items'] as { kind: string; customerId: string }[]).map(({ kind, customerId }) => `${kind} ${customerId}`)
    expect(kinds(first)).toEqual(['entered c', 'left b', 'left a'])
    const rest = (await ask('GET', `/segment-changes?segment=readers&limit=3&cursor=${String(first['next'])}`)).body
    expect(kinds(rest)).toEqual(['entered b', 'entered a'])
    expect(rest['next']).toBeNull()
    expect(kinds((await ask('GET', '/segment-changes?customer=c')).body)).toEqual(['entered c'])
    expect((await ask('GET', '/segment-changes?cursor=nonsense')).status).toBe(400)
  })

  it('say that there are too few customers to group by purchases', async () => {
    expect((await ask('GET', '/segment-groups')).body).toEqual({ groups: [], stability: null })
  })
})

describe('an audience', () => {
  const handOver = async (body: object, cookie = admin) => {
    const answer = await ask('POST', '/segments/readers/hand-over', body, cookie)
    return { ...answer, handOver: answer.body['handOver'] as { id: string } }
  }
  const file = (id: string, cookie = admin) =>
    fetch(`${server.url}/api/v1/segment-hand-overs/${id}/audience.csv`, { headers: { cookie } })
  const audit = async () => {
    const { items } = (await ask('GET', '/audit')).body as { items: { by: object; action: string; details: object }[] }
    return items
  }

  it('leaves as a file of those who agreed, with no cell that a spreadsheet takes for a formula', async () => {
    await ask('POST', '/segments', readers)
    const asked = await handOver({ purpose: 'marketing', to: 'file' })
    const done = { state: 'done', by: 'admin of the test', tries: 1, exported: 1, withoutConsent: 1, failure: null }
    expect(asked.handOver).toMatchObject({ segment: 'readers', purpose: 'marketing', to: 'file', ...done })
    const response = await file(asked.handOver.id)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(await response.text()).toBe("id,number,name,email,phone,locale\r\nb,,'=1+1,,,zh\r\n")
    const [fetched, requested, finished] = await audit()
    expect([fetched?.action, requested?.action, finished?.action]).toEqual([
      'GET /segment-hand-overs/:handOver/audience.csv',
      'POST /segments/:id/hand-over',
      'hand-over finished',
    ])
    expect(finished).toMatchObject({
      by: { name: 'admin of the test' },
      details: { segment: 'readers', purpose: 'marketing', to: 'file', exported: 1, withoutConsent: 1 },
    })
  })

  it('has a header even when nobody agreed', async () => {
    await ask('POST', '/segments', readers)
    const asked = await handOver({ purpose: 'analytics', to: 'file' })
    expect(await (await file(asked.handOver.id)).text()).toBe('id,number,name,email,phone,locale\r\n')
  })

  it('is refused without a purpose, without a segment, and to who may not export', async () => {
    expect((await handOver({})).status).toBe(400)
    expect((await handOver({ purpose: 'marketing' })).status).toBe(404)
    await ask('POST', '/segments', readers)
    const { id } = (await handOver({ purpose: 'marketing' })).handOver
    expect((await file(id)).status).toBe(404)
    expect((await file('unknown')).status).toBe(404)
    expect((await file(id, await server.signedIn('analyst'))).status).toBe(403)
    expect((await file(id, '')).status).toBe(401)
  })

  it('goes to the configured webhook, signed, once a key, and is listed', async () => {
    await ask('POST', '/segments', readers)
    const asked = await handOver({ purpose: 'marketing', key: 'monday' })
    expect(asked.handOver).toMatchObject({ to: 'webhook', state: 'done', exported: 1, withoutConsent: 1 })
    expect(taken).toHaveLength(1)
    const [{ body: sent, signature } = { body: '', signature: '' }] = taken
    const { id } = asked.handOver
    expect(JSON.parse(sent)).toMatchObject({ delivery: `${id}:0`, segment: 'readers', page: 0, members: [{ id: 'b' }] })
    expect(signature).toBe(`sha256=${createHmac('sha256', secret).update(sent).digest('hex')}`)

    expect((await handOver({ purpose: 'marketing', key: 'monday' })).handOver).toEqual(asked.handOver)
    expect((await handOver({ purpose: 'analytics', key: 'monday' })).status).toBe(409)
    expect(taken).toHaveLength(1)
    expect((await ask('GET', '/segment-hand-overs')).body).toEqual({ items: [asked.handOver] })
    expect((await ask('GET', `/segment-hand-overs/${id}`)).body).toEqual({ handOver: asked.handOver })
    expect((await ask('GET', '/segment-hand-overs/unknown')).status).toBe(404)
  })

  it('goes nowhere while no webhook is configured', async () => {
    await ask('POST', '/segments', readers)
    const other = await startAdminServer(store())
    const cookie = await other.signedIn('admin')
    const answer = await other.call('POST', '/segments/readers/hand-over', { cookie, body: { purpose: 'marketing' } })
    expect(answer).toMatchObject({ status: 404, body: { error: { details: { variable: 'AUDIENCE_WEBHOOK' } } } })
    await other.stop()
  })
})

describe('the audit trail', () => {
  it('holds what was done and not what was refused, and is for owners and admins', async () => {
    await ask('POST', '/segments', readers)
    await ask('POST', '/segments', readers)
    await ask('GET', '/segments')
    const { body } = await ask('GET', '/audit')
    expect(body).toMatchObject({
      items: [{ action: 'POST /segments', details: { id: 'readers', entered: 2 } }],
      next: null,
    })
    expect((await ask('GET', '/audit', undefined, await server.signedIn('trainer'))).status).toBe(403)
  })

  it('is read by person, by what was done and by time', async () => {
    await ask('POST', '/segments', readers)
    server.clock.advance(60_000)
    const later = server.clock.now().toISOString()
    const owner = await server.signedIn('owner')
    await ask('DELETE', '/segments/readers', undefined, owner)
    const { body: known } = await ask('GET', '/audit/known')
    const people = known['people'] as { id: string; name: string }[]
    expect(people.map(({ name }) => name)).toEqual(['admin of the test', 'owner of the test'])
    expect(known['actions']).toEqual(['DELETE /segments/:id', 'POST /segments'])
    const actions = async (query: string) =>
      ((await ask('GET', `/audit?${query}`)).body['items'] as { action: string }[]).map(({ action }) => action)
    expect(await actions(`by=${String(people[0]?.id)}`)).toEqual(['POST /segments'])
    expect(await actions(`action=${encodeURIComponent('DELETE /segments/:id')}`)).toEqual(['DELETE /segments/:id'])
    expect(await actions(`since=${later}`)).toEqual(['DELETE /segments/:id'])
    expect(await actions(`until=${later}`)).toEqual(['POST /segments'])
    const { next } = (await ask('GET', '/audit?limit=1')).body
    expect(await actions(`until=${later}&cursor=${String(next)}`)).toEqual(['POST /segments'])
    expect((await ask('GET', '/audit?since=yesterday')).status).toBe(400)
  })
})
