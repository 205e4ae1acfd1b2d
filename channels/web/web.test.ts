import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import type { WireMessage } from './protocol.js'
import { createMemoryCore } from './testing/memory-core.js'
import { startWebServer, testSite } from './testing/web-server.js'
import { withWebServer } from './testing/with-server.js'

const { open, start, join } = withWebServer()

const text = (message: WireMessage) => message.content.text

describe('joining', () => {
  it('gives a new visitor a token that brings them back to their conversation', async () => {
    const { core } = await start()
    const first = await join()
    expect(first.standing).toMatchObject({
      who: { kind: 'visitor' },
      lastSeq: 0,
      owner: 'bot',
      thread: expect.stringMatching(/^v:vis_/) as string,
    })
    await first.ask('send', { id: 'message-1', text: 'hello' })
    await core.idle()
    const again = await join({ token: first.standing.token ?? '' })
    expect(again.standing).toMatchObject({ thread: first.standing.thread, lastSeq: 1 })
    expect(again.standing.token).toBeUndefined()
  })

  it('is refused to pages of other origins and allowed to the configured ones and to pages of this server', async () => {
    const server = await start()
    await expect(join({}, { origin: 'https://evil.example' })).rejects.toThrow()
    await expect(join({}, { origin: 'https://shop.example' })).resolves.toBeDefined()
    await expect(join({}, { origin: server.url })).resolves.toBeDefined()
  })

  it('is refused as shutting down, to be tried again, while the channel is not started', async () => {
    await open()
    await expect(join()).rejects.toMatchObject({ code: 'shutting-down', retryable: true })
  })
})

describe('sending', () => {
  it('is acknowledged when the core has stored the message, and shown to every tab in its place', async () => {
    const core = createMemoryCore(({ text }) => [{ text: `you said ${text}` }])
    await start({ core })
    const one = await join()
    const two = await join({ token: one.standing.token ?? '' })
    expect(await one.ask('send', { id: 'message-1', text: 'hello' })).toMatchObject({
      ok: true,
      duplicate: false,
      at: expect.any(String) as string,
    })
    await expect
      .poll(() => two.messages().map((message) => [message.seq, message.direction, text(message), message.clientId]))
      .toEqual([
        [1, 'in', 'hello', 'message-1'],
        [2, 'out', 'you said hello', undefined],
      ])
    expect(one.messages()).toEqual(two.messages())
  })

  it('of the same id twice stores once; the same id of somebody else is another message', async () => {
    const { core } = await start()
    const one = await join()
    const other = await join()
    await one.ask('send', { id: 'message-1', text: 'mine' })
    expect(await one.ask('send', { id: 'message-1', text: 'mine' })).toMatchObject({ ok: true, duplicate: true })
    expect(await other.ask('send', { id: 'message-1', text: 'not mine' })).toMatchObject({ ok: true, duplicate: false })
    await core.idle()
    expect(core.texts(one.standing.thread)).toEqual(['mine'])
    expect(core.texts(other.standing.thread)).toEqual(['not mine'])
  })

  it('is handed on with what it was written on, in a few words', async () => {
    const taken: (string | undefined)[] = []
    const { channel, core } = await open()
    await channel.start({
      ingest: (inbound) => {
        taken.push(inbound.device)
        return core.ingest(inbound)
      },
    })
    const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0' }
    for (const headers of [firefox, { 'user-agent': 'curl/8.5.0' }])
      await (await join({}, headers)).ask('send', { id: 'message-1', text: 'hello' })
    expect(taken).toEqual(['Firefox on Windows', undefined])
  })

  it('keeps the order of messages that are sent without waiting', async () => {
    const { core } = await start({ rates: { messagesPerVisitor: { points: 100, seconds: 10 } } })
    const one = await join()
    const texts = Array.from({ length: 50 }, (_, index) => `message ${String(index)}`)
    await Promise.all(texts.map((each, index) => one.ask('send', { id: `message-${String(index)}`, text: each })))
    await core.idle()
    expect(core.texts(one.standing.thread)).toEqual(texts)
  })

  it('is answered with a retryable refusal, nothing else, when the core fails', async () => {
    const { core } = await start()
    const one = await join()
    core.failWith(new AppError('database-unreachable', 'The database does not answer.', { retryable: true }))
    expect(await one.ask('send', { id: 'message-1', text: 'hello' })).toEqual({
      ok: false,
      code: 'database-unreachable',
      message: 'The database does not answer.',
      retryable: true,
    })
  })
})

