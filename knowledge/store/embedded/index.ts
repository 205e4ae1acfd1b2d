// The door of the embedded database: start it on a data directory, get a mongodb:// URI, stop it.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { EmbeddedError } from './embedded-error.js'
import { takeOwnership, type Ownership } from './owner/owner-file.js'
import { makeSocketPlace } from './owner/socket-path.js'
import { ownFile, runsFromSource, tsxUrl } from './own-program.js'
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.js'

export { EmbeddedError, type EmbeddedErrorCode } from './embedded-error.js'
export { backup, restore } from './backup.js'
export { readOwner, type Owner } from './owner/owner-file.js'

export interface EmbeddedDatabase {
  /** `mongodb://` URI for the driver, without a database name. */
  readonly uri: string
  /** Resolves when everything is on disk and the directory is free again; may be called twice. */
  stop(): Promise<void>
  /** Resolves with the reason if the database dies by itself; the directory is free then. */
  readonly died: Promise<Error>
}

export interface EmbeddedOptions {
  /** Data directory, made when missing; one running database a directory. */
  readonly directory: string
  /** Listen on 127.0.0.1 at this port (0: one chosen by the system) instead of a private Unix socket. */
  readonly port?: number
}

/**
 * Starts the database in a worker thread. A write is acknowledged after it is on disk.
 * Throws an `EmbeddedError`: `database-locked` (message says who), `data-folder-unwritable`, `port-taken`, `database-damaged`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const ownership = takeOwnership(options.directory)
  const place = options.port === undefined ? makeSocketPlace() : undefined
  try {
    return await startWorker(options, ownership, place)
  } catch (thrown) {
    if (place) ownership.announce({ uri: '', socketDirectory: place.directory })
    ownership.release()
    throw thrown
  }
}

function openWorker(start: WorkerStart): Worker {
  const file = ownFile('worker')
  if (!runsFromSource) return new Worker(file, { workerData: start })
  // tsx registers itself in the main thread only: a worker has to do that before it loads TypeScript.
  const boot = `import { register } from ${JSON.stringify(tsxUrl())}; register(); await import(${JSON.stringify(file.href)})`
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(boot)}`), { workerData: start })
}

async function startWorker(
  options: EmbeddedOptions,
  ownership: Ownership,
  place: { directory: string; path: string } | undefined,
): Promise<EmbeddedDatabase> {
  const worker = openWorker({
    file: join(options.directory, 'data.mdb'),
    listen: place ? { kind: 'socket', path: place.path } : { kind: 'port', port: options.port ?? 0 },
  })
  let stopping: Promise<void> | undefined
  let reason: Error | undefined
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  worker.on('error', (error) => (reason ??= error instanceof Error ? error : new Error(String(error))))
  const uri = await firstWord(worker)
  ownership.announce({ uri, ...(place ? { socketDirectory: place.directory } : {}) })
  const died = new Promise<Error>((resolve) => {
    void exited.then(() => {
      if (stopping) return
      ownership.release()
      resolve(reason ?? new EmbeddedError('database-failed', 'The embedded database stopped by itself.'))
    })
  })
  const stop = async (): Promise<void> => {
    const stopped = new Promise<void>((resolve) =>
      worker.on('message', (message: FromWorker) => message.kind === 'stopped' && resolve()),
    )
    worker.postMessage({ kind: 'stop' } satisfies ToWorker)
    await Promise.race([stopped, exited])
    await worker.terminate()
    ownership.release()
  }
  return { uri, died, stop: () => (stopping ??= stop()) }
}

function firstWord(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'listening') resolve(message.uri)
      else if (message.kind === 'failed') reject(new EmbeddedError(message.code, message.message))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new EmbeddedError('database-failed', 'The embedded database did not start.')))
  })
}
