// A web server and its clients for one test: all closed after it.
import { afterEach } from 'vitest'
import type { ChannelMetrics } from '../../observe.js'
import { connectWebClient, type WebClient } from './web-client.js'
import { startWebServer, type WebServer, type WebServerOptions } from './web-server.js'

/** Call at the top of a test file. */
export function withWebServer() {
  let server: WebServer | undefined
  const clients: WebClient[] = []

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    await server?.close()
    server = undefined
  })

  /** Without `start`: a server whose channel takes nothing in. */
  const open = async (options: WebServerOptions = {}): Promise<WebServer> => {
    server = await startWebServer(options)
    return server
  }
  return {
    open,
    async start(options: WebServerOptions = {}): Promise<WebServer> {
      const opened = await open(options)
      await opened.channel.start({ ingest: opened.core.ingest, rate: opened.core.rate })
      return opened
    },
    /** Resolves once the server has said welcome; rejects with what it said at the door. */
    async join(auth: Parameters<typeof connectWebClient>[1] = {}, headers: Record<string, string> = {}) {
      const client = connectWebClient(server?.url ?? '', auth, headers)
      clients.push(client)
      const standing = await client.welcome()
      return { ...client, standing }
    },
  }
}

/** Metrics that are kept as lines: `refused web event-unknown`. */
export const counting = () => {
  const counted: string[] = []
  const metrics: ChannelMetrics = {
    count: (name, labels) => counted.push([name, ...Object.values(labels)].join(' ')),
    observe: () => undefined,
  }
  return { counted, metrics }
}
