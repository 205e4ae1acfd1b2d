// Which database a command works on, decided in one place: the configured one, else the running instance's, else our own embedded one.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError, type ErrorCode } from '../../platform/errors.js'
import { connectStore, type Store } from './connection.js'
import { EmbeddedError, readOwner, startEmbedded, type EmbeddedErrorCode } from './embedded/index.js'

export interface OpenStoreOptions {
  /** `MONGODB_URI`, when it is set. */
  mongodbUri?: string | undefined
  /** `DATA_DIR`; the embedded database keeps its files in `database/` under it. */
  dataDir: string
  /** Shown in the server's log. */
  appName: string
  timeoutMs?: number
  /** A server must own the embedded database that it serves from: when another process does, `database-locked` says which. */
  mustOwn?: boolean
}

export interface OpenStore {
  store: Store
  /** `configured`: MONGODB_URI; `running`: another process of this installation owns the database; `embedded`: this process does. */
  mode: 'configured' | 'running' | 'embedded'
  /** Resolves with the reason if a database of our own dies; never for the others. */
  died: Promise<Error>
  /** Closes the connection, then the database if it is ours. Idempotent. */
  close(): Promise<void>
}

const codes: Readonly<Record<EmbeddedErrorCode, ErrorCode>> = {
  'database-locked': 'database-locked',
  'data-folder-unwritable': 'data-folder-unwritable',
  'port-taken': 'port-taken',
  'database-damaged': 'database-damaged',
  'database-failed': 'database-damaged',
}

const remedies: Partial<Record<EmbeddedErrorCode, string>> = {
  'database-locked': ' Stop it, or set DATA_DIR to another folder.',
}

const asAppError = (thrown: unknown): unknown =>
  thrown instanceof EmbeddedError
    ? new AppError(codes[thrown.code], `${thrown.message}${remedies[thrown.code] ?? ''}`, {
        details: { ...thrown.details },
        cause: thrown,
      })
    : thrown

const never = new Promise<Error>(() => undefined)

const borrowed = (store: Store, mode: 'configured' | 'running'): OpenStore => ({
  store,
  mode,
  died: never,
  close: () => store.close(),
})

/** The owner of the folder may be starting: it says where it listens a moment after it took the folder. */
async function addressOfOwner(directory: string, timeoutMs: number): Promise<string | undefined> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const owner = readOwner(directory)
    if (!owner?.alive) return undefined
    if (owner.uri !== undefined && owner.uri !== '') return owner.uri
    if (Date.now() >= until)
      throw new AppError('database-locked', `Process ${String(owner.pid)} owns the data folder but does not answer.`, {
        details: { directory, pid: owner.pid },
      })
    await pause(50)
  }
}

async function openOwn(directory: string, appName: string): Promise<OpenStore> {
  const server = await startEmbedded({ directory })
  try {
    const store = await connectStore({ uri: server.uri, appName })
    // Nobody else had the database since its last owner died: whatever that one held would only make customers wait.
    await store.models.leases.deleteMany({})
    const close = async (): Promise<void> => {
      await store.close()
      await server.stop()
    }
    return { store, mode: 'embedded', died: server.died, close }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * Never falls back silently: a configured database that does not answer rejects with `database-unreachable`. Two processes that start
 * at once on one folder end with one owner and one guest.
 */
export async function openStore(options: OpenStoreOptions): Promise<OpenStore> {
  const { mongodbUri, dataDir, appName, timeoutMs = 10_000, mustOwn = false } = options
  if (mongodbUri !== undefined && mongodbUri !== '')
    return borrowed(await connectStore({ uri: mongodbUri, appName, timeoutMs }), 'configured')

  const directory = join(dataDir, 'database')
  for (let tries = 0; ; tries += 1) {
    const uri = mustOwn ? undefined : await addressOfOwner(directory, timeoutMs)
    if (uri !== undefined) return borrowed(await connectStore({ uri, appName, timeoutMs }), 'running')
    try {
      return await openOwn(directory, appName)
    } catch (error) {
      const lostRace = error instanceof EmbeddedError && error.code === 'database-locked' && !mustOwn && tries < 2
      if (!lostRace) throw asAppError(error)
    }
  }
}
