import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { imports, openSource, type ColumnRule } from '../../../knowledge/imports/index.js'
import { systemClock } from '../../../platform/clock.js'
import { withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
let server: AdminServer
let cookie: string
let batch: string
beforeAll(async () => {
  server = await startAdminServer(store())
  cookie = await server.signedIn('admin')
  const rules: ColumnRule[] = [
    { kind: 'field', column: 'id', field: 'number' },
    { kind: 'field', column: 'mail', field: 'email' },
  ]
  const text = 'id,mail\nC1,a@a.example\nC2,nobody\n'
  const done = await imports(store(), systemClock).run({
    ...{ key: 'k', content: text, rules, options: {}, by: 'ann', source: { kind: 'file', name: 'people.csv' } },
    rows: () => openSource([Buffer.from(text)]).rows,
  })
  batch = done.id
})
afterAll(() => server.stop())

const ask = (method: string, path: string, body?: unknown) => server.call(method, path, { cookie, body })

describe('imports behind the sign-in', () => {
  it('are listed, looked into, repaired and taken back', async () => {
    expect((await ask('GET', '/imports')).body).toMatchObject({
      batches: [{ id: batch, counts: { new: 1, invalid: 1 } }],
    })
    expect((await ask('GET', `/imports/${batch}`)).body).toMatchObject({
      rules: [{ column: 'id' }, { column: 'mail' }],
      letters: { open: 1 },
    })
    const { body } = await ask('GET', `/imports/${batch}/letters`)
    expect(body).toMatchObject({
      letters: [
        {
          row: 2,
          problems: [{ field: 'email' }],
          cells: [
            ['id', 'C2'],
            ['mail', 'nobody'],
          ],
        },
      ],
    })
    const [letter] = body['letters'] as { id: string }[]
    const path = `/import-letters/${encodeURIComponent(letter?.id ?? '')}/replay`
    expect((await ask('POST', path, { set: { mail: 'x' } })).body).toMatchObject({ outcome: 'invalid' })
    expect((await ask('POST', path, { set: { mail: 'b@a.example' } })).body).toMatchObject({ outcome: 'new' })
    expect((await ask('GET', '/customers/C2/lineage')).body).toMatchObject({
      values: [{ target: 'number' }, { target: 'email', origin: { kind: 'import', row: 2, column: 'mail' } }],
    })
    await ask('PUT', '/data-dictionary/email/owner', { owner: 'crm team' })
    expect((await ask('GET', '/data-dictionary')).body).toMatchObject({
      customers: 2,
      entries: expect.arrayContaining([
        expect.objectContaining({ name: 'email', filled: 2, owner: 'crm team' }),
      ]) as unknown,
    })
    expect((await ask('POST', `/imports/${batch}/undo`, {})).body).toMatchObject({ batch: { state: 'undone' } })
    expect((await ask('GET', '/customers/C2/lineage')).status).toBe(404)
  })

  it('that are not there are told', async () => {
    expect(await ask('GET', '/imports/imp_none')).toMatchObject({ status: 404, body: { error: { code: 'not-found' } } })
  })
})
