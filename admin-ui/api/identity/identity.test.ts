import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
let server: AdminServer
let admin: string
let agent: string
let looks = 0

const address = { name: 'Mei Lin', line1: '1 Quay', city: 'Ghent', postalCode: '9000', country: 'BE' }

beforeAll(async () => {
  const lookForPairs = async () => void (looks += 1)
  server = await startAdminServer(store(), { lookForPairs })
  const at = server.clock.now()
  const record = { traits: [], counters: {}, createdAt: at, updatedAt: at }
  await store().models.customers.insertMany([
    { ...record, _id: 'mei', number: 'C1', name: 'Mei Lin', email: 'mei@example.com', address },
    { ...record, _id: 'visitor', name: 'Mei L.', email: 'Mei@Example.com' },
  ] as never)
  await server.record.identity.suggestions.run()
  admin = await server.signedIn('admin')
  agent = await server.signedIn('agent')
})
afterAll(() => server.stop())

const ask = (method: string, path: string, body?: unknown) => server.call(method, path, { cookie: admin, body })

describe('identity behind the sign-in', () => {
  it('shows what other rules would find with both records, and keeps rules only after that was seen', async () => {
    const { body: kept } = await ask('GET', '/identity/rules')
    const rules = { ...(kept['rules'] as object), keys: [] }
    const run = await ask('POST', '/identity/rules/dry-run', { rules })
    expect(run.body).toMatchObject({
      added: { total: 0, first: [] },
      dropped: { total: 1, first: [{ keep: { id: 'mei', line1: '1 Quay' }, gone: { id: 'visitor' }, merges: false }] },
    })
    const unseen = await ask('PUT', '/identity/rules', { rules, version: 0, seen: 'x' })
    expect(unseen).toMatchObject({ status: 400, body: { error: { details: { field: 'seen' } } } })
    const set = await ask('PUT', '/identity/rules', { rules, version: 0, seen: run.body['id'] })
    expect(set.body).toMatchObject({ version: 1, rules: { keys: [] } })
  })

  it('shows a pair side by side, merges it the way round that was chosen, and lists merge and conflicts with the records', async () => {
    const { body } = await ask('GET', '/identity/suggestions')
    expect(body).toMatchObject({
      total: 1,
      items: [{ keep: { name: 'Mei Lin', postalCode: '9000' }, gone: { name: 'Mei L.' }, evidence: { key: 'email' } }],
    })
    const [pair] = body['items'] as { id: string }[]
    const merged = await ask('POST', `/identity/suggestions/${pair?.id ?? ''}/merge`, { keep: 'visitor' })
    expect(merged.body).toMatchObject({ merge: { keep: 'visitor', gone: 'mei' } })
    const { body: merges } = await ask('GET', '/identity/merges?customer=visitor')
    expect(merges).toMatchObject({ items: [{ keep: 'visitor' }] })
    expect((merges['records'] as { name: string }[]).map(({ name }) => name).sort()).toEqual(['Mei L.', 'Mei Lin'])
    const { body: conflicts } = await ask('GET', '/identity/conflicts')
    expect(conflicts).toMatchObject({
      items: [{ person: { id: 'visitor' }, conflicts: [{ field: 'name', values: [{ value: 'Mei L.' }, {}] }] }],
    })
    const [merge] = merges['items'] as { id: string }[]
    expect((await ask('POST', `/identity/merges/${merge?.id ?? ''}/undo`, {})).status).toBe(200)
    expect((await ask('GET', '/identity/conflicts')).body).toEqual({ items: [] })
  })

  it('has all records compared when somebody who may merge asks for it', async () => {
    expect((await server.call('POST', '/identity/suggestions/look', { cookie: agent, body: {} })).status).toBe(403)
    expect(looks).toBe(0)
    expect((await ask('POST', '/identity/suggestions/look', {})).status).toBe(200)
    expect(looks).toBe(1)
  })
})
