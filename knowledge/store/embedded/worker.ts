// The worker thread: opens the data file, serves the wire protocol, and stops when told to.
import { parentPort, workerData } from 'node:worker_threads'
import { EmbeddedError } from './embedded-error.js'
import { serve } from './serve.js'
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.js'

const port = parentPort
if (!port) throw new Error('the embedded database runs in a worker thread')
// A commit that fails rejects several promises inside lmdb; the one that matters is the one that `Store.write` awaits.
process.on('unhandledRejection', (reason) => {
  if (reason instanceof Error && 'commitError' in reason) return
  throw reason
})
const say = (message: FromWorker): void => port.postMessage(message)

try {
  const server = await serve(workerData as WorkerStart)
  port.on('message', (message: ToWorker) => {
    if (message.kind !== 'stop') return
    void server.stop().then(
      () => {
        say({ kind: 'stopped' })
        port.close()
      },
      (thrown: unknown) => {
        throw thrown
      },
    )
  })
  say({ kind: 'listening', uri: server.uri })
} catch (thrown) {
  const error = thrown instanceof EmbeddedError ? thrown : undefined
  say({ kind: 'failed', code: error?.code ?? 'database-failed', message: String((thrown as Error).message) })
  port.close()
}
