import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
let server: AdminServer
let admin: string
const pulled: string[] = []
beforeAll(async () => {
  server = await startAdminServer(store(), { pullSource: async (name) => void pulled.push(name) })
})
afterAll(() => server.stop())
beforeEach(async () => {
  await emptyStore(store())
  admin = await server.signedIn('admin')
})

const ask = (method: string, path: string, body?: unknown, cookie = admin) =>
  server.call(method, path, { cookie, body })

const upload = async (text: string | ReadableStream, cookie = admin, name = 'people.csv', header = '1') => {
  const response = await fetch(`${server.url}/api/v1/import-files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { cookie, 'x-kefu-request': header, 'content-type': 'text/csv' },
    body: text,
    ...({ duplex: 'half' } as object),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const people = 'id,mail,spent\nC1,a@a.example,5\nC2,nobody,6\nC1,a@a.example,5\nC3,c@a.example,7\n'
const fileOf = async (text: string) => String((await upload(text)).body['id'])

/** The import runs on after its answer. */
async function ended(batch: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { body } = await ask('GET', `/imports/${batch}`)
    const view = body['batch'] as { state: string }
    if (view.state !== 'running') return view
    await pause(20)
  }
}

describe('a file', () => {
  it('is handed over, mapped, checked, imported once a key, and taken away', async () => {
    const handed = await upload(people)
    expect(handed).toMatchObject({ status: 200, body: { name: 'people.csv', bytes: Buffer.byteLength(people) } })
    const file = String(handed.body['id'])

    const { body: suggested } = await ask('GET', `/import-files/${file}/mapping`)
    expect(suggested).toMatchObject({
      rules: [{ field: 'number' }, { field: 'email' }, { trait: 'spent', type: 'number' }],
      sample: [
        {
          row: 1,
          cells: [
            ['id', 'C1'],
            ['mail', 'a@a.example'],
            ['spent', '5'],
          ],
        },
        {},
        {},
        {},
      ],
    })
    const plan = { rules: suggested['rules'] }

    const { body: checked } = await ask('POST', `/import-files/${file}/check`, plan)
    expect(checked).toMatchObject({ rows: 4, new: 2, updated: 0, invalid: 1, duplicate: 1, isCut: false })
    expect(await store().models.customers.countDocuments()).toBe(0)
    const report = `/import-files/${file}/checks/${String(checked['check'])}`
    const { body: first } = await ask('GET', `${report}?limit=1`)
    expect(first).toMatchObject({
      findings: [{ row: 2, kind: 'invalid', problems: [{ field: 'email', value: 'nobody' }] }],
    })
    const { body: second } = await ask('GET', `${report}?limit=1&after=${String(first['next'])}`)
    expect(second).toMatchObject({ findings: [{ row: 3, kind: 'duplicate' }], next: null })

    const { body: begun } = await ask('POST', `/import-files/${file}/commit`, { ...plan, key: 'k1' })
    const { id } = begun['batch'] as { id: string }
    expect(await ended(id)).toMatchObject({
      state: 'done',
      counts: { new: 2, invalid: 1, duplicate: 1 },
      by: 'admin of the test',
    })
    const { body: again } = await ask('POST', `/import-files/${file}/commit`, { ...plan, key: 'k1' })
    expect(again).toMatchObject({ batch: { id, state: 'done' } })
    const other = await fileOf('id\nC9\n')
    expect((await ask('POST', `/import-files/${other}/commit`, { key: 'k1' })).status).toBe(409)

    expect((await ask('DELETE', `/import-files/${file}`)).status).toBe(200)
    expect((await ask('GET', `/import-files/${file}/mapping`)).status).toBe(404)
  })

  it('that is too large is refused while it comes, and an empty one too', async () => {
    const block = new TextEncoder().encode('x'.repeat(1 << 16))
    let sent = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1
        if (sent > 64) controller.close()
        else controller.enqueue(block)
      },
    })
    const refused = await upload(endless).catch(() => undefined)
    // The connection may be gone before the answer is read.
    if (refused) expect(refused).toMatchObject({ status: 400, body: { error: { details: { field: 'file' } } } })
    expect(await upload('')).toMatchObject({ status: 400, body: { error: { details: { field: 'file' } } } })
  })

  it('needs the right role and the header that forms cannot set, and leaves a line in the audit trail', async () => {
    expect((await upload(people, await server.signedIn('analyst'))).status).toBe(403)
    expect((await upload(people, '')).status).toBe(401)
    const file = await fileOf(people)
    expect((await ask('POST', `/import-files/${file}/commit`, {}, await server.signedIn('agent'))).status).toBe(403)
    const { items } = await server.record.audit.list({ limit: 10 })
    expect(items).toMatchObject([{ action: 'POST /import-files', details: { file, name: 'people.csv' } }])
  })

  it('is asked for with ids and mappings that are right', async () => {
    expect((await ask('GET', '/import-files/..%2F..%2Fsecret/mapping')).status).toBe(404)
    const file = await fileOf(people)
    const wrong = { rules: [{ kind: 'field', column: 'id', field: 'shoe' }] }
    expect(await ask('POST', `/import-files/${file}/check`, wrong)).toMatchObject({
      status: 400,
      body: { error: { details: { field: 'mapping' } } },
    })
    expect((await ask('GET', `/import-files/${file}/checks/0123456789abcdef`)).status).toBe(404)
  })
})

describe('sources', () => {
  const rest = {
    kind: 'pull',
    name: 'crm',
    everyMinutes: 60,
    definition: {
      kind: 'rest',
      url: 'https://me:pass@crm.example/people?token=abc',
      headers: { 'x-key': 'abc' },
      auth: { in: 'header', value: 'abc' },
    },
  }

  it('are added, shown without their secrets, scheduled, paused, asked and removed', async () => {
    const { body } = await ask('POST', '/import-sources', rest)
    expect(body).toMatchObject({
      source: { name: 'crm', kind: 'rest', everyMinutes: 60, paused: false },
      writeKey: null,
    })
    const { body: listed } = await ask('GET', '/import-sources')
    expect(JSON.stringify([body, listed])).not.toMatch(/abc|pass/)
    expect(JSON.stringify(listed)).toContain('crm.example/people')
    expect((await ask('POST', '/import-sources', rest)).status).toBe(409)

    const { body: changed } = await ask('PATCH', '/import-sources/crm', { paused: true, everyMinutes: null })
    expect(changed).toMatchObject({ source: { paused: true, everyMinutes: null, nextAt: null } })
    expect((await ask('POST', '/import-sources/crm/pull')).status).toBe(200)
    expect(pulled).toEqual(['crm'])
    expect((await ask('DELETE', '/import-sources/crm')).status).toBe(200)
    expect((await ask('POST', '/import-sources/crm/pull')).status).toBe(404)
  })

  it('that send tell their key once, and are not asked', async () => {
    const { body } = await ask('POST', '/import-sources', { kind: 'segment', name: 'app', trust: 'server' })
    expect(body['writeKey']).toMatch(/^[\w-]{32}$/)
    expect(JSON.stringify((await ask('GET', '/import-sources')).body)).not.toContain(String(body['writeKey']))
    expect((await ask('POST', '/import-sources/app/pull')).status).toBe(400)
    expect((await ask('PATCH', '/import-sources/app', { everyMinutes: 5 })).status).toBe(400)
    expect((await ask('POST', '/import-sources', rest, await server.signedIn('analyst'))).status).toBe(403)
  })
})
