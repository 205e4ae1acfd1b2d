// A database for tests: one embedded server a test process, one fresh database a test file, the real driver between.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { connectStore, type Store } from '../../knowledge/store/connection.js'

interface TestServer {
  uri: string
  stop(): Promise<void>
}

/** `KEFU_TEST_MONGODB_URI` runs the same tests against a server that is there already (a real MongoDB in CI). */
export async function startTestServer(): Promise<TestServer> {
  const configured = process.env['KEFU_TEST_MONGODB_URI']
  if (configured) return { uri: configured, stop: async () => undefined }
  const { startEmbedded } = await import('../../knowledge/store/embedded/index.js')
  const directory = mkdtempSync(join(tmpdir(), 'kefu-test-'))
  const server = await startEmbedded({ directory })
  return {
    uri: server.uri,
    stop: async () => {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Opens a store with a database of its own for this test file; dropped and closed after its tests. Use inside `describe` or at top level. */
export function withStore(): () => Store {
  let server: TestServer | undefined
  let store: Store | undefined
  beforeAll(async () => {
    server = await startTestServer()
    store = await connectStore({ uri: server.uri, appName: 'kefu-test', database: `test_${randomUUID().slice(0, 13)}` })
  })
  afterAll(async () => {
    await store?.connection.dropDatabase()
    await store?.close()
    await server?.stop()
  })
  return () => {
    if (!store) throw new Error('the store opens in beforeAll: ask for it inside a test')
    return store
  }
}

/** Empties every collection, keeping indexes. */
export async function emptyStore(store: Store): Promise<void> {
  for (const model of Object.values(store.models))
    await (model as { deleteMany(filter: object): Promise<unknown> }).deleteMany({})
}
