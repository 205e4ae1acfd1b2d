// Health, readiness and metrics. `/healthz`: the process answers. `/readyz`: it can do its work, each part by name.
import { timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import type { Registry } from 'prom-client'
import { AppError } from '../errors.js'

export type ReadinessCheck = () => Promise<{ ok: boolean; detail?: string }>

export interface OperationsOptions {
  checks: Readonly<Record<string, ReadinessCheck>>
  registry: Registry
  /** When set, `/metrics` asks for it as a bearer token. */
  metricsToken?: string
}

async function runCheck(check: ReadinessCheck): Promise<{ ok: boolean; detail?: string }> {
  try {
    return await check()
  } catch {
    return { ok: false, detail: 'does not answer' }
  }
}

const sameSecret = (given: string, secret: string) =>
  Buffer.byteLength(given) === Buffer.byteLength(secret) && timingSafeEqual(Buffer.from(given), Buffer.from(secret))

export function operations({ checks, registry, metricsToken }: OperationsOptions): Router {
  const router = Router()
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/readyz', async (_request, response) => {
    const names = Object.keys(checks)
    const results = await Promise.all(Object.values(checks).map(runCheck))
    const ready = results.every(({ ok }) => ok)
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not-ready',
      checks: Object.fromEntries(names.map((name, index) => [name, results[index]])),
    })
  })
  router.get('/metrics', async (request, response) => {
    if (metricsToken !== undefined && !sameSecret(request.get('authorization') ?? '', `Bearer ${metricsToken}`)) {
      throw new AppError('token-missing', 'Metrics need the bearer token of METRICS_TOKEN.')
    }
    response.type(registry.contentType).send(await registry.metrics())
  })
  return router
}
