// The Bot Framework channel: every service that Azure Bot Service reaches, behind one address.
import type { Router } from 'express'
import type { Ingest } from '../../../bot/domain/inbound.js'
import { systemClock, type Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Channel } from '../../channel.js'
import { createInFlight } from '../../in-flight.js'
import { silentLog, silentMetrics, type ChannelLog, type ChannelMetrics } from '../../observe.js'
import { channelName } from './activity-in.js'
import { widestLimits } from './places.js'
import { createRouter } from './router.js'
import { createSend, sendTyping } from './send.js'
import { ServiceAdapter, type OtherService, type ServiceAccount } from './service-adapter.js'

export interface BotFrameworkChannelOptions extends ServiceAccount {
  log?: ChannelLog
  metrics?: ChannelMetrics
  clock?: Clock
  /** Another service than Microsoft's. It may be reached without HTTPS. */
  service?: OtherService
}

export interface BotFrameworkChannel {
  channel: Channel
  /** `POST /api/messages`. Mount at the root, before any body parser. */
  router: Router
}

/** Only with an app id: without one botbuilder would believe every caller. */
export function createBotFrameworkChannel(options: BotFrameworkChannelOptions): BotFrameworkChannel {
  const { log = silentLog, metrics = silentMetrics, clock = systemClock, service } = options
  if (options.appId === '') throw new AppError('config-invalid', 'MICROSOFT_APP_ID: is needed')
  const adapter = new ServiceAdapter(options, service)
  const inFlight = createInFlight()
  const send = createSend(adapter)
  let ingest: Ingest | undefined

  const channel: Channel = {
    name: channelName,
    limits: widestLimits,
    start: async (core) => {
      ingest = core.ingest
    },
    stop: async () => {
      ingest = undefined
      await inFlight.drained()
    },
    deliver: async (to, message) => {
      const result = await inFlight.run(() => send(to, message))
      metrics.count('deliveries', { channel: channelName, result: result.kind })
      return result
    },
    typing: (to, on) => {
      if (!on) return
      sendTyping(adapter, to).catch((error: unknown) => {
        log.debug({ err: error, conversation: to.id }, 'typing was not shown')
      })
    },
  }
  const router = createRouter({
    adapter,
    ingest: () => ingest,
    inFlight,
    clock,
    log,
    metrics,
    insecure: service !== undefined,
  })
  return { channel, router }
}
