import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../errors.js'
import { createLog } from '../log.js'
import { errorHandler, notFound } from './error-handler.js'

const lines: string[] = []
const app = express()
app.get('/limited', () => {
  throw new AppError('rate-limited', 'Too many.', { details: { retryAfterMs: 1500 } })
})
app.get('/broken', async () => {
  await Promise.resolve()
  throw new Error('card 4111')
})
app.post('/json', express.json({ limit: 10 }), (_request, response) => void response.json({}))
app.use(notFound, errorHandler(createLog('info', { write: (line) => void lines.push(line) })))

const server = app.listen(0, '127.0.0.1')
let base = ''
beforeAll(() => {
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
})
afterAll(() => void server.close())

describe('errorHandler', () => {
  it('answers a known code with its status, details and when to come back', async () => {
    const response = await fetch(`${base}/limited`)
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ error: { code: 'rate-limited', details: { retryAfterMs: 1500 } } })
  })

  it('answers a fault of ours without saying what it was, and logs it without its message', async () => {
    const response = await fetch(`${base}/broken`)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('4111')
    expect(lines.join('')).toContain('request failed')
    expect(lines.join('')).not.toContain('4111')
  })

  it.each([
    ['{"a":', 400, 'entity.parse.failed'],
    ['{"a":"0123456789"}', 400, 'entity.too.large'],
  ])('blames the caller for the body %s', async (body, status, reason) => {
    const response = await fetch(`${base}/json`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code: 'input-invalid', details: { reason } } })
  })

  it('names what is not there', async () => {
    const response = await fetch(`${base}/nothing`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { message: 'There is nothing at GET /nothing.' } })
  })
})
