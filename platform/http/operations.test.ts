import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../log.js'
import { createMetrics } from '../metrics.js'
import { errorHandler } from './error-handler.js'
import { operations } from './operations.js'

let database: () => Promise<{ ok: boolean }> = async () => ({ ok: true })
const metrics = createMetrics()
const app = express()
app.use(
  operations({
    checks: { database: () => database() },
    registry: metrics.registry,
    metricsToken: 'a-long-metrics-token',
  }),
)
app.use(errorHandler(createLog('silent')))
const server = app.listen(0, '127.0.0.1')
let base = ''
beforeAll(() => {
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => void server.close())

describe('operations', () => {
  it('is ready while every part answers and names the part that does not', async () => {
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
    database = () => Promise.reject(new Error('gone'))
    const response = await fetch(`${base}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      status: 'not-ready',
      checks: { database: { ok: false, detail: 'does not answer' } },
    })
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
  })

  it('shows metrics to those who hold the token', async () => {
    metrics.turnStage.observe({ stage: 'understand' }, 0.002)
    expect((await fetch(`${base}/metrics`)).status).toBe(401)
    expect((await fetch(`${base}/metrics`, { headers: { authorization: 'Bearer a-long-metrics-tokex' } })).status).toBe(
      401,
    )
    const response = await fetch(`${base}/metrics`, { headers: { authorization: 'Bearer a-long-metrics-token' } })
    expect(await response.text()).toContain('kefu_turn_stage_seconds_bucket{le="0.0025",stage="understand"} 1')
  })
})
