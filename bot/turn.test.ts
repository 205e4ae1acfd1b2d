// One turn under bad luck: crashes between any two steps, lost races, changes of hands, strange text.
import { describe, expect, it } from 'vitest'
import { AppError } from '../platform/errors.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationId } from './domain/ids.js'
import { fakeBot } from './testing/fake-bot.js'

const script = {
  'where is NL-10023': { intent: 'order-status' },
  'cancel NL-10031': { intent: 'cancel-order' },
  'when are you open?': { intent: 'opening-hours' },
  'what does shipping cost?': { intent: 'shipping-cost' },
}
const emma = { customer: 'C1001' }
const anna = { id: 'u1', name: 'Anna' }

const only = (documents: Map<string, Conversation>): Conversation => {
  const [conversation] = documents.values()
  if (!conversation) throw new Error('no conversation')
  return conversation
}

class Crash extends Error {}

/** Dies at the nth port call, once. */
function crashAt(nth: number) {
  const calls: string[] = []
  let armed = true
  return {
    calls,
    before: (call: string) => {
      calls.push(call)
      if (!armed || calls.length !== nth) return
      armed = false
      throw new Crash(call)
    },
    died: () => !armed,
  }
}

/** What a channel and a job queue do about a fault: send again, run again. */
async function stubbornly<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt > 3) throw error
    }
  }
}

it('writes down what a message was written on', async () => {
  const { bot, store, inbound } = fakeBot(script)
  for (const device of [undefined, 'Firefox on Windows']) {
    const { inboundId } = await bot.ingest({ ...inbound('hello'), ...(device !== undefined && { device }) })
    await bot.runTurn(inboundId)
  }
  await bot.sweep()
  const received = [...store.spread.events.values()].filter(({ type }) => type === 'message.received')
  expect(received.map(({ data }) => data['device'])).toEqual([undefined, 'Firefox on Windows'])
})

describe('a crash at any step', () => {
  it('loses, doubles and reorders nothing', async () => {
    const plain = crashAt(Number.POSITIVE_INFINITY)
    await fakeBot(script, {}, plain.before).say('cancel NL-10031', emma)
    // Every call of one undisturbed turn is a place to die.
    expect(plain.calls.length).toBeGreaterThan(8)
    for (let nth = 1; nth <= plain.calls.length; nth += 1) {
      const crash = crashAt(nth)
      const { bot, store, inbound, orders, clock } = fakeBot(script, {}, crash.before)
      for (const text of ['cancel NL-10031', 'yes', 'when are you open?']) {
        const message = inbound(text, emma)
        const { inboundId } = await stubbornly(() => bot.ingest(message))
        await stubbornly(async () => {
          // A dead process keeps its lease until it runs out.
          clock.advance(31_000)
          await bot.runTurn(inboundId)
        })
      }
      await bot.sweep()
      expect(crash.died()).toBe(true)
      const messages = [...store.spread.messages.values()].sort((a, b) => a.seq - b.seq)
      expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
      expect(messages.filter(({ direction }) => direction === 'in').map(({ content }) => content.text)).toEqual([
        'cancel NL-10031',
        'yes',
        'when are you open?',
      ])
      expect(messages[3]?.content.text).toContain('Order NL-10031 is cancelled.')
      expect(orders.changes.size).toBe(1)
      expect(store.spread.receipts.size).toBe(3)
      expect([...store.spread.jobs.keys()].filter((id) => id.startsWith('deliver:'))).toHaveLength(6)
      expect([...store.spread.events.values()].filter(({ type }) => type === 'order.cancelled')).toHaveLength(1)
      expect([...store.items.values()].every(({ processedAt }) => processedAt !== null)).toBe(true)
    }
  })

  it('is healed by the sweep when it hits between storing and enqueuing', async () => {
    const { bot, inbound, enqueued } = fakeBot(
      script,
      {},
      (() => {
        let first = true
        return (call: string) => {
          if (call !== 'jobs.enqueue' || !first) return
          first = false
          throw new Crash(call)
        }
      })(),
    )
    await expect(bot.ingest(inbound('when are you open?'))).rejects.toThrow(Crash)
    expect(enqueued.size).toBe(0)
    expect(await bot.sweep()).toEqual({ enqueued: 1, spread: 0 })
    expect([...enqueued.values()][0]).toMatchObject({ id: 'turn:test:m1', name: 'turn', orderKey: 'cnv_1' })
  })
})

