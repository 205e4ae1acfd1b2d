// `POST /api/messages`: the address that the Bot Framework Service knows the bot by.
import { ActivityTypes, TurnContext, type Activity } from 'botbuilder'
import express, { Router, type RequestHandler } from 'express'
import type { Ingest } from '../../../bot/domain/inbound.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { InFlight } from '../../in-flight.js'
import type { ChannelLog, ChannelMetrics } from '../../observe.js'
import { channelName, checkedActivity, inboundOf } from './activity-in.js'
import { refusalText } from './refusal-text.js'
import type { ServiceAdapter } from './service-adapter.js'

export interface RouterParts {
  adapter: ServiceAdapter
  /** Undefined while the channel takes nothing in. */
  ingest: () => Ingest | undefined
  inFlight: InFlight
  clock: Clock
  log: ChannelLog
  metrics: ChannelMetrics
  insecure: boolean
}

const maxBodyBytes = 256 * 1024

/** Before the body is read: strangers get no work done. */
const bearing: RequestHandler = (request, _response, next) => {
  if (!/^Bearer \S+$/.test(request.headers.authorization ?? ''))
    throw new AppError('token-missing', 'The request carries no bearer token.', { details: { field: 'authorization' } })
  next()
}

/** In a group everybody would read what one customer asks about their orders. */
const forUs = (activity: Activity): boolean =>
  activity.type === (ActivityTypes.Message as string) &&
  (activity.conversation as { isGroup?: boolean }).isGroup !== true

export function createRouter(parts: RouterParts): Router {
  const { adapter, clock, inFlight, log, metrics } = parts

  async function turn(context: TurnContext, ingest: Ingest): Promise<void> {
    const { activity } = context
    if (!forUs(activity)) {
      metrics.count('messages', { channel: channelName, result: 'ignored' })
      return
    }
    TurnContext.removeRecipientMention(activity)
    try {
      const { kind } = await ingest(inboundOf(activity, clock.now()))
      metrics.count('messages', { channel: channelName, result: kind })
    } catch (error) {
      const words = error instanceof AppError ? refusalText(error.code) : undefined
      if (words) await context.sendActivity(words[activity.locale?.toLowerCase().startsWith('zh') ? 'zh' : 'en'])
      throw error
    }
  }

  async function take(body: unknown, authorization: string): Promise<void> {
    const ingest = parts.ingest()
    if (!ingest) throw new AppError('shutting-down', 'The server is starting or stopping.', { retryable: true })
    const activity = checkedActivity(body, parts.insecure)
    await inFlight.run(() => adapter.receive(activity, authorization, (context) => turn(context, ingest)))
  }

  const router = Router()
  router.post('/api/messages', bearing, express.json({ limit: maxBodyBytes }), async (request, response) => {
    await take(request.body, request.headers.authorization ?? '')
    response.status(200).end()
  })
  router.use('/api/messages', ((error: unknown, _request, _response, next) => {
    const code = error instanceof AppError ? error.code : 'input-invalid'
    metrics.count('refused', { channel: channelName, code })
    log.warn({ code, ...(error instanceof AppError && error.details) }, 'an activity was refused')
    next(error)
  }) satisfies express.ErrorRequestHandler)
  return router
}
