import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { pullSource } from './pull.js'
import { importSources } from './sources.js'

const store = withStore()
const people = Array.from({ length: 25 }, (_, at) => ({
  id: `C${String(100 + at)}`,
  name: `Ann ${String(at)}`,
  contact: { email: `p${String(at)}@a.example` },
  updated: `2026-01-${String(1 + at).padStart(2, '0')}T00:00:00Z`,
}))

type Answer = (url: URL, request: IncomingMessage, response: ServerResponse) => unknown

let folder: string
let server: Server
let base: string
let answer: Answer
let asked: string[]
let waits: number[]
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-rest-'))
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', base)
    asked.push(url.pathname + url.search)
    const body = answer(url, request, response)
    if (body !== undefined) response.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  asked = []
  waits = []
  await emptyStore(store())
})
afterEach(() => {
  answer = () => undefined
})

const sources = () => importSources(store(), systemClock)
const add = (definition: object) =>
  sources().add({ name: 'crm', kind: 'pull', definition: { kind: 'rest', url: `${base}/people`, ...definition } })
const pull = (environment: Record<string, string> = {}) =>
  pullSource('crm', {
    ...{ store: store(), clock: systemClock, folder, environment },
    sleep: async (ms) => waits.push(ms),
  })
const stored = () => store().models.customers.countDocuments()
const fail = (response: ServerResponse, status: number, headers: Record<string, string> = {}) => {
  response.writeHead(status, headers).end('no')
}

describe('pages', () => {
  it.each<[string, object, Answer, number]>([
    [
      'numbered',
      { pagination: { style: 'page', size: { param: 'per', value: 10 } } },
      (url) => {
        const page = Number(url.searchParams.get('page'))
        return people.slice((page - 1) * 10, page * 10)
      },
      3,
    ],
    [
      'numbered, until one is empty',
      { pagination: { style: 'page', param: 'p', first: 0 }, records: 'data.people' },
      (url) => ({ data: { people: people.slice(Number(url.searchParams.get('p')) * 5).slice(0, 5) } }),
      6,
    ],
    [
      'by offset',
      { pagination: { style: 'offset', size: { value: 10 } }, records: 'items' },
      (url) => ({ items: people.slice(Number(url.searchParams.get('offset'))).slice(0, 10) }),
      3,
    ],
    [
      'by cursor',
      { pagination: { style: 'cursor', param: 'after', next: 'paging.next' }, records: 'items' },
      (url) => {
        const from = Number(url.searchParams.get('after') ?? 0)
        return { items: people.slice(from, from + 9), paging: { next: from + 9 < 25 ? String(from + 9) : null } }
      },
      3,
    ],
    [
      'by link header',
      { pagination: { style: 'link' } },
      (url, _request, response) => {
        const from = Number(url.searchParams.get('from') ?? 0)
        if (from + 10 < 25)
          response.setHeader('link', `<${base}/?x=1>; rel="prev", </people?from=${String(from + 10)}>; rel="next"`)
        return people.slice(from, from + 10)
      },
      3,
    ],
    ['in one', {}, () => people, 1],
  ])('%s', async (_, definition, pages, requests) => {
    answer = pages
    await add(definition)
    expect(await pull()).toMatchObject({ kind: 'imported', records: 25, batch: { counts: { new: 25, invalid: 0 } } })
    expect(asked).toHaveLength(requests)
    expect(await store().models.customers.findOne({ number: 'C124' }).lean()).toMatchObject({
      name: 'Ann 24',
      email: 'p24@a.example',
    })
  })

  it('never follow a link to another host, where the key would go too', async () => {
    answer = (_url, _request, response) => {
      response.setHeader('link', '<https://elsewhere.example/people>; rel="next"')
      return people
    }
    await add({ pagination: { style: 'link' }, auth: { in: 'header', value: 'key' } })
    await expect(pull()).rejects.toMatchObject({ code: 'source-failed', details: { host: 'elsewhere.example' } })
    expect(await stored()).toBe(0)
  })

  it('that go round in a circle are noticed', async () => {
    answer = () => ({ items: people, next: 'again' })
    await add({ pagination: { style: 'cursor', param: 'after', next: 'next' }, records: 'items' })
    await expect(pull()).rejects.toThrow('the same page twice')
  })
})

describe('keys', () => {
  it.each([
    ['a header', { in: 'header', name: 'x-api-key', value: { env: 'CRM_KEY' } }],
    ['the address', { in: 'query', name: 'key', value: { env: 'CRM_KEY' } }],
  ])('go in %s and come from the environment', async (_, auth) => {
    answer = (url, request, response) =>
      (url.searchParams.get('key') ?? request.headers['x-api-key']) === 'open' ? people : fail(response, 401)
    await add({ auth })
    expect(await pull({ CRM_KEY: 'open' })).toMatchObject({ records: 25 })
    await expect(pull()).rejects.toMatchObject({ code: 'config-invalid', details: { variable: 'CRM_KEY' } })
    await expect(pull({ CRM_KEY: 'shut' })).rejects.toMatchObject({ code: 'source-failed', details: { status: 401 } })
  })
})

describe('a service that is busy', () => {
  it('is asked again, after the time it names', async () => {
    const replies = [() => 503, () => 429, () => 500]
    answer = (_url, _request, response) => {
      const reply = replies.shift()
      return reply ? fail(response, reply(), { 'retry-after': '3' }) : people
    }
    await add({})
    expect(await pull()).toMatchObject({ records: 25 })
    expect(waits).toEqual([3_000, 3_000, 3_000])
  })

  it('is given up at last, and the next run goes on at the page that failed', async () => {
    let isUp = true
    answer = (url, _request, response) => {
      const from = Number(url.searchParams.get('offset'))
      return isUp || from < 10 ? people.slice(from).slice(0, 10) : fail(response, 502)
    }
    isUp = false
    await add({ pagination: { style: 'offset', size: { value: 10 } } })
    await expect(pull()).rejects.toMatchObject({ code: 'source-failed', retryable: true, details: { status: 502 } })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000])
    expect(await sources().need('crm')).toMatchObject({ failure: expect.stringContaining('502') as string })
    isUp = true
    asked = []
    expect(await pull()).toMatchObject({ records: 25, batch: { counts: { new: 25 } } })
    expect(asked).toEqual(['/people?offset=10&limit=10', '/people?offset=20&limit=10'])
    expect((await sources().need('crm')).failure).toBeUndefined()
  })
})

describe('only what is new', () => {
  it('is asked for from the second run on', async () => {
    answer = (url) => people.filter(({ updated }) => updated > (url.searchParams.get('since') ?? ''))
    await add({ incremental: { param: 'since', field: 'updated' } })
    expect(await pull()).toMatchObject({ records: 25 })
    expect(await pull()).toEqual({ kind: 'nothing' })
    expect(asked[1]).toContain(encodeURIComponent('2026-01-25T00:00:00Z'))
    expect((await sources().need('crm')).cursor).toBe('2026-01-25T00:00:00Z')
  })
})

describe('an answer that is no list', () => {
  it.each<[string, Answer, string]>([
    ['another form', () => ({ people }), 'no list at'],
    ['no JSON', (_url, _request, response) => void response.end('<html>'), 'did not answer with JSON'],
  ])('%s is told', async (_, reply, reason) => {
    answer = reply
    await add({ records: 'items' })
    await expect(pull()).rejects.toThrow(reason)
  })
})