describe('a lost race', () => {
  it('is computed again against the fresh conversation', async () => {
    const disturbed: { now?: () => Promise<unknown> } = {}
    const { bot, store, say } = fakeBot(script, {}, (call) => {
      if (call !== 'conversations.save' || !disturbed.now) return
      const { now } = disturbed
      delete disturbed.now
      void now()
    })
    await say('when are you open?')
    const conversation = only(store.documents)
    disturbed.now = async () => {
      store.documents.set(conversation.id, { ...only(store.documents), version: only(store.documents).version + 1 })
    }
    const { text } = await say('what does shipping cost?')
    expect(text).toBe('Delivery costs 4.95 euro.')
    expect(only(store.documents).lastSeq).toBe(4)
    expect(bot).toBeDefined()
  })

  it('never lets the bot speak over a person who took the conversation meanwhile', async () => {
    const state: { arm: boolean; discarded: number } = { arm: false, discarded: 0 }
    const { store, say, bot } = fakeBot(
      script,
      {
        metrics: {
          inbound: () => undefined,
          stage: () => undefined,
          turn: () => undefined,
          delivery: () => undefined,
          discarded: () => {
            state.discarded += 1
          },
        },
      },
      (call) => {
        if (call !== 'conversations.save' || !state.arm) return
        state.arm = false
        const conversation = only(store.documents)
        store.documents.set(conversation.id, {
          ...conversation,
          owner: 'person',
          epoch: conversation.epoch + 1,
          version: conversation.version + 1,
          handOff: { reason: 'stepped-in', requestedAt: new Date(0), claimedBy: anna },
        })
      },
    )
    await say('when are you open?')
    state.arm = true
    const { replies, receipt } = await say('what does shipping cost?')
    expect(replies).toEqual([])
    expect(receipt).toMatchObject({ outcome: 'not-bot' })
    expect(receipt?.commands[0]).toBe('discarded')
    expect(state.discarded).toBe(1)
    const messages = store.messagesOf(only(store.documents).id)
    expect(messages.at(-1)?.content.text).toBe('what does shipping cost?')
    expect(bot).toBeDefined()
  })

  it('keeps on record what the discarded answer had already changed in the shop', async () => {
    const state = { arm: false }
    const { store, say, orders } = fakeBot(script, {}, (call) => {
      if (call !== 'conversations.save' || !state.arm) return
      state.arm = false
      const conversation = only(store.documents)
      store.documents.set(conversation.id, {
        ...conversation,
        owner: 'person',
        epoch: conversation.epoch + 1,
        version: conversation.version + 1,
      })
    })
    await say('cancel NL-10031', emma)
    state.arm = true
    const { replies } = await say('yes', emma)
    expect(replies).toEqual([])
    expect(orders.all.get('NL-10031')?.status).toBe('cancelled')
    expect([...store.spread.events.values()].map(({ type }) => type)).toContain('order.cancelled')
  })

  it('gives up, to be tried again, when somebody writes again and again', async () => {
    const { bot, inbound, store } = fakeBot(script, {}, (call) => {
      if (call !== 'conversations.save') return
      const conversation = only(store.documents)
      store.documents.set(conversation.id, { ...conversation, version: conversation.version + 1 })
    })
    const { inboundId } = await bot.ingest(inbound('when are you open?'))
    await expect(bot.runTurn(inboundId)).rejects.toMatchObject({ code: 'conflict', retryable: true })
  })
})

describe('one turn at a time', () => {
  it('is refused, to be tried again, while somebody else holds the lease', async () => {
    const { bot, inbound, store } = fakeBot(script)
    const { inboundId, conversationId } = await bot.ingest(inbound('when are you open?'))
    await store.conversations.lease(conversationId, 'other', 1000)
    await expect(bot.runTurn(inboundId)).rejects.toMatchObject({ code: 'conflict', retryable: true })
    await store.conversations.release(conversationId, 'other')
    expect(await bot.runTurn(inboundId)).toMatchObject({ kind: 'stored', outcome: 'answered' })
    expect(await bot.runTurn(inboundId)).toMatchObject({ kind: 'already' })
  })
})

