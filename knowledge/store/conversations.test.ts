import { beforeEach, describe, expect, it } from 'vitest'
import type { Conversation, Pending } from '../../bot/domain/conversation.js'
import {
  messageId,
  inboundId,
  type ChannelIdentityId,
  type ConversationId,
  type CustomerId,
  type EventId,
  type ReceiptId,
} from '../../bot/domain/ids.js'
import type { RecordEvent } from '../../bot/domain/event.js'
import type { Message } from '../../bot/domain/message.js'
import type { ConversationSpec } from '../../bot/domain/first-contact.js'
import type { Conversations } from '../../bot/ports.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { conversations } from './conversations.js'
import { deliveries } from './deliveries.js'
import { jobStore } from './jobs.js'
import { writePending } from './spread.js'

const store = withStore()
const at = new Date('2026-03-01T10:00:00Z')

const spec = (more: Partial<ConversationSpec> = {}): ConversationSpec => ({
  channel: 'web',
  conversationKey: 'visitor-1',
  identityId: 'idn_1' as ChannelIdentityId,
  customerId: 'cus_1' as CustomerId,
  trust: 'anonymous',
  locale: 'en',
  ...more,
})

const said = (id: ConversationId, seq: number, text: string): Message => ({
  id: messageId(id, seq),
  conversationId: id,
  seq,
  direction: seq % 2 === 1 ? 'in' : 'out',
  author: seq % 2 === 1 ? { kind: 'customer' } : { kind: 'bot' },
  content: {
    text,
    quickReplies: [{ label: 'Yes', value: 'yes' }],
    card: { kind: 'product', title: 'Tent', items: [{ kind: 'product', title: 'Tent 2' }] },
  },
  ...(seq % 2 === 1 ? { inboundId: inboundId('web', `x${String(seq)}`) } : { delivery: 'queued' as const }),
  at,
})

const turn = (conversation: Conversation, texts: readonly string[]): Conversation => {
  const { id, customerId, lastSeq } = conversation
  const messages = texts.map((text, index) => said(id, lastSeq + 1 + index, text))
  const pending: Pending = {
    messages,
    receipts: [
      {
        id: `rcp_${String(lastSeq)}` as ReceiptId,
        conversationId: id,
        customerId,
        inboundId: inboundId('web', `x${String(lastSeq + 1)}`),
        understanding: {
          text: texts[0] ?? '',
          language: 'en',
          kind: 'out-of-scope',
          sentiment: { polarity: 'neutral', score: 0 },
          parts: [
            {
              kind: 'out-of-scope',
              text: '',
              span: { start: 0, end: 0 },
              entities: [],
              candidates: [],
              confidence: 0.1,
            },
          ],
          model: 'm1',
        },
        flow: null,
        step: null,
        outcome: 'no-answer',
        commands: [],
        read: [],
        rules: [],
        stagesMs: { load: 1 },
        ms: 3,
        at,
      },
    ],
    events: [
      {
        id: `evt_${String(lastSeq)}` as EventId,
        type: 'message.received',
        customerId,
        conversationId: id,
        data: {},
        at,
      },
    ],
    jobs: messages
      .filter((message) => message.direction === 'out')
      .map((message) => ({
        id: `deliver:${message.id}`,
        name: 'deliver',
        payload: { messageId: message.id },
        orderKey: id,
      })),
  }
  return { ...conversation, lastSeq: lastSeq + texts.length, pending, updatedAt: at }
}

