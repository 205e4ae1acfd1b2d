import { beforeEach, describe, expect, it } from 'vitest'
import { emptyDialogue } from '../../bot/domain/dialogue.js'
import type { Conversation } from '../../bot/domain/conversation.js'
import {
  messageId,
  type ConversationId,
  type CustomerId,
  type InboundId,
  type ReceiptId,
} from '../../bot/domain/ids.js'
import type { Message } from '../../bot/domain/message.js'
import type { Receipt } from '../../bot/domain/receipt.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { ratings } from '../ratings/ratings.js'
import { conversationToStored, nothingPending } from '../store/conversation-document.js'
import { toStored } from '../store/record-schema.js'
import { conversationsReader, notes } from './index.js'

const store = withStore()
const start = Date.UTC(2026, 2, 1, 10)
const at = (minutes: number) => new Date(start + minutes * 60_000)

/** A conversation of these texts, the customer's and the bot's in turn. */
async function put(name: string, texts: readonly string[], extra: Partial<Conversation> = {}, minutes = 0) {
  const id = `cnv_${name}` as ConversationId
  const said = texts.map((text, place): Message => ({
    id: messageId(id, place + 1),
    conversationId: id,
    seq: place + 1,
    direction: place % 2 === 0 ? 'in' : 'out',
    author: place % 2 === 0 ? { kind: 'customer' } : { kind: 'bot' },
    content: { text },
    ...(place % 2 === 0 ? { inboundId: `web:${name}${String(place)}` as InboundId } : {}),
    at: at(minutes),
  }))
  const conversation: Conversation = {
    id,
    channel: 'web',
    conversationKey: name,
    identityId: `idn_${name}` as Conversation['identityId'],
    customerId: 'cus_emma' as CustomerId,
    trust: 'anonymous',
    locale: 'en',
    owner: 'bot',
    epoch: 0,
    status: 'open',
    version: 1,
    lastSeq: said.length,
    dialogue: emptyDialogue,
    pending: nothingPending,
    createdAt: at(minutes),
    updatedAt: at(minutes),
    ...extra,
  }
  const { messages, conversations } = store().models
  const pending = new Set(conversation.pending.messages.map(({ seq }) => seq))
  const stored = said.filter(({ seq }) => !pending.has(seq))
  if (stored.length > 0) await messages.insertMany(stored.map(toStored))
  await conversations.insertMany([conversationToStored(conversation)])
  return { conversation, said }
}

const ids = (page: { items: readonly { conversation: Conversation }[] }) =>
  page.items.map(({ conversation }) => conversation.id.slice(4))

beforeEach(async () => {
  await emptyStore(store())
  const customer = {
    _id: 'cus_emma',
    number: 'C1001',
    name: 'Emma',
    email: 'emma@example.com',
    traits: [],
    counters: {},
  }
  await store().models.customers.insertMany([{ ...customer, createdAt: at(0), updatedAt: at(0) }])
})