describe('a fault while answering', () => {
  it('becomes an apology and a receipt that says failed', async () => {
    const { say, nlu } = fakeBot(script)
    nlu.fail = new AppError('model-missing', 'No model.')
    const { text, receipt } = await say('when are you open?')
    expect(text).toContain('something went wrong on our side')
    expect(receipt).toMatchObject({ outcome: 'failed', commands: ['failed:model-missing'] })
    nlu.fail = undefined as never
    delete nlu.fail
    expect((await say('when are you open?')).text).toBe('We are open from 9 to 18.')
  })

  it('leaves an open flow where it was when a lookup fails', async () => {
    const { say, orders, store } = fakeBot(script)
    await say('cancel NL-10031', emma)
    const { cancel } = orders
    orders.cancel = async () => {
      throw new AppError('database-unreachable', 'down', { retryable: true })
    }
    expect((await say('yes', emma)).receipt?.outcome).toBe('failed')
    expect(only(store.documents).dialogue.stack.at(-1)?.step).toBe('ask-sure')
    orders.cancel = cancel
    expect((await say('yes', emma)).text).toContain('Order NL-10031 is cancelled.')
  })
})

describe('strange text', () => {
  it('refuses each kind with its own code, naming the field', async () => {
    const { bot, inbound, enqueued } = fakeBot(script)
    const cases: readonly (readonly [string, string])[] = [
      ['', 'message-empty'],
      [' \n\t\u3000\u200b ', 'message-empty'],
      ['x'.repeat(65_536), 'message-too-long'],
      ['half \ud83d pair', 'message-malformed'],
      ['nul \u0000 byte', 'message-malformed'],
      ['\u0001\u0002\u0003', 'message-malformed'],
    ]
    for (const [text, code] of cases)
      await expect(bot.ingest(inbound(text))).rejects.toMatchObject({ code, details: { field: 'text' } })
    await expect(bot.ingest({ ...inbound('hello'), externalId: '' })).rejects.toMatchObject({
      code: 'input-invalid',
      details: { field: 'externalId' },
    })
    expect(enqueued.size).toBe(0)
  })

  it('takes exactly the limit, and says what the limit is beyond it', async () => {
    const { bot, inbound } = fakeBot(script)
    await expect(bot.ingest(inbound('y'.repeat(10_000)))).resolves.toMatchObject({ kind: 'stored' })
    await expect(bot.ingest(inbound('y'.repeat(10_001)))).rejects.toMatchObject({ details: { limit: 10_000 } })
  })

  it('keeps script tags as the text they are', async () => {
    const { say, store } = fakeBot(script)
    const text = '<script>alert(1)</script> {order} $& where is it'
    await say(text)
    expect(store.messagesOf('cnv_1' as ConversationId)[0]?.content.text).toBe(text)
  })

  it('answers emoji and punctuation', async () => {
    const { say } = fakeBot({ '🙂👍🏽': { language: 'other' }, '?!…': {} })
    expect((await say('🙂👍🏽')).replies).toHaveLength(1)
    expect((await say('?!…')).replies.length).toBeGreaterThan(0)
  })

  it('is put into a text as it is and never read as a template', async () => {
    const { say } = fakeBot({ 'change NL-10031': { intent: 'change-address' } })
    await say('change NL-10031', emma)
    const { text } = await say('{order} $1 5 Station Road, M1 2AB Manchester', emma)
    expect(text).toContain('{order} $1 5 Station Road')
  })
})

describe('a message sent twice', () => {
  it('is stored once and answers with what was stored first', async () => {
    const { bot, inbound, store } = fakeBot(script)
    const message = inbound('when are you open?')
    const first = await bot.ingest(message)
    await bot.runTurn(first.inboundId)
    const again = await bot.ingest({ ...message, text: 'something else' })
    expect(again).toEqual({ ...first, kind: 'duplicate' })
    await bot.runTurn(again.inboundId)
    expect(store.messagesOf(first.conversationId).map(({ content }) => content.text)).toEqual([
      'when are you open?',
      'We are open from 9 to 18.',
    ])
  })
})

describe('the receipt', () => {
  it('says why: understanding, commands, what was read, times, model', async () => {
    let at = 0
    const { say } = fakeBot(script, { timer: () => (at += 1) })
    const { receipt } = await say('where is NL-10023', emma)
    expect(receipt).toMatchObject({
      flow: 'order-status',
      step: 'done',
      outcome: 'answered',
      commands: ['start-flow:order-status'],
      read: ['order:NL-10023'],
      modelVersion: 'scripted',
      understanding: { kind: 'understood' },
    })
    expect(Object.keys(receipt?.stagesMs ?? {})).toEqual(['load', 'understand', 'decide'])
    expect(receipt?.ms).toBeGreaterThan(0)
  })

  it('never puts a message’s text into an event', async () => {
    const { say, store } = fakeBot(script)
    await say('where is NL-10023')
    await say('emma.carter@example.com')
    const data = JSON.stringify([...store.spread.events.values()].map((event) => event.data))
    expect(data).not.toContain('emma')
    expect(data).not.toContain('where is')
  })
})