describe('conversations', () => {
  let port: ReturnType<typeof conversations> & Conversations
  const clock = fixedClock(at)
  beforeEach(async () => {
    await emptyStore(store())
    port = conversations(store(), clock)
  })
  const texts = async (id: ConversationId, after = 0, limit = 100): Promise<string[]> =>
    (await port.messagesAfter(id, after, limit)).map((message) => message.content.text)

  it('opens one conversation a channel and key, also when many ask at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => port.open(spec())))
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
    expect((await port.open(spec({ channel: 'email' }))).id).not.toBe(opened[0]?.id)
  })

  it('reads back exactly what was saved', async () => {
    const opened = await port.open(spec({ reference: { socket: 'a', list: [1, null] } }))
    const next: Conversation = {
      ...turn(opened, ['hello', 'hi']),
      dialogue: {
        stack: [
          {
            flow: 'cancel',
            flowVersion: 1,
            step: 'ask',
            slots: { order: 'NL-1', many: ['a'], no: false },
            attempts: 1,
          },
        ],
        misses: 1,
        clarifying: ['a', 'b'],
        provenOrders: [],
        focus: {},
        lastIntents: ['cancel'],
      },
      handOff: { reason: 'asked', requestedAt: at, contactEmail: 'a@b.example' },
    }
    expect(await port.save(next, opened)).toBe(true)
    expect(await port.get(opened.id)).toEqual({ ...next, version: 1 })
  })

  it('saves only while version, owner and epoch are as expected', async () => {
    const opened = await port.open(spec())
    for (const wrong of [{ version: 1 }, { owner: 'person' as const }, { epoch: 3 }])
      expect(await port.save(turn(opened, ['late']), { ...opened, ...wrong })).toBe(false)
    expect(await port.get(opened.id)).toEqual(opened)
  })

  it('lets one of two racing turns win', async () => {
    const opened = await port.open(spec())
    const won = await Promise.all(['a', 'b', 'c'].map((text) => port.save(turn(opened, [text]), opened)))
    expect(won.filter(Boolean)).toHaveLength(1)
    expect((await port.get(opened.id))?.version).toBe(1)
  })

  it('spreads a turn into its collections and empties what is pending', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['hello', 'hi there']), opened)
    expect(await port.withPending(10)).toEqual([opened.id])
    await port.spread(opened.id)
    expect(await port.withPending(10)).toEqual([])
    expect((await port.get(opened.id))?.pending.messages).toEqual([])
    expect(await texts(opened.id)).toEqual(['hello', 'hi there'])
    expect(await store().models.receipts.countDocuments()).toBe(1)
    expect(await store().models.events.countDocuments()).toBe(1)
    expect((await jobStore(store()).list({ limit: 5 })).map((job) => job.id)).toEqual([
      `deliver:${messageId(opened.id, 2)}`,
    ])
  })

  it('may spread the same turn again without undoing what happened since', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['hello', 'hi']), opened)
    const halfWay = await port.get(opened.id)
    await port.spread(opened.id)
    await deliveries(store(), clock).mark(messageId(opened.id, 2), 'delivered')
    await writePending(store(), [halfWay ?? opened], clock.now())
    expect(await store().models.messages.countDocuments()).toBe(2)
    expect((await port.messagesAfter(opened.id, 1, 1))[0]?.delivery).toBe('delivered')
    expect(await jobStore(store()).count()).toMatchObject({ waiting: 1 })
  })

  it('marks the message of a spread turn as processed, and keeps the first time', async () => {
    const opened = await port.open(spec())
    const { inbox } = store().models
    const id = inboundId('web', 'x1')
    await inbox.collection.insertMany(
      ['x1', 'x2'].map((each) => ({ _id: inboundId('web', each) as never, processedAt: null })),
    )
    await port.save(turn(opened, ['hello']), opened)
    await port.spread(opened.id, undefined, id)
    const first = await inbox.collection.findOne({ _id: id })
    expect(first?.['processedAt']).toBeInstanceOf(Date)
    await port.spread(opened.id, undefined, id)
    expect(await inbox.collection.findOne({ _id: id })).toEqual(first)
    expect(await inbox.collection.countDocuments({ processedAt: null })).toBe(1)
  })

  it('spreads step by step when some of it is there already', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['hello', 'hi']), opened)
    const halfWay = await port.get(opened.id)
    const { messages, receipts } = store().models
    await writePending(store(), [halfWay ?? opened], clock.now())
    await receipts.deleteMany({})
    await conversations(store(), clock).spread(opened.id)
    expect(await port.withPending(10)).toEqual([])
    expect([await messages.countDocuments(), await receipts.countDocuments()]).toEqual([2, 1])
  })

  it('says a message otherwise, and takes one back for good, each with its event', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['hello', 'hi']), opened)
    await port.spread(opened.id)
    const id = messageId(opened.id, 2)
    const event = (name: string): RecordEvent => ({
      id: name as EventId,
      type: name,
      customerId: opened.customerId,
      data: {},
      at,
    })
    const read = async () => (await port.messagesAfter(opened.id, 1, 1))[0]
    await port.revise(id, { text: 'hey', at }, event('edited'))
    expect(await read()).toMatchObject({ content: { text: 'hey' }, editedAt: at })
    expect(await port.revise(id, { at }, event('deleted'))).toEqual(await read())
    expect(await read()).toMatchObject({ content: { text: 'hey' }, deletedAt: at })
    expect(await port.revise(id, { text: 'ho', at }, event('late'))).toBeUndefined()
    const types = await store().models.events.distinct('type')
    expect(types).toEqual(expect.arrayContaining(['edited', 'deleted']))
    expect(types).not.toContain('late')
  })

  it('never overwrites a turn that was not spread yet', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['first', 'answer']), opened)
    const loaded = (await port.get(opened.id)) ?? opened
    expect(await port.save(turn(loaded, ['second', 'answer 2']), loaded)).toBe(true)
    await port.spread(opened.id)
    expect(await texts(opened.id)).toEqual(['first', 'answer', 'second', 'answer 2'])
  })

  it('shows stored and pending messages as one line, cut where asked', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['1', '2']), opened)
    await port.spread(opened.id)
    const loaded = (await port.get(opened.id)) ?? opened
    await port.save(turn(loaded, ['3', '4']), loaded)
    expect(await texts(opened.id)).toEqual(['1', '2', '3', '4'])
    expect(await texts(opened.id, 1, 2)).toEqual(['2', '3'])
    expect(await texts(opened.id, 4)).toEqual([])
  })

  it('knows an inbound message while it is pending and after it was spread', async () => {
    const opened = await port.open(spec())
    await port.save(turn(opened, ['hello']), opened)
    expect(await port.hasInbound(opened.id, inboundId('web', 'x1'))).toBe(true)
    await port.spread(opened.id)
    expect(await port.hasInbound(opened.id, inboundId('web', 'x1'))).toBe(true)
    expect(await port.hasInbound(opened.id, inboundId('web', 'x2'))).toBe(false)
  })

  it('gives the lease to one holder until it is released or runs out', async () => {
    const { id } = await port.open(spec())
    const taken = await Promise.all(['p1', 'p2', 'p3'].map((holder) => port.lease(id, holder, 1_000)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    const holder = `p${String(taken.indexOf(true) + 1)}`
    expect(await port.lease(id, holder, 1_000)).toBe(true)
    await port.release(id, 'p9')
    expect(await port.lease(id, 'p9', 1_000)).toBe(false)
    clock.advance(1_000)
    expect(await port.lease(id, 'p9', 1_000)).toBe(true)
    await port.release(id, 'p9')
    expect(await port.lease(id, holder, 1_000)).toBe(true)
  })

  it("refuses a verified customer's conversation to everybody else", async () => {
    const mine = spec({ trust: 'verified' })
    const opened = await port.open(mine)
    expect((await port.open(mine)).id).toBe(opened.id)
    for (const other of [spec(), spec({ trust: 'verified', customerId: 'cus_2' as CustomerId })])
      await expect(port.open(other)).rejects.toMatchObject({ code: 'conversation-unknown' })
  })

  it('lists what one customer or identity talked about, newest activity first', async () => {
    const one = await port.open(spec())
    clock.advance(5)
    const two = await port.open(spec({ conversationKey: 'visitor-2' }))
    await port.open(spec({ conversationKey: 'other', customerId: 'cus_2' as CustomerId }))
    const listed = await port.list({ customerId: 'cus_1' as CustomerId, limit: 5 })
    expect(listed.map(({ id }) => id)).toEqual([two.id, one.id])
  })

  it('says which document and field are damaged', async () => {
    const { id } = await port.open(spec())
    await store()
      .connection.collection('conversations')
      .updateOne({ _id: id }, { $set: { owner: 'nobody' } })
    await expect(port.get(id)).rejects.toMatchObject({ code: 'record-damaged', details: { fields: ['owner'] } })
  })
})