describe('catching up', () => {
  it('gives the messages after a seq, in order, page by page', async () => {
    const { core } = await start()
    const one = await join()
    for (let index = 1; index <= 60; index += 1) await core.say(one.standing.thread, { text: String(index) })
    const first = await one.ask('sync', { after: 0 })
    if (!first.ok) throw new Error(first.code)
    expect(first.messages.map((message) => message.seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(first.lastSeq).toBe(60)
    const rest = await one.ask('sync', { after: 50 })
    expect(rest.ok && rest.messages.map(text)).toEqual(Array.from({ length: 10 }, (_, index) => String(index + 51)))
  })

  it('keeps words of deleted messages, ids of people and inbox entries to itself', async () => {
    const { core } = await start()
    const one = await join()
    const key = one.standing.thread
    await core.say(key, { text: 'secret' }, { kind: 'person', id: 'U123', name: 'Anna' })
    await core.change(key, 1, { deletedAt: new Date('2026-05-01T10:00:00Z') })
    const answer = await one.ask('sync', { after: 0 })
    expect(answer).toMatchObject({
      messages: [
        { author: { kind: 'person', name: 'Anna' }, content: { text: '' }, deletedAt: '2026-05-01T10:00:00.000Z' },
      ],
    })
    expect(JSON.stringify(answer)).not.toMatch(/secret|U123/)
  })

  it('marks what arrived and what was read, and tells the other tabs', async () => {
    const { core } = await start()
    const one = await join()
    const two = await join({ token: one.standing.token ?? '' })
    await core.say(one.standing.thread, { text: 'hello' })
    await one.ask('sync', { after: 0 })
    await one.ask('received', { seq: 1 })
    await one.ask('read', { seq: 1 })
    expect(core.marks).toEqual([
      { key: one.standing.thread, seq: 1, state: 'delivered' },
      { key: one.standing.thread, seq: 1, state: 'read' },
    ])
    await expect
      .poll(() => two.of('delivery').at(-1))
      .toEqual({ thread: one.standing.thread, direction: 'out', seq: 1, state: 'read' })
    const stranger = await join()
    expect(await stranger.ask('read', { seq: 1 })).toMatchObject({ ok: false, code: 'conversation-unknown' })
  })

  it('marks what a tab has read of a conversation that another one began', async () => {
    const { core } = await start()
    const one = await join()
    const two = await join({ token: one.standing.token ?? '' })
    await one.ask('send', { id: 'message-1', text: 'hello' })
    await core.say(one.standing.thread, { text: 'hello yourself' })
    expect(await two.ask('read', { seq: 2 })).toMatchObject({ ok: true })
    expect(core.marks).toEqual([{ key: one.standing.thread, seq: 2, state: 'read' }])
  })
})

describe('who is speaking', () => {
  it('is the verified customer that the site signed for, in a conversation of their own', async () => {
    const { core, identify } = await start()
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'as a stranger' })
    const answer = await one.ask('identify', { token: await identify({ customerNumber: 'C1001', name: 'Ada' }) })
    expect(answer).toMatchObject({ ok: true, thread: 'c:C1001', who: { kind: 'customer', name: 'Ada' }, lastSeq: 0 })
    await one.ask('send', { id: 'message-2', text: 'as Ada' })
    await core.idle()
    expect(core.texts('c:C1001')).toEqual(['as Ada'])
    expect([...core.inbox.values()].at(-1)?.from).toEqual({
      channel: 'web',
      subject: 'c:C1001',
      trust: 'verified',
      customerNumber: 'C1001',
      displayName: 'Ada',
    })
    expect([...core.inbox.values()][0]?.from).toMatchObject({ trust: 'anonymous' })
  })

  it('is the same customer on two devices', async () => {
    const { core, identify } = await start()
    const phone = await join({ identity: await identify({ customerNumber: 'C1001' }) })
    const laptop = await join({ identity: await identify({ customerNumber: 'C1001' }) })
    await phone.ask('send', { id: 'message-1', text: 'from the phone' })
    await core.idle()
    await expect.poll(() => laptop.messages().map(text)).toEqual(['from the phone'])
  })

  it('changes in the middle without anything of one reaching the other', async () => {
    const { core, identify } = await start()
    const one = await join({ identity: await identify({ customerNumber: 'C1001' }) })
    await one.ask('send', { id: 'message-1', text: 'Ada’s' })
    await core.idle()
    await one.ask('identify', { token: await identify({ customerNumber: 'C2002' }) })
    const before = one.events.length
    await core.say('c:C1001', { text: 'for Ada only' })
    await core.say('c:C2002', { text: 'for Ben' })
    await expect.poll(() => one.messages().map(text)).toContain('for Ben')
    expect(JSON.stringify(one.events.slice(before))).not.toContain('for Ada only')
    expect(await one.ask('sync', { after: 0 })).toMatchObject({ messages: [{ content: { text: 'for Ben' } }] })
  })

  it('is a new stranger after logging out, who sees neither conversation', async () => {
    const { core, identify } = await start()
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'before signing in' })
    await one.ask('identify', { token: await identify({ customerNumber: 'C1001' }) })
    const answer = await one.ask('logout', {})
    expect(answer).toMatchObject({
      ok: true,
      who: { kind: 'visitor' },
      lastSeq: 0,
      token: expect.any(String) as string,
    })
    expect(answer.ok && answer.thread).not.toBe(one.standing.thread)
    expect(await one.ask('sync', { after: 0 })).toMatchObject({ ok: true, messages: [] })
    await core.idle()
  })

  it('cannot be claimed with a forged or an old identity', async () => {
    const clock = fixedClock(new Date())
    const { core, identify } = await start({ clock })
    const one = await join()
    const token = await identify({ customerNumber: 'C1001' }, 60)
    expect(await one.ask('identify', { token: `${token}x` })).toMatchObject({ ok: false, code: 'token-invalid' })
    clock.advance(600_000)
    expect(await one.ask('identify', { token })).toMatchObject({ ok: false, code: 'token-expired' })
    await one.ask('send', { id: 'message-1', text: 'still a stranger' })
    expect([...core.inbox.values()].at(-1)?.from.trust).toBe('anonymous')
  })

  it('is only asserted when a form was filled in', async () => {
    const { core } = await start()
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'hi', contact: { name: 'Ada', email: 'ada@shop.example' } })
    expect([...core.inbox.values()][0]?.from).toMatchObject({
      trust: 'asserted',
      displayName: 'Ada',
      email: 'ada@shop.example',
    })
  })
})