describe('the list of conversations', () => {
  it('shows newest activity first, page by page, without those in which nothing was said', async () => {
    for (let place = 0; place < 5; place += 1) await put(`c${String(place)}`, ['hello'], {}, place)
    await put('empty', [], {}, 9)
    const reader = conversationsReader(store())
    const first = await reader.list({ view: 'open', limit: 2 })
    expect(ids(first)).toEqual(['c4', 'c3'])
    const second = await reader.list({ view: 'open', limit: 2, cursor: first.next ?? '' })
    const third = await reader.list({ view: 'open', limit: 2, cursor: second.next ?? '' })
    expect([ids(second), ids(third), third.next]).toEqual([['c2', 'c1'], ['c0'], null])
  })

  it('shows the queue in the order of waiting', async () => {
    const waiting = (minutes: number) => ({
      owner: 'queue' as const,
      handOff: { reason: 'asked', requestedAt: at(minutes) },
    })
    await put('late', ['a'], waiting(5), 1)
    await put('early', ['b'], waiting(2), 9)
    await put('bot', ['c'])
    const page = await conversationsReader(store()).list({ view: 'queue', limit: 10 })
    expect(ids(page)).toEqual(['early', 'late'])
  })

  it('filters by channel and language, and shows who and what was said last', async () => {
    await put('one', ['hi', 'hello, how can I help?'])
    await put('two', ['你好'], { locale: 'zh', channel: 'email' })
    const reader = conversationsReader(store())
    expect(ids(await reader.list({ view: 'open', channel: 'email', limit: 9 }))).toEqual(['two'])
    expect(ids(await reader.list({ view: 'open', language: 'en', limit: 9 }))).toEqual(['one'])
    const [entry] = (await reader.list({ view: 'open', language: 'en', limit: 9 })).items
    expect(entry).toMatchObject({
      customer: { name: 'Emma' },
      lastMessage: { content: { text: 'hello, how can I help?' } },
    })
  })

  it('filters by the stars that the customer gave last, and shows them in the transcript', async () => {
    const { conversation } = await put('bad', ['a', 'b'], { rating: { epoch: 1, score: 2, at: at(1) } })
    await put('fair', ['a'], { rating: { epoch: 1, score: 3, at: at(1) } })
    await put('good', ['a'], { rating: { epoch: 1, score: 5, at: at(1) } })
    await put('unrated', ['a'])
    const reader = conversationsReader(store())
    const rated = async (rating: 'bad' | 'fair' | 'good') => ids(await reader.list({ view: 'open', rating, limit: 9 }))
    expect([await rated('bad'), await rated('fair'), await rated('good')]).toEqual([['bad'], ['fair'], ['good']])
    const { id: conversationId, customerId, channel, locale } = conversation
    const rating = { id: `${conversationId}:1`, conversationId, customerId, channel, locale, score: 2 as const }
    await ratings(store()).keep({ ...rating, comment: 'slow', resolvedAt: at(0), at: at(1) }, 'r-1')
    expect((await reader.transcript(conversationId, { limit: 9 })).ratings).toMatchObject([
      { score: 2, comment: 'slow' },
    ])
  })

  it('refuses a cursor of another list', async () => {
    await put('one', ['a'])
    await put('two', ['b'])
    const reader = conversationsReader(store())
    const { next } = await reader.list({ view: 'open', limit: 1 })
    await expect(reader.list({ view: 'bot', limit: 1, cursor: next ?? '' })).rejects.toMatchObject({
      code: 'input-invalid',
    })
    await expect(reader.list({ view: 'bot', limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'input-invalid',
    })
  })

  it('counts every view and names the channels', async () => {
    await put('one', ['a'])
    await put('two', ['b'], { status: 'resolved', channel: 'email' })
    const { views, channels } = await conversationsReader(store()).counts()
    expect(views).toEqual({ queue: 0, person: 0, bot: 1, open: 1, resolved: 1 })
    expect(channels).toEqual(['email', 'web'])
  })
})

describe('searching', () => {
  it('finds text inside unspaced Chinese, and where it was', async () => {
    await put('zh', ['你好', '您好', '我想知道退款什么时候到账'])
    await put('other', ['款式退了色'])
    const page = await conversationsReader(store()).list({ view: 'open', text: '退款', limit: 9 })
    expect(ids(page)).toEqual(['zh'])
    expect(page.items[0]?.found).toEqual({ text: '我想知道退款什么时候到账', seq: 3 })
  })

  it('finds a message that was written after an earlier search', async () => {
    await put('old', ['where is my parcel'])
    const reader = conversationsReader(store())
    expect(ids(await reader.list({ view: 'open', text: 'parcel', limit: 9 }))).toEqual(['old'])
    await put('new', ['lost parcel'], {}, 5)
    expect(ids(await reader.list({ view: 'open', text: 'parcel', limit: 9 }))).toEqual(['new', 'old'])
  })

  it('finds a message that is still pending', async () => {
    const { said } = await put('x', ['first', 'second'])
    await put('pending', ['zebra crossing'], {
      pending: { ...nothingPending, messages: [{ ...said[0]!, content: { text: 'zebra crossing' } }] },
    })
    expect(ids(await conversationsReader(store()).list({ view: 'open', text: 'zebra', limit: 9 }))).toEqual(['pending'])
  })

  it('finds the conversations of a customer by number or address', async () => {
    await put('emma', ['hi'])
    await put('other', ['hi'], { customerId: 'cus_other' as CustomerId })
    const reader = conversationsReader(store())
    expect(ids(await reader.list({ view: 'open', text: 'c1001', limit: 9 }))).toEqual(['emma'])
    expect(ids(await reader.list({ view: 'open', text: 'emma@example.com', limit: 9 }))).toEqual(['emma'])
  })

  it('turns pages', async () => {
    for (let place = 0; place < 5; place += 1) await put(`p${String(place)}`, ['gift card please'], {}, place)
    const reader = conversationsReader(store())
    const first = await reader.list({ view: 'open', text: 'gift card', limit: 3 })
    const second = await reader.list({ view: 'open', text: 'gift card', limit: 3, cursor: first.next ?? '' })
    expect([ids(first), ids(second), second.next]).toEqual([['p4', 'p3', 'p2'], ['p1', 'p0'], null])
  })
})

describe('a transcript', () => {
  it('shows the newest messages with their receipts and notes, pending ones included', async () => {
    const { conversation, said } = await put('one', ['q1', 'a1', 'q2', 'a2'])
    const receipt = (place: number): Receipt => ({
      id: `rcp_${String(place)}` as ReceiptId,
      conversationId: conversation.id,
      customerId: conversation.customerId,
      inboundId: said[place]!.inboundId!,
      flow: null,
      step: null,
      outcome: 'answered',
      commands: [],
      read: [],
      rules: [],
      stagesMs: {},
      ms: 5,
      at: at(0),
    })
    await store().models.receipts.insertMany([toStored(receipt(0)), toStored(receipt(2))])
    const note = {
      id: 'note_1',
      conversationId: conversation.id,
      author: { id: 'usr', name: 'Li' },
      text: 'VIP',
      at: at(1),
    }
    expect(await notes(store()).add(note)).toEqual(note)
    expect(await notes(store()).add({ ...note, text: 'again' })).toEqual(note)
    const reader = conversationsReader(store())
    const newest = await reader.transcript(conversation.id, { limit: 2 })
    expect(newest.messages.map(({ content }) => content.text)).toEqual(['q2', 'a2'])
    expect(newest).toMatchObject({ earlier: true, receipts: [{ id: 'rcp_2' }], notes: [{ text: 'VIP' }] })
    const before = await reader.transcript(conversation.id, { before: 3, limit: 2 })
    expect(before).toMatchObject({ earlier: false, messages: [{ seq: 1 }, { seq: 2 }], receipts: [{ id: 'rcp_0' }] })
  })
})

describe('the customer panel', () => {
  it('follows a merge to the record that lives on', async () => {
    const gone = {
      _id: 'cus_old',
      traits: [],
      counters: {},
      mergedInto: 'cus_emma',
      createdAt: at(0),
      updatedAt: at(0),
    }
    await store().models.customers.insertMany([gone])
    const panel = await conversationsReader(store()).customer('cus_old' as CustomerId)
    expect(panel?.customer).toMatchObject({ id: 'cus_emma', name: 'Emma' })
    expect(await conversationsReader(store()).customer('cus_none' as CustomerId)).toBeUndefined()
  })
})