describe('deliveries', () => {
  const clock = fixedClock(at)
  let id: ConversationId
  let marks: ReturnType<typeof deliveries>
  beforeEach(async () => {
    await emptyStore(store())
    const port = conversations(store(), clock)
    const opened = await port.open(spec())
    await port.save(turn(opened, ['in', 'out', 'in', 'out']), opened)
    await port.spread(opened.id)
    id = opened.id
    marks = deliveries(store(), clock)
  })

  it('move forward only', async () => {
    const message = messageId(id, 2)
    expect(await marks.mark(message, 'delivered', { externalId: 'ts1' })).toBe(true)
    expect(await marks.mark(message, 'sent')).toBe(false)
    expect(await marks.mark(message, 'failed', { reason: 'gone' })).toBe(false)
    expect(await marks.mark(message, 'read')).toBe(true)
    expect((await marks.message(message))?.delivery).toBe('read')
    expect((await marks.byExternalId(id, 'ts1'))?.id).toBe(message)
  })

  it('never mark what the customer wrote', async () => {
    expect(await marks.mark(messageId(id, 1), 'sent')).toBe(false)
  })

  it('take a read mark for everything before it', async () => {
    expect(await marks.markUpTo(id, 3, 'read')).toBe(1)
    expect(await marks.markUpTo(id, 4, 'read')).toBe(1)
    expect(await marks.markUpTo(id, 4, 'read')).toBe(0)
  })

  it('let a proof of arrival overrule a failure', async () => {
    await marks.mark(messageId(id, 2), 'failed', { reason: 'timeout' })
    expect(await marks.mark(messageId(id, 2), 'delivered')).toBe(true)
  })
})
