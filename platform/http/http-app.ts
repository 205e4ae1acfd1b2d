// The express application that everything is mounted on: security headers, request ids, timing.
import { randomUUID } from 'node:crypto'
import express, { type Express, type Request, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Metrics } from '../metrics.js'

export interface HttpAppOptions {
  metrics: Metrics
  /** Proxies of ours in front. */
  trustedProxies: number
  /** Served over HTTPS: browsers are told to stay there. */
  secure: boolean
}

const requestId: RequestHandler = (request, response, next) => {
  const id = randomUUID()
  Object.assign(request, { id })
  response.set('X-Request-Id', id)
  next()
}

/** The route's pattern, never the path: paths hold ids. */
const routeOf = (request: Request): string => {
  const { path } = (request.route ?? {}) as { path?: unknown }
  return typeof path === 'string' ? `${request.baseUrl}${path}` : 'none'
}

const timing =
  (metrics: Metrics): RequestHandler =>
  (request, response, next) => {
    const end = metrics.httpSeconds.startTimer()
    response.once('finish', () => {
      end({ route: routeOf(request), method: request.method, status: String(response.statusCode) })
    })
    next()
  }

export function createHttpApp({ metrics, trustedProxies, secure }: HttpAppOptions): Express {
  const app = express()
  app.set('trust proxy', trustedProxies)
  app.use(requestId, timing(metrics))
  app.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          imgSrc: ["'self'", 'data:', 'blob:'],
          frameAncestors: ["'self'"],
          // Browsers would turn plain-HTTP installs off.
          upgradeInsecureRequests: secure ? [] : null,
        },
      },
      strictTransportSecurity: secure,
    }),
  )
  return app
}
