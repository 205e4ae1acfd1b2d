// What the outside may send: Segment-compatible messages under `/v1/…` and deliveries of customers under `/v1/import/:source`.
import { randomUUID } from 'node:crypto'
import express, { Router, type Request, type RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import type { Store } from '../../store/connection.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import { importSources } from '../sources/sources.js'
import { readBatch, readMessage, type MessageType } from './messages.js'
import { takeDelivery } from './take-delivery.js'
import { takeMessages } from './take-messages.js'

export interface IngestOptions {
  store: Store
  clock: Clock
  onTaken(customers: readonly CustomerId[]): Promise<unknown>
  /** Requests of one key in ten seconds; default 1,000. */
  requestsPerKey?: number
  /** Wrong keys from one address in a minute; default 30. */
  wrongKeysPerAddress?: number
}

/** The limit of Segment's own batches. */
const largestBatch = '500kb'
const largestDelivery = '2mb'

/** The key of `Authorization: Basic base64(key:)` or `Bearer key`, or of the body as analytics.js sends it. */
function keyOf(request: Request): string | undefined {
  const [scheme = '', value = ''] = (request.get('authorization') ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString().split(':')[0]
  const body = request.body as { writeKey?: unknown } | undefined
  return typeof body?.writeKey === 'string' ? body.writeKey : undefined
}

async function spend(limiter: RateLimiterMemory, key: string, what: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new AppError('rate-limited', `Too many ${what}.`, {
      details: { retryAfterMs: refused.msBeforeNext },
      retryable: true,
    })
  }
}

/** A browser's key is meant for pages of any site; it reads nothing. */
const fromAnySite: RequestHandler = (request, response, next) => {
  response.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'authorization, content-type',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  if (request.method === 'OPTIONS') response.status(204).end()
  else next()
}

const kinds: ReadonlyMap<string, MessageType> = new Map([
  ['identify', 'identify'],
  ['i', 'identify'],
  ['track', 'track'],
  ['t', 'track'],
  ['page', 'page'],
  ['p', 'page'],
  ['screen', 'screen'],
  ['s', 'screen'],
  ['group', 'group'],
  ['g', 'group'],
  ['alias', 'alias'],
  ['a', 'alias'],
])

export function ingestRouter(options: IngestOptions): Router {
  const { store, clock, requestsPerKey = 1_000, wrongKeysPerAddress = 30 } = options
  const sources = importSources(store, clock)
  const perKey = new RateLimiterMemory({ points: requestsPerKey, duration: 10 })
  const wrongKeys = new RateLimiterMemory({ points: wrongKeysPerAddress, duration: 60 })

  /** Rejects with `token-missing`, `token-invalid` or `rate-limited`. */
  const admit = async (request: Request, kind: ImportSource['kind']): Promise<ImportSource> => {
    const key = keyOf(request)
    if (key === undefined || key === '')
      throw new AppError('token-missing', 'Send the write key as user name of basic authentication.')
    const source = await sources.byKey(key)
    if (source?.kind !== kind) {
      await spend(wrongKeys, request.ip ?? '', 'wrong keys')
      throw new AppError('token-invalid', 'This write key is not known.')
    }
    await spend(perKey, source.id, 'requests')
    return source
  }

  const router = Router()
  // Libraries of browsers call it text, so that no preflight is needed.
  const body = express.json({ limit: largestBatch, type: () => true })
  router.use('/v1', fromAnySite)
  router.post(['/v1/batch', '/v1/b', '/v1/import'], body, async (request, response) => {
    const source = await admit(request, 'segment')
    const taken = await takeMessages(source, readBatch(request.body), options)
    response.json({ success: true, ...taken })
  })
  router.post(
    '/v1/import/:source',
    express.raw({ limit: largestDelivery, type: () => true }),
    async (request, response) => {
      const source = await admit(request, 'webhook')
      if (source.id !== request.params['source']) throw new AppError('not-allowed', 'This key is for another source.')
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const key = request.get('idempotency-key') ?? randomUUID()
      response.json(await takeDelivery(source, { bytes, key }, options))
    },
  )
  router.post('/v1/:type', body, async (request, response, next) => {
    const type = kinds.get(request.params['type'] ?? '')
    if (type === undefined) {
      next()
      return
    }
    const source = await admit(request, 'segment')
    const taken = await takeMessages(source, [readMessage(request.body, type)], options)
    response.json({ success: true, ...taken })
  })
  return router
}
