// Training data in and out behind the sign-in, over a real database and nlu's own formats.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createKnowledge } from '../../../knowledge/index.js'
import { writeDataset } from '../../../nlu/dataset/exchange/index.js'
import { readTrainingData } from '../../../nlu/dataset/exchange/read-training-data.js'
import { systemClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'
import { createTrainingFiles } from '../../training-files.js'
import { formatNames } from './contract.js'

const store = withStore()
let server: AdminServer
let cookie: string

const rows = [
  {
    text: 'where is A1001',
    intent: 'OrderStatus',
    entities: [{ entity: 'Number', start: 9, end: 14, role: 'wanted' }],
  },
  { text: 'any news?', intent: 'OrderStatus' },
  { text: '我的包裹到哪了', intent: 'OrderStatus' },
  { text: 'money back', intent: 'OrderStatus' },
  { text: 'sing me a song', intent: 'oos' },
]
const files = [{ path: 'data.jsonl', text: [...rows.map((row) => JSON.stringify(row)), 'rubbish'].join('\n') }]

const ask = (method: string, path: string, body?: unknown, who = cookie) =>
  server.call(method, path, { cookie: who, body })
const check = async (given = files) => (await ask('POST', '/training/import/check', { files: given })).body

beforeAll(async () => {
  // On this thread: the files are small, and the worker has a test of its own.
  server = await startAdminServer(store(), {
    files: createTrainingFiles({
      read: async (given, format) => readTrainingData(given, format),
      write: async (set, format) => writeDataset(set, format),
    }),
  })
})
afterAll(() => server.stop())
beforeEach(async () => {
  await emptyStore(store())
  cookie = await server.signedIn('trainer')
  await createKnowledge(store(), { clock: systemClock }).intents.put({
    name: 'refund',
    description: { en: '', zh: '' },
    kind: 'answer',
    answers: { en: ['Within 5 days.'], zh: ['五天内。'] },
    utterances: { en: ['money back', 'refund me'], zh: [] },
  })
})

describe('importing', () => {
  it('shows what it would do, does it, and can be undone', async () => {
    const shown = await check()
    expect(shown).toMatchObject({
      format: 'jsonl',
      counts: { new: 4, duplicate: 0, invalid: 2 },
      intents: [{ name: 'order-status', known: false, counts: { new: 3, invalid: 1 } }],
      outOfScope: { new: 1 },
      renamed: [
        { from: 'OrderStatus', to: 'order-status' },
        { from: 'Number', to: 'number' },
      ],
    })
    expect(shown['rows']).toContainEqual({
      ...{ intent: 'order-status', text: 'money back', status: 'invalid' },
      reason: { kind: 'other-intent', intent: 'refund' },
    })
    expect((await ask('GET', '/intents/order-status')).status).toBe(404)

    const { body } = await ask('POST', '/training/import', { files, plan: shown['plan'] })
    expect(body).toMatchObject({ change: { kind: 'import', count: 4, intents: ['order-status'] } })
    expect((await ask('GET', '/intents/order-status')).body).toMatchObject({
      utterances: { en: ['where is A1001', 'any news?'], zh: ['我的包裹到哪了'] },
      marks: [{ text: 'where is A1001', entities: [{ entity: 'number', start: 9, end: 14, role: 'wanted' }] }],
    })
    expect((await ask('GET', '/training/entities')).body).toEqual({
      items: [{ name: 'number', kind: 'marked', roles: ['wanted'], marked: 1 }],
    })
    expect(await check()).toMatchObject({ counts: { new: 0, duplicate: 4, invalid: 2 } })

    const { id } = body['change'] as { id: string }
    expect((await ask('POST', `/training/changes/${id}/undo`)).status).toBe(200)
    expect((await ask('GET', '/intents')).body).toMatchObject({ items: [{ name: 'refund' }], outOfScope: { en: 0 } })
  })

  it('is refused when it would do something else than was shown', async () => {
    const { plan } = await check()
    const more = [{ path: 'more.jsonl', text: '{"text": "any news?", "intent": "refund"}' }]
    await ask('POST', '/training/import', { files: more, plan: (await check(more))['plan'] })
    expect((await ask('POST', '/training/import', { files, plan })).body).toMatchObject({
      error: { code: 'conflict', details: { reason: 'import' } },
    })
  })

  it('names file, place and reason where nothing can be read', async () => {
    expect(await check([{ path: 'a.csv', text: 'one,two\n1,2' }])).toMatchObject({
      error: { code: 'training-data-invalid', details: { reasons: ['a.csv, line 1: there is no column "text"'] } },
    })
  })

  it('is for those who teach', async () => {
    const analyst = await server.signedIn('analyst')
    expect((await ask('POST', '/training/import/check', { files }, analyst)).status).toBe(403)
    expect((await ask('GET', '/training/export?format=csv', undefined, analyst)).status).toBe(200)
  })
})

describe('exporting', () => {
  it('says so when there is nothing', async () => {
    await emptyStore(store())
    cookie = await server.signedIn('trainer')
    expect((await ask('GET', '/training/export?format=csv')).body).toMatchObject({
      error: { code: 'training-data-invalid' },
    })
  })

  it.each(formatNames)('writes %s that an import finds nothing new in', async (format) => {
    await ask('POST', '/training/import', { files, plan: (await check())['plan'] })
    const { body } = await ask('GET', `/training/export?format=${format}`)
    const given = { files: body['files'], format }
    const { body: again } = await ask('POST', '/training/import/check', given)
    expect(again).toMatchObject({ format, counts: { new: 0, marked: 0, invalid: 0 } })
  })
})
