// The encoders of a machine behind the sign-in: listed with their sizes, fetched from a mirror on this machine, verified.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { fixedClock } from '../../../platform/clock.js'
import { bind } from '../../../platform/http/bind.js'
import { closeServer } from '../../../platform/lifecycle.js'
import { withStore } from '../../../tests/support/test-store.js'
import { createEncoderShelf, type RunningEncoderShelf } from '../../encoder-shelf.js'
import { startAdminServer, type AdminServer } from '../../testing/admin-server.js'

const name = 'bge-small-en-v1.5'
const store = withStore()
const folder = mkdtempSync(join(tmpdir(), 'kefu-shelf-'))
let fetched = 0
let shelf: RunningEncoderShelf
let server: AdminServer
let trainer: string
let mirror: Server | undefined

beforeAll(async () => {
  shelf = createEncoderShelf({
    folder,
    missing: () => ['a-lost-encoder'],
    onFetched: async () => void fetched++,
    clock: fixedClock(new Date('2026-03-01T10:00:00Z')),
  })
  server = await startAdminServer(store(), { encoders: shelf })
  trainer = await server.signedIn('trainer')
})
afterEach(async () => {
  if (mirror !== undefined) await closeServer(mirror)
  mirror = undefined
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true })
})

const ask = (method: string, path: string, body?: unknown, cookie = trainer) =>
  server.call(method, path, { cookie, body })
const fetching = async (body: object) => {
  const answer = await ask('POST', `/encoders/${name}/fetch`, body)
  await shelf.idle()
  return answer
}
const state = async () => (await ask('GET', '/encoders')).body['fetch']

/** Answers every file with these bytes. */
async function mirrorOf(bytes: string): Promise<string> {
  mirror = createServer(({ method }, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(bytes) }).end(method === 'HEAD' ? undefined : bytes)
  })
  return bind(mirror, 0, '127.0.0.1')
}

it('lists all with their size, which are here, and which the live version goes without', async () => {
  const { body } = await ask('GET', '/encoders')
  expect(body).toMatchObject({ missing: ['a-lost-encoder'], fetch: { state: 'idle' } })
  expect(body['items']).toContainEqual({
    name,
    ...{ language: 'en', bytes: 34_480_891, licence: 'MIT', dimensions: 384 },
    ...{ present: false, used: false, own: false },
  })
  expect(body['items']).toContainEqual(
    expect.objectContaining({ name: 'kefu-mini-zh', own: true, present: true, used: true }),
  )
})

it('keeps nothing of a file that is not what it should be, and says which', async () => {
  expect((await fetching({ from: await mirrorOf('not a network') })).body).toMatchObject({
    ...{ state: 'fetching', name, by: 'trainer of the test' },
  })
  expect(await state()).toMatchObject({ state: 'failed', code: 'encoder-damaged' })
  expect(JSON.stringify(await state())).toContain('onnx/model_quantized.onnx')
  expect(fetched).toBe(0)
})

it('names an address that does not answer', async () => {
  const from = await mirrorOf('')
  if (mirror !== undefined) await closeServer(mirror)
  mirror = undefined
  await fetching({ from })
  expect(await state()).toMatchObject({ state: 'failed', code: 'hub-unreachable' })
  expect(JSON.stringify(await state())).toContain(from)
})

it('refuses what cannot be an address, a name it does not know, and what comes with it', async () => {
  expect((await fetching({ from: 'ftp://somewhere' })).body).toMatchObject({
    error: { code: 'input-invalid', details: { field: 'from' } },
  })
  expect((await ask('POST', '/encoders/unheard-of/fetch', {})).body).toMatchObject({
    error: { code: 'encoder-missing' },
  })
  expect((await ask('POST', '/encoders/kefu-mini-en/fetch', {})).status).toBe(400)
  expect((await ask('POST', `/encoders/${name}/fetch`, {}, await server.signedIn('analyst'))).status).toBe(403)
})

it('fetches one at a time, and stops when asked', async () => {
  const arrived = new Promise<void>((resolve) => {
    mirror = createServer((_request, response) => {
      resolve()
      response.on('error', () => undefined)
    })
  })
  const from = await bind(mirror as unknown as Server, 0, '127.0.0.1')
  await ask('POST', `/encoders/${name}/fetch`, { from })
  await arrived
  expect((await ask('POST', `/encoders/${name}/fetch`, { from })).body).toMatchObject({
    error: { code: 'conflict', details: { reason: 'fetching' } },
  })
  await ask('DELETE', '/encoders/fetch')
  await shelf.idle()
  expect(await state()).toMatchObject({ state: 'cancelled', name })
})

it('tells the training once one is there', async () => {
  const own = createEncoderShelf({
    folder,
    missing: () => [],
    onFetched: async () => void fetched++,
    clock: fixedClock(new Date('2026-03-01T10:00:00Z')),
    fetchInto: async (_name, _folder, { onProgress } = {}) => {
      onProgress?.(5, 10)
      expect(own.state()).toMatchObject({ state: 'fetching', bytes: 5, total: 10 })
      return folder
    },
  })
  own.fetch(name, 'Tina')
  await own.idle()
  expect([own.state(), fetched]).toEqual([{ state: 'fetched', name, finishedAt: '2026-03-01T10:00:00.000Z' }, 1])
})

it('verifies what is here', async () => {
  const copy = join(folder, 'kefu-mini-en')
  cpSync('models/kefu-mini-en', copy, { recursive: true })
  mkdirSync(join(copy, 'onnx'), { recursive: true })
  writeFileSync(join(copy, 'config.json'), '{}')
  const { body } = await ask('POST', '/encoders/verify')
  expect(body['items']).toContainEqual(
    expect.objectContaining({ name: 'kefu-mini-en', state: 'damaged', files: ['config.json'] }),
  )
  expect(body['items']).toContainEqual(expect.objectContaining({ name: 'kefu-mini-zh', state: 'sound', files: [] }))
})