describe('the server side', () => {
  it('tells who owns the conversation and what was seen', async () => {
    const { channel, core } = await start()
    const one = await join()
    const to = { conversationKey: one.standing.thread }
    channel.ownerChanged(to, 'person', 'Anna')
    channel.customerMessagesSeen(to, 3)
    channel.typing?.(core.destination(to.conversationKey), true)
    await expect.poll(() => one.of('typing')).toEqual([{ thread: to.conversationKey, on: true }])
    expect(one.of('owner')).toEqual([{ thread: to.conversationKey, owner: 'person', personName: 'Anna' }])
    expect(one.of('delivery')).toEqual([{ thread: to.conversationKey, direction: 'in', seq: 3, state: 'read' }])
  })

  it('tells clients when to come back before it stops', async () => {
    const { channel } = await start()
    const one = await join()
    const gone = new Promise((resolve) => one.socket.once('disconnect', resolve))
    await channel.stop()
    await gone
    expect(one.of('restart')).toMatchObject([{ inMs: expect.any(Number) as number }])
  })

  it('does not start with two sites of one key or with a weak identity secret', async () => {
    await start()
    await expect(startWebServer({ sites: [testSite, testSite] })).rejects.toMatchObject({ code: 'config-invalid' })
    await expect(startWebServer({ sites: [{ ...testSite, identitySecret: 'short' }] })).rejects.toMatchObject({
      code: 'config-invalid',
    })
  })
})

it('tells that a customer is typing in a conversation that is there, and that they sent it', async () => {
  const told: [string, boolean][] = []
  const core = createMemoryCore()
  core.record.customerTyping = (id, on) => void told.push([id, on])
  await start({ core })
  const one = await join()
  await one.ask('typing', { on: true })
  expect(told).toEqual([])
  await one.ask('send', { id: 'message-1', text: 'hello' })
  await one.ask('typing', { on: true })
  const id = `cnv_${one.standing.thread}`
  expect(told).toEqual([
    [id, false],
    [id, true],
  ])
})
