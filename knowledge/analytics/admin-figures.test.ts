import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, CustomerId, EventId, InboundId, ReceiptId } from '../../bot/domain/ids.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import type { Understanding } from '../../nlu/understanding.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { toStored } from '../store/record-schema.js'
import { homeFigures } from './home-figures.js'
import { misses } from './misses.js'

const store = withStore()
const hour = (hours: number) => new Date(Date.UTC(2026, 2, 1, hours))
beforeEach(() => emptyStore(store()))

const understanding = (kind: 'understood' | 'out-of-scope', text: string): Understanding => {
  const base = {
    text,
    span: { start: 0, end: text.length },
    entities: [],
    candidates: [{ intent: 'refund', confidence: 0.3 }],
    confidence: 0.3,
  }
  const part = kind === 'understood' ? { ...base, kind, intent: 'refund' } : { ...base, kind }
  return { text, language: 'en', kind, sentiment: { polarity: 'neutral', score: 0 }, parts: [part], model: 'm1' }
}

async function putReceipt(name: string, outcome: Receipt['outcome'], at: Date, understood: Understanding, ms = 10) {
  const receipt: Receipt = {
    id: `rcp_${name}` as ReceiptId,
    conversationId: 'cnv_1' as ConversationId,
    customerId: 'cus_1' as CustomerId,
    inboundId: `web:${name}` as InboundId,
    understanding: understood,
    flow: null,
    step: null,
    outcome,
    ...{ commands: [], read: [], rules: [], stagesMs: {}, ms, at },
  }
  await store().models.receipts.insertMany([toStored(receipt)])
}

describe('figures of the home page', () => {
  it('counts what happened in each period', async () => {
    const event = (name: string, type: string, at: Date) => ({
      _id: name as EventId,
      type,
      customerId: 'cus_1' as CustomerId,
      data: {},
      at,
    })
    await store().models.events.insertMany([
      event('1', 'message.received', hour(1)),
      event('2', 'message.sent', hour(1)),
      event('3', 'message.received', hour(3)),
      event('4', 'handoff.requested', hour(3)),
      event('5', 'message.received', hour(9)),
      event('6', 'product.viewed', hour(1)),
    ])
    const series = await homeFigures(store()).series([hour(0), hour(2)], hour(8))
    expect(series).toEqual([
      { conversations: 0, messages: 2, handOffs: 0, misses: 0, resolved: 0 },
      { conversations: 0, messages: 1, handOffs: 1, misses: 0, resolved: 0 },
    ])
  })

  it('says how many turns the bot answered and how long they took', async () => {
    await putReceipt('a', 'answered', hour(1), understanding('understood', 'x'), 10)
    await putReceipt('b', 'done', hour(1), understanding('understood', 'x'), 30)
    await putReceipt('c', 'cannot-handle', hour(1), understanding('out-of-scope', 'x'), 20)
    await putReceipt('d', 'not-bot', hour(1), understanding('understood', 'x'), 999)
    expect(await homeFigures(store()).answered(hour(0), hour(2))).toEqual({ answered: 2, turns: 3, medianMs: 20 })
    expect(await homeFigures(store()).answered(hour(5), hour(6))).toEqual({ answered: 0, turns: 0, medianMs: null })
  })

  it('counts nothing in an empty database', async () => {
    expect(await homeFigures(store()).queue()).toEqual({ length: 0, waitingSince: null })
    expect(await homeFigures(store()).deadJobs()).toEqual([])
  })
})

describe('misses', () => {
  it('are the messages that were not understood, until somebody deals with them', async () => {
    const found = misses(store(), fixedClock(hour(5)))
    await putReceipt('missed', 'cannot-handle', hour(1), understanding('out-of-scope', 'do you do gift wrap'))
    await putReceipt('asked-for', 'handed-off', hour(2), understanding('understood', 'a person please'))
    await putReceipt('gave-up', 'handed-off', hour(3), understanding('out-of-scope', 'gift wrap!!'))
    await putReceipt('fine', 'answered', hour(3), understanding('understood', 'hello'))
    expect((await found.open(hour(0), 10)).map(({ text }) => text)).toEqual(['gift wrap!!', 'do you do gift wrap'])
    await found.markHandled(['rcp_missed'], { kind: 'intent', intent: 'gift-wrap', by: 'Li' })
    await found.markHandled(['rcp_missed'], { kind: 'not-ours', by: 'Emma' })
    expect((await found.open(hour(0), 10)).map(({ id }) => id)).toEqual(['rcp_gave-up'])
    expect(await found.countOpen(hour(4))).toBe(0)
    expect(await store().models.missDecisions.findById('rcp_missed').lean()).toMatchObject({ kind: 'intent', by: 'Li' })
  })
})
