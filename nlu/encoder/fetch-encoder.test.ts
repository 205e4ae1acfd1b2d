// Fetching an encoder from a mirror on this machine; no network is asked.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bind } from '../../platform/http/bind.js'
import { closeServer } from '../../platform/lifecycle.js'
import { catalogue, encoderFiles } from './catalogue.js'
import { fetchEncoder, fetchEntry } from './fetch-encoder.js'
import { findEncoders, ownModelsFolder } from './find-encoders.js'
import { listEncoders, verifyEncoders } from './list-encoders.js'
import { verifyEncoder } from './verify-encoder.js'

const name = 'bge-small-en-v1.5'
let folder: string
let server: Server
let asked: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kefu-fetch-'))
  asked = []
})
afterEach(async () => {
  await closeServer(server)
  rmSync(folder, { recursive: true })
})

async function mirror(answer: RequestListener): Promise<string> {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answer(request, response)
  })
  return bind(server, 0, '127.0.0.1')
}

/** Serves small stand-ins for the files under a path. */
const filesUnder =
  (path: string, spoil: (body: string) => string = (body) => body): RequestListener =>
  ({ url = '', method }, response) => {
    const file = encoderFiles.find((each) => url === `${path}/${each}`)
    if (file === undefined) return void response.writeHead(404).end()
    const body = spoil(`the ${file}`)
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) }).end(method === 'HEAD' ? undefined : body)
  }

describe('fetching an encoder', () => {
  it('refuses a file that is not what the catalogue says, and keeps nothing', async () => {
    const from = await mirror(filesUnder(`/Xenova/${name}/resolve/main`))
    const seen: [number, number][] = []
    await expect(
      fetchEncoder(name, folder, { from, onProgress: (bytes, total) => seen.push([bytes, total]) }),
    ).rejects.toMatchObject({
      code: 'encoder-damaged',
      details: { encoder: name, files: ['onnx/model_quantized.onnx'] },
    })
    const total = encoderFiles.reduce((sum, file) => sum + `the ${file}`.length, 0)
    expect(seen[0]).toEqual([0, total])
    expect(seen.at(-1)).toEqual([total, total])
    expect(existsSync(join(folder, name)) || existsSync(join(folder, `.${name}.part`))).toBe(false)
  })

  it('puts a sound one in place with its checksums noted, and again over it', async () => {
    const own = catalogue.find((entry) => entry.name === 'kefu-mini-zh')
    if (own === undefined) throw new Error('our own are always there')
    const from = await mirror(({ url = '', method }, response) => {
      const body = readFileSync(join(ownModelsFolder(), own.name, url.slice('/hub/Kefu/zh/resolve/main/'.length)))
      response.writeHead(200, { 'content-length': body.length }).end(method === 'HEAD' ? undefined : body)
    })
    const entry = { ...own, hub: 'Kefu/zh', checksums: {} }
    for (const time of ['first', 'second']) {
      const home = await fetchEntry(entry, folder, { from: `${from}/hub` })
      expect([time, home]).toEqual([time, join(folder, own.name)])
      const [present] = findEncoders([folder])
      expect(present).toMatchObject({ name: own.name, folder: home })
      expect(await verifyEncoder({ ...entry, folder: home })).toMatchObject({ state: 'sound' })
    }
  })

  it('asks a hub first, then a plain folder', async () => {
    const from = await mirror(filesUnder(`/${name}`))
    await expect(fetchEncoder(name, folder, { from: `${from}/` })).rejects.toMatchObject({ code: 'encoder-damaged' })
    expect(asked.slice(0, 2)).toEqual([`HEAD /Xenova/${name}/resolve/main/config.json`, `HEAD /${name}/config.json`])
  })

  it('says that an address does not answer, has no such model, or breaks off', async () => {
    const none = await mirror((_request, response) => void response.writeHead(404).end())
    await expect(fetchEncoder(name, folder, { from: none })).rejects.toMatchObject({
      code: 'hub-unreachable',
      message: expect.stringContaining(`does not have Xenova/${name}`) as string,
    })
    await closeServer(server)
    await expect(fetchEncoder(name, folder, { from: none })).rejects.toMatchObject({
      code: 'hub-unreachable',
      details: { reason: 'it cannot be reached' },
    })
    const breaking = await mirror(({ method }, response) => {
      response.writeHead(200, { 'content-length': 100 })
      if (method === 'HEAD') response.end()
      else response.write('half', () => response.destroy())
    })
    await expect(fetchEncoder(name, folder, { from: breaking })).rejects.toMatchObject({ code: 'hub-unreachable' })
    expect(existsSync(join(folder, `.${name}.part`))).toBe(false)
  })

  it('refuses names and addresses that it cannot use, before anything is asked', async () => {
    const from = await mirror((_request, response) => void response.end())
    await expect(fetchEncoder('wonder', folder, { from })).rejects.toMatchObject({ code: 'encoder-missing' })
    await expect(fetchEncoder('kefu-mini-en', folder, { from })).rejects.toMatchObject({ code: 'input-invalid' })
    await expect(fetchEncoder(name, folder, { from: 'ftp://x' })).rejects.toMatchObject({ details: { field: 'from' } })
    expect(asked).toEqual([])
  })

  it('stops when it is told to', async () => {
    const from = await mirror(filesUnder(`/${name}`))
    const stop = AbortSignal.abort(new Error('enough'))
    await expect(fetchEncoder(name, folder, { from, signal: stop })).rejects.toThrow('enough')
  })
})

describe('verifying encoders', () => {
  it('finds our own sound, and says which file of one was changed or has nothing to compare with', async () => {
    server = createServer()
    const own = await verifyEncoders([folder])
    expect(own.map(({ name: each, state }) => [each, state])).toEqual([
      ['kefu-mini-en', 'sound'],
      ['kefu-mini-zh', 'sound'],
    ])
    const [present] = findEncoders([ownModelsFolder()])
    if (present === undefined) throw new Error('our own are always there')
    const config = 'config.json'
    const wrong = { ...present, checksums: { ...present.checksums, [config]: '0' } }
    expect(await verifyEncoder(wrong)).toMatchObject({ state: 'damaged', files: [config] })
    const { [config]: _left, ...rest } = present.checksums
    expect(await verifyEncoder({ ...present, checksums: rest })).toMatchObject({ state: 'unknown', files: [config] })
    expect(listEncoders([folder]).filter(({ used }) => used).length).toBe(2)
  })
})
