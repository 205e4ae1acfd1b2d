// The real channel on a port of its own, with a fake service on the other side of it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { errorHandler, notFound } from '../../../../platform/http/error-handler.js'
import { createLog } from '../../../../platform/log.js'
import type { ChannelMetrics } from '../../../observe.js'
import { createBotFrameworkChannel } from '../index.js'
import { startFakeService } from './fake-service.js'

export const appId = '5c1e1c3a-9b1f-4c58-9d2f-3a9d5a6f0b11'

export async function startBotServer(options: { metrics?: ChannelMetrics } = {}) {
  const service = await startFakeService(appId)
  const { channel, router } = createBotFrameworkChannel({
    appId,
    appPassword: 'not used: the fake service gives out tokens of its own',
    appType: 'MultiTenant',
    service: service.service,
    ...options,
  })
  const app = express()
  app.use(router, notFound, errorHandler(createLog('silent')))
  const httpServer = createServer(app)
  await new Promise<void>((resolve) => void httpServer.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}/api/messages`

  const activity = (text: unknown, id: string, changes: Record<string, unknown> = {}) => ({
    type: 'message',
    id,
    channelId: 'msteams',
    serviceUrl: service.url,
    conversation: { id: 'a:conversation-1', conversationType: 'personal', tenantId: 'tenant-1' },
    from: { id: '29:user-1', name: 'Ada' },
    recipient: { id: '28:bot', name: 'Kefu' },
    locale: 'en-US',
    text,
    ...changes,
  })
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await service.token()}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const answer = (await response.text()) || '{}'
    const { error } = JSON.parse(answer) as { error?: { code: string; details: Record<string, unknown> } }
    return { status: response.status, code: error?.code, details: error?.details }
  }

  return {
    channel,
    service,
    activity,
    post,
    url,
    close: async () => {
      await channel.stop()
      httpServer.closeAllConnections()
      await new Promise((resolve) => httpServer.close(resolve))
      await service.close()
    },
  }
}

export type BotServer = Awaited<ReturnType<typeof startBotServer>>
