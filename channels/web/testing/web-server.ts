// The real web channel on a port of its own, over a core in memory: for tests and for looking at the widget.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { errorHandler, notFound } from '../../../platform/http/error-handler.js'
import { createLog } from '../../../platform/log.js'
import { createWebChannel, signIdentity, type SignedIdentity, type WebChannelOptions } from '../index.js'
import type { Site } from '../sites.js'
import { createMemoryCore, type MemoryCore } from './memory-core.js'

export const testSite = {
  key: 'shop',
  origins: ['self', 'https://shop.example'],
  identitySecret: 'a secret of the shop that is long enough',
} satisfies Site

export type WebServerOptions = Partial<Omit<WebChannelOptions, 'httpServer'>> & {
  core?: MemoryCore
  /** 0 lets the system choose. */
  port?: number
  /** Pages beside the widget's, e.g. a host page to embed it. */
  pages?: Readonly<Record<string, string>>
}

export async function startWebServer(options: WebServerOptions = {}) {
  const { core = createMemoryCore(), port = 0, pages = {}, ...rest } = options
  const app = express()
  const httpServer = createServer(app)
  const channel = createWebChannel({
    httpServer,
    secret: 'the secret of this installation',
    sites: [testSite],
    record: core.record,
    ...rest,
  })
  for (const [path, html] of Object.entries(pages))
    app.get(path, (_request, response) => void response.type(path.endsWith('.svg') ? 'svg' : 'html').send(html))
  app.use(channel.router)
  app.use(notFound, errorHandler(createLog('silent')))
  core.connect(channel)
  await new Promise<void>((resolve) => void httpServer.listen(port, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}`
  return {
    channel,
    core,
    url,
    port: (httpServer.address() as AddressInfo).port,
    httpServer,
    identify: (identity: SignedIdentity, lifeS?: number) =>
      signIdentity(identity, testSite, {
        now: (options.clock ?? { now: () => new Date() }).now(),
        ...(lifeS !== undefined && { lifeS }),
      }),
    /** As when the process dies: connections are cut, nothing is waited for. */
    async close(): Promise<void> {
      await channel.stop()
      channel.io.engine.close()
      httpServer.closeAllConnections()
      await new Promise((resolve) => httpServer.close(resolve))
    },
  }
}

export type WebServer = Awaited<ReturnType<typeof startWebServer>>
