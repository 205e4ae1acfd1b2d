// `npm start` as a stranger meets it: the first start, the second, and each way in which it says no.
import { createServer } from 'node:http'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusedStart, say, startServer, type ServerProcess } from '../support/server-process.js'

const folder = mkdtempSync(join(tmpdir(), 'kefu-start-'))
const dataDir = join(folder, 'data')
let server: ServerProcess

beforeAll(async () => {
  server = await startServer(dataDir)
})
afterAll(async () => {
  await server.signal('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

describe('npm start', () => {
  it('serves the shop, the widget, health and metrics', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/widget.js', 'javascript'],
      ['/demo/api/products', 'application/json'],
      ['/healthz', 'application/json'],
      ['/readyz', 'application/json'],
      ['/metrics', 'text/plain'],
    ] as const) {
      const response = await fetch(server.url + path)
      expect(response.status, path).toBe(200)
      expect(response.headers.get('content-type'), path).toContain(type)
    }
  })

  it('answers through the console and keeps strangers out of it', async () => {
    const { status, body } = await say(server, {
      text: 'where is NL-10023?',
      conversationKey: 'start-1',
      customerNumber: 'C1001',
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ receipt: { flow: 'order-status' }, understanding: { kind: 'understood' } })
    expect((await say({ ...server, consoleToken: 'guess' }, { text: 'hi', conversationKey: 'start-1' })).status).toBe(
      401,
    )
  })

  it('refuses a second server on the same port and leaves the first alone', async () => {
    const { code, output } = await refusedStart(join(folder, 'other'), { PORT: new URL(server.url).port })
    expect(code).toBe(1)
    expect(output).toMatch(/^Port \d+ is in use by another program; stop it or set PORT to another one\.$/m)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it('refuses a second server on the same data folder', async () => {
    const { code, output } = await refusedStart(dataDir, {})
    expect(code).toBe(1)
    expect(output).toContain(String(server.pid))
  })

  it('lists every wrong variable at once', async () => {
    const { code, output } = await refusedStart(join(folder, 'other'), {
      PORT: 'http',
      MONGODB_URL: 'mongodb://x',
      LOG_LEVEL: 'loud',
    })
    expect(code).toBe(1)
    expect(output).toMatch(/PORT: [^\n]+\n\s+LOG_LEVEL: [^\n]+\n\s+MONGODB_URL: [^\n]+MONGODB_URI/)
  })

  it('names the database that does not answer instead of using another one', async () => {
    const { code, output } = await refusedStart(join(folder, 'other'), {
      MONGODB_URI: 'mongodb://127.0.0.1:1/kefu?serverSelectionTimeoutMS=500',
    })
    expect(code).toBe(1)
    expect(output).toContain('MONGODB_URI')
  })

  it('names the data folder that cannot be written', async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'file'), '')
    const { code, output } = await refusedStart(join(folder, 'file', 'data'), {})
    expect(code).toBe(1)
    expect(output).toMatch(/^The data folder .* cannot be written \(DATA_DIR\)\.$/m)
  })

  it('drains on SIGTERM, starts again with what it knew, and survives kill -9', async () => {
    await say(server, { text: 'cancel order NL-10042', conversationKey: 'start-2', customerNumber: 'C1002' })
    expect(await server.signal('SIGTERM')).toBe(0)
    server = await startServer(dataDir)
    expect(server.output()).not.toContain('training')
    const { body } = await say(server, { text: 'yes', conversationKey: 'start-2', customerNumber: 'C1002' })
    expect(body).toMatchObject({ receipt: { flow: 'cancel-order', outcome: 'done' } })
    await server.signal('SIGKILL')
    server = await startServer(dataDir)
    const again = await say(server, { text: 'where is NL-10042', conversationKey: 'start-3', customerNumber: 'C1002' })
    expect(JSON.stringify(again.body)).toMatch(/cancelled/)
  })
})

describe('the registry', () => {
  it('is missed with one sentence when packages have to be installed', async () => {
    const { install } = await unreachableRegistry()
    expect(install.code).not.toBe(0)
    expect(install.output).toContain('the npm registry cannot be reached')
  })
})

/** A copy of the files that installing needs, with a registry that is not there. */
async function unreachableRegistry() {
  const { spawnSync } = await import('node:child_process')
  const { cpSync } = await import('node:fs')
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => closed.once('listening', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const copy = join(folder, 'copy')
  for (const name of ['package.json', 'package-lock.json', 'scripts']) {
    cpSync(new URL(`../../${name}`, import.meta.url), join(copy, name), { recursive: true })
  }
  const { status, stderr } = spawnSync(process.execPath, [join(copy, 'scripts', 'start.mjs')], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      npm_config_registry: `http://127.0.0.1:${String(port)}/`,
      npm_config_fetch_retries: '0',
      npm_config_cache: join(folder, 'cache'),
    },
  })
  return { install: { code: status, output: stderr } }
}
