// Opens the data file and serves it on a socket or a loopback port.
import { Cursors, deleteExpired, type Engine } from './commands/index.js'
import { headFault } from './data-file.js'
import { EmbeddedError } from './embedded-error.js'
import { Store } from './store/index.js'
import { listen } from './wire/server.js'
import type { WorkerStart } from './worker-messages.js'

/** How often TTL indexes are looked at: MongoDB's own interval. */
const expiryIntervalMs = 60_000

export interface Serving {
  readonly uri: string
  stop(): Promise<void>
}

function openStore(start: WorkerStart): Store {
  try {
    const fault = headFault(start.file)
    if (fault !== undefined) throw new Error(fault)
    return new Store({ file: start.file })
  } catch (thrown) {
    const reason = (thrown as Error).message
    throw new EmbeddedError(
      'database-damaged',
      `The data file ${start.file} cannot be opened (${reason}).`,
      { file: start.file },
      thrown,
    )
  }
}

export async function serve(start: WorkerStart): Promise<Serving> {
  const store = openStore(start)
  const engine: Engine = { store, cursors: new Cursors(), startedAt: Date.now() }
  try {
    const listening = await listen(engine, start.listen)
    const timer = setInterval(() => {
      engine.cursors.reap(Date.now())
      // A pass that fails (a full disk) is tried again at the next interval; the documents stay until then.
      deleteExpired(store, Date.now()).catch(() => undefined)
    }, expiryIntervalMs)
    timer.unref()
    return {
      uri: listening.uri,
      async stop() {
        clearInterval(timer)
        await listening.close()
        await store.close()
      },
    }
  } catch (thrown) {
    await store.close()
    throw thrown
  }
}
