import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId } from '../../bot/domain/ids.js'
import { systemClock } from '../../platform/clock.js'
import { connectStore } from './connection.js'
import { conversations } from './conversations.js'
import { openStore, type OpenStore } from './open-store.js'

describe('opening the store', () => {
  let dataDir: string
  let opened: OpenStore[]
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'kefu-open-'))
    opened = []
  })
  afterEach(async () => {
    for (const one of opened.reverse()) await one.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const open = async (
    more: { mongodbUri?: string; timeoutMs?: number; mustOwn?: boolean } = {},
  ): Promise<OpenStore> => {
    const one = await openStore({ dataDir, appName: 'kefu-test', ...more })
    opened.push(one)
    return one
  }

  it('starts a database of its own, which keeps what was written for the next start', async () => {
    const first = await open()
    expect(first.mode).toBe('embedded')
    await first.store.models.revisions.updateOne({ _id: 'articles' }, { $inc: { revision: 7 } }, { upsert: true })
    await first.close()
    const second = await open()
    expect((await second.store.models.revisions.findById('articles').lean())?.revision).toBe(7)
  })

  it('frees what a process held that died with the database', async () => {
    const first = await open()
    const died = conversations(first.store, systemClock)
    const id = 'cnv_1' as ConversationId
    expect(await died.lease(id, 'the one that dies', 30_000)).toBe(true)
    await first.close()
    const second = await open()
    expect(await conversations(second.store, systemClock).lease(id, 'the next one', 30_000)).toBe(true)
  })

  it('leaves to a running owner what it holds when a guest comes', async () => {
    const owner = await open()
    const id = 'cnv_1' as ConversationId
    await conversations(owner.store, systemClock).lease(id, 'the owner', 30_000)
    const guest = await open()
    expect(await conversations(guest.store, systemClock).lease(id, 'the guest', 30_000)).toBe(false)
  })

  it('joins the running instance of the same folder', async () => {
    const owner = await open()
    const guest = await open()
    expect(guest.mode).toBe('running')
    await guest.store.ping()
    await guest.close()
    await owner.store.ping()
  })

  it('refuses to be a guest where the database must be its own, and names the owner', async () => {
    await open()
    await expect(open({ mustOwn: true })).rejects.toMatchObject({
      code: 'database-locked',
      message: expect.stringMatching(`in use by process ${String(process.pid)} .*DATA_DIR`) as string,
    })
  })

  it('ends with one owner when two start at once', async () => {
    const modes = (await Promise.all([open(), open()])).map(({ mode }) => mode)
    expect(modes.sort()).toEqual(['embedded', 'running'])
  })

  it('uses the configured database', async () => {
    const owner = await open()
    const uri = (owner.store.connection.getClient() as unknown as { s: { url: string } }).s.url
    expect((await open({ mongodbUri: uri })).mode).toBe('configured')
  })

  it('names the variable when the configured database does not answer, without its password', async () => {
    const mongodbUri = 'mongodb://user:hunter2@127.0.0.1:9/kefu'
    const failure = await openStore({ dataDir, appName: 'kefu-test', mongodbUri, timeoutMs: 200 }).catch(
      (e: unknown) => e,
    )
    expect(failure).toMatchObject({ code: 'database-unreachable', details: { variable: 'MONGODB_URI' } })
    expect((failure as Error).message).toContain('MONGODB_URI')
    expect((failure as Error).message).not.toContain('hunter2')
  })

  it('names the variable when the connection string cannot be read', async () => {
    await expect(connectStore({ uri: 'postgres://x', appName: 'kefu-test' })).rejects.toMatchObject({
      code: 'config-invalid',
      details: { variable: 'MONGODB_URI' },
    })
  })
})
