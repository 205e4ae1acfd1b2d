import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Receipt } from '../../bot/domain/receipt.js'
import { AppError } from '../../platform/errors.js'
import { errorHandler } from '../../platform/http/error-handler.js'
import { createLog } from '../../platform/log.js'
import { destinationOf, outgoing, recordingCore } from '../channel.contract.js'
import { consoleRouter } from './console.js'
import { createScriptedChannel } from './index.js'

const token = 'the-token-of-this-instance'

/** A core whose every turn is over at once: the customer's words, then one answer. */
async function open() {
  const core = recordingCore()
  const channel = createScriptedChannel()
  await channel.start({ ingest: core.ingest })
  const turn = {
    knowsCustomer: async (number: string) => number === 'C1001',
    receiptOf: async () => ({ flow: 'greet', step: 'done', outcome: 'answered', ms: {} }) as unknown as Receipt,
    messagesAfter: async (_id: unknown, after: number) => {
      const inbound = core.last()
      const to = destinationOf(inbound)
      const said = outgoing(to, 1, { text: inbound.text })
      const inboundId = `${inbound.channel}:${inbound.externalId}` as NonNullable<typeof said.inboundId>
      const messages = [
        { ...said, direction: 'in' as const, inboundId },
        outgoing(to, 2, { text: 'Hello', quickReplies: [{ label: 'Bye', value: 'bye' }] }),
      ]
      return messages.filter(({ seq }) => seq > after)
    },
  }
  const app = express()
  app.use(consoleRouter(channel, turn, token), errorHandler(createLog('silent')))
  const httpServer = createServer(app)
  await new Promise<void>((resolve) => void httpServer.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${String((httpServer.address() as AddressInfo).port)}/console`
  return { core, url, close: () => new Promise((resolve) => httpServer.close(resolve)) }
}

let server: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  server = await open()
})
afterEach(() => server.close())

async function post(body: unknown, authorization = `Bearer ${token}`) {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, connection: 'close' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const message = (text: unknown) => ({ text, conversationKey: 'talk-1' })

describe('the console route', () => {
  it('answers one message with one line', async () => {
    expect(await post(message('hi'))).toEqual({
      status: 200,
      body: {
        conversation: 'cnv_talk-1',
        replies: [{ text: 'Hello', quickReplies: [{ label: 'Bye', value: 'bye' }] }],
        understanding: null,
        receipt: { flow: 'greet', step: 'done', outcome: 'answered', ms: {} },
      },
    })
  })

  it.each([
    ['none', ''],
    ['a forged one', 'Bearer the-token-of-that-instance'],
    ['a longer one', `Bearer ${token}x`],
  ])('is closed to callers with another token than the instance has: %s', async (_what, authorization) => {
    expect(await post(message('hi'), authorization)).toMatchObject({
      status: 401,
      body: { error: { code: 'token-invalid' } },
    })
    expect(server.core.calls).toEqual([])
  })

  it.each([
    ['nothing', '', 'message-empty'],
    ['64 kB', 'x'.repeat(65_536), 'message-too-long'],
    ['an unpaired surrogate', 'a\ud800', 'message-malformed'],
    ['a NUL', 'a\u0000b', 'message-malformed'],
  ])('answers a line with the reason for %s', async (_what, text, code) => {
    expect(await post(message(text))).toMatchObject({
      status: 200,
      body: { conversation: null, replies: [], error: { code } },
    })
    expect(server.core.calls).toEqual([])
  })

  it.each([
    ['text that is a number', { text: 7, conversationKey: 'a' }, 'text'],
    ['no conversation', { text: 'hi' }, 'conversationKey'],
    ['an empty customer number', { ...message('hi'), customerNumber: '' }, 'customerNumber'],
  ])('refuses a request with %s and names the field', async (_what, body, field) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { error: { code: 'input-invalid', details: { field } } },
    })
  })

  it('speaks as a customer that there is, and as no other', async () => {
    expect(await post({ ...message('hi'), customerNumber: 'C1001' })).toMatchObject({ status: 200 })
    expect(server.core.last().from).toMatchObject({ customerNumber: 'C1001', trust: 'verified' })
    expect(await post({ ...message('hi'), customerNumber: 'C9999' })).toMatchObject({
      status: 404,
      body: { error: { code: 'not-found', message: 'There is no customer C9999.' } },
    })
    expect(server.core.calls).toHaveLength(1)
  })

  it('refuses what is not JSON', async () => {
    expect(await post('{"text":')).toMatchObject({ status: 400, body: { error: { code: 'input-invalid' } } })
  })

  it('answers a fault of ours with its code', async () => {
    server.core.failWith(new AppError('database-unreachable', 'The database does not answer.', { retryable: true }))
    expect(await post(message('hi'))).toMatchObject({ status: 503, body: { error: { code: 'database-unreachable' } } })
  })
})
