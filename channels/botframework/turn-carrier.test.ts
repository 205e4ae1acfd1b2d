import { ActivityTypes, type Middleware } from 'botbuilder'
import { describe, expect, it } from 'vitest'
import type { ChannelIdentityId, ConversationId, CustomerId } from '../../bot/domain/ids.js'
import { inboundId } from '../../bot/domain/ids.js'
import type { StoredInbound } from '../../bot/domain/inbound.js'
import { AppError } from '../../platform/errors.js'
import { createTurnCarrier } from './turn-carrier.js'

const inbound: StoredInbound = {
  id: inboundId('web', 'm1'),
  channel: 'web',
  externalId: 'm1',
  conversationKey: 'v:1',
  conversationId: 'cnv_1' as ConversationId,
  identityId: 'idn_1' as ChannelIdentityId,
  customerId: 'cus_1' as CustomerId,
  from: { channel: 'web', subject: 'v:1', trust: 'anonymous' },
  text: 'hello',
  locale: 'zh',
  at: new Date('2026-05-01T10:00:00Z'),
  processedAt: null,
}

const middleware = (onTurn: Middleware['onTurn']): Middleware => ({ onTurn })

describe('the turn carrier', () => {
  it('gives the result of the logic and what it said, in order', async () => {
    const turn = await createTurnCarrier().carry(inbound, async ({ say }) => {
      await say({ text: 'one' })
      await say({ text: 'two', quickReplies: [{ label: 'Yes', value: 'yes' }] })
      return 42
    })
    expect(turn).toEqual({
      result: 42,
      replies: [{ text: 'one' }, { text: 'two', quickReplies: [{ label: 'Yes', value: 'yes' }] }],
    })
  })

  it('lets middleware see the message, add to what is said and take something back', async () => {
    const seen: unknown[] = []
    const signing = middleware(async (context, next) => {
      seen.push(context.activity.text, context.activity.locale, context.activity.conversation.id)
      const first = await context.sendActivity('to be taken back')
      await next()
      await context.deleteActivity(first?.id ?? '')
      await context.sendActivity('— Kefu')
    })
    const { replies } = await createTurnCarrier({ middleware: [signing] }).carry(inbound, ({ say }) =>
      say({ text: 'answer' }),
    )
    expect(seen).toEqual(['hello', 'zh', 'cnv_1'])
    expect(replies.map((reply) => reply.text)).toEqual(['answer', '— Kefu'])
  })

  it('lets middleware change what was said', async () => {
    const louder = middleware(async (context, next) => {
      const said = await context.sendActivity('quiet')
      await context.updateActivity({ type: 'message', id: said?.id ?? '', text: 'LOUD' })
      await next()
    })
    const { replies } = await createTurnCarrier({ middleware: [louder] }).carry(inbound, async () => {})
    expect(replies).toEqual([{ text: 'LOUD' }])
  })

  it('keeps typing, delay, trace and invoke responses out of the replies', async () => {
    let typing = 0
    const noisy = middleware(async (context, next) => {
      await context.sendActivities([
        { type: ActivityTypes.Typing },
        { type: 'delay', value: 60_000 },
        { type: ActivityTypes.InvokeResponse, value: { status: 200 } },
        { type: ActivityTypes.Trace, name: 'debug' },
      ])
      await next()
    })
    const carrier = createTurnCarrier({ middleware: [noisy], onTyping: () => (typing += 1) })
    const { replies } = await carrier.carry(inbound, ({ say }) => say({ text: 'only this' }))
    expect(replies).toEqual([{ text: 'only this' }])
    expect(typing).toBe(1)
  })

  it('marks what is said with the language of the message', async () => {
    const locales: (string | undefined)[] = []
    const listening = middleware(async (context, next) => {
      context.onSendActivities(async (_context, activities, send) => {
        const responses = await send()
        locales.push(...activities.map((activity) => activity.locale))
        return responses
      })
      await next()
    })
    await createTurnCarrier({ middleware: [listening] }).carry(inbound, ({ say }) => say({ text: '您好' }))
    expect(locales).toEqual(['zh'])
  })

  it('passes an AppError through and wraps any other fault, naming the message but not its text', async () => {
    const carrier = createTurnCarrier()
    const conflict = new AppError('conflict', 'Somebody else changed it first.')
    await expect(carrier.carry(inbound, () => Promise.reject(conflict))).rejects.toBe(conflict)
    const fault = carrier.carry(inbound, () => Promise.reject(new Error('boom')))
    await expect(fault).rejects.toMatchObject({
      code: 'internal',
      retryable: true,
      details: { inbound: 'web:m1' },
      cause: { message: 'boom' },
    })
    await fault.catch((error: AppError) => expect(JSON.stringify(error.details)).not.toContain('hello'))
  })

  it('measures each turn and counts how it ended', async () => {
    const counted: unknown[] = []
    const timed: number[] = []
    const carrier = createTurnCarrier({
      metrics: { count: (name, labels) => counted.push([name, labels]), observe: (_name, ms) => timed.push(ms) },
    })
    await carrier.carry(inbound, async () => {})
    await carrier.carry(inbound, () => Promise.reject(new Error('boom'))).catch(() => {})
    expect(counted).toEqual([
      ['turns', { channel: 'web', result: 'done' }],
      ['turns', { channel: 'web', result: 'failed' }],
    ])
    expect(timed).toHaveLength(2)
  })

  it('runs many turns at once without mixing what they say', async () => {
    const carrier = createTurnCarrier()
    const turns = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        carrier.carry(inbound, async ({ say }) => {
          await new Promise((resolve) => setImmediate(resolve))
          await say({ text: String(index) })
        }),
      ),
    )
    expect(turns.map((turn) => turn.replies)).toEqual(
      Array.from({ length: 50 }, (_, index) => [{ text: String(index) }]),
    )
  })
})
