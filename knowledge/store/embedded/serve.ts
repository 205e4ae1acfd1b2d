// Opens the data file and serves it on a socket or a loopback port.
import type { WorkerStart } from './worker-messages.js'
import { EmbeddedError } from './embedded-error.js'
import { start as startTrial } from './trial/server.js'

export interface Serving {
  readonly uri: string
  stop(): Promise<void>
}

export async function serve(start: WorkerStart): Promise<Serving> {
  try {
    const server = await startTrial({
      path: start.file,
      ...(start.listen.kind === 'socket' ? { socket: start.listen.path } : { port: start.listen.port }),
    })
    return { uri: server.uri, stop: () => server.close() }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new EmbeddedError('port-taken', 'The port is in use by another program.')
    throw thrown
  }
}
