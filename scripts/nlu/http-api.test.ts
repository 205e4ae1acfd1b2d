// The engine over HTTP: asked as Rasa is asked.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serializeModel, trainOnRows } from '../../nlu/index.js'
import { asRasa } from './http-api.js'
import { modelFile, serve } from './serve.js'

let folder: string
let served: { url: string; stop(): Promise<void> }

const rows = [
  ['where is my parcel', 'track_parcel'],
  ['has my parcel been shipped', 'track_parcel'],
  ['when will the parcel arrive', 'track_parcel'],
  ['包裹到哪了', 'track_parcel'],
  ['cancel the subscription', 'Cancel'],
  ['please cancel it', 'Cancel'],
  ['i want to stop my subscription', 'Cancel'],
  ['取消订阅', 'Cancel'],
].map(([text = '', intent = '']) => ({ text, intent }))

const options = { encoders: {}, host: '127.0.0.1', port: 0, version: '1.2.3' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kefu-serve-'))
  await writeFile(join(folder, modelFile), serializeModel(await trainOnRows(rows)))
  served = await serve({ ...options, model: folder })
})
afterAll(async () => {
  await served.stop()
  await rm(folder, { recursive: true })
})

const ask = (body: unknown, path = '/model/parse'): Promise<Response> =>
  fetch(served.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('POST /model/parse', () => {
  it('answers with intent, ranking and entities with their places', async () => {
    const response = await ask({ text: 'where is my parcel, write to kim@example.com', message_id: 'm1' })
    expect(response.status).toBe(200)
    const body = (await response.json()) as { intent_ranking: { name: string; confidence: number }[] }
    expect(body).toMatchObject({
      text: 'where is my parcel, write to kim@example.com',
      message_id: 'm1',
      intent: { name: 'track_parcel' },
      entities: [{ entity: 'email', value: 'kim@example.com', start: 29, end: 44, extractor: 'recognizers' }],
    })
    expect(body.intent_ranking.map(({ name }) => name).sort()).toEqual(['Cancel', 'track_parcel'])
    expect(body.intent_ranking[0]?.confidence).toBeGreaterThan(body.intent_ranking[1]?.confidence ?? 1)
  })

  it('reads Chinese, and falls back for what no intent claims', async () => {
    expect(await (await ask({ text: '我要取消订阅' })).json()).toMatchObject({ intent: { name: 'Cancel' } })
    expect(await (await ask({ text: 'quantum chromodynamics' })).json()).toMatchObject({
      intent: { name: 'nlu_fallback' },
    })
    expect((await ask({ text: '' })).status).toBe(200)
  })

  it('names the field that is wrong and refuses what is too large', async () => {
    for (const [body, field] of [
      [{}, 'text'],
      [{ text: 5 }, 'text'],
      [{ text: 'hi', message_id: 5 }, 'message_id'],
    ] as const) {
      const response = await ask(body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { code: 'input-invalid', details: { field } } })
    }
    expect((await ask('{"text":')).status).toBe(400)
    expect(await (await ask({ text: 'x'.repeat(300_000) })).json()).toMatchObject({
      error: { details: { reason: 'entity.too.large' } },
    })
  })
})

describe('what it says of itself', () => {
  it('names version, model and health', async () => {
    const get = async (path: string): Promise<unknown> => (await fetch(served.url + path)).json()
    expect(await get('/version')).toEqual({ version: '1.2.3', minimum_compatible_version: '1.2.3' })
    expect(await get('/status')).toMatchObject({ model_file: folder, num_active_training_jobs: 0, intents: 2 })
    expect(await get('/healthz')).toEqual({ ok: true })
    expect((await ask({}, '/model/train')).status).toBe(404)
  })

  it('names a model that is not there', async () => {
    await expect(serve({ ...options, model: join(folder, 'none') })).rejects.toMatchObject({ code: 'model-missing' })
  })
})

describe('a message of two requests', () => {
  it('is answered by the first one that was understood, with all of them beside it', () => {
    const part = { candidates: [{ intent: 'a', confidence: 0.9 }], entities: [], confidence: 0.9 }
    const answer = asRasa({
      text: 'hm, do a',
      language: 'en',
      kind: 'understood',
      sentiment: { polarity: 'neutral', score: 0 },
      model: 'm',
      parts: [
        { ...part, kind: 'out-of-scope', text: 'hm', span: { start: 0, end: 2 } },
        { ...part, kind: 'understood', intent: 'a', text: 'do a', span: { start: 4, end: 8 } },
      ],
    })
    expect(answer).toMatchObject({
      intent: { name: 'a', confidence: 0.9 },
      parts: [
        { start: 0, intent: { name: 'nlu_fallback' } },
        { start: 4, intent: { name: 'a' } },
      ],
    })
  })
})
