import { describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { maxFrameBytes, maxTextLength, socketPath } from './limits.js'
import { counting, withWebServer } from './testing/with-server.js'

const { start, join } = withWebServer()

describe('a visitor is refused at the door by name', () => {
  it.each([
    ['with a forged token', { token: 'forged.token.value' }, 'token-invalid', 'token'],
    ['with a forged identity', { identity: 'forged.token.value' }, 'token-invalid', 'identity'],
    ['for an unknown site', { site: 'nobody' }, 'not-found', 'site'],
    ['for no site', { site: '' }, 'input-invalid', 'site'],
    ['with a token of 64 kB', { token: 'x'.repeat(65_536) }, 'input-invalid', 'token'],
  ])('%s', async (_what, auth, code, field) => {
    const { counted, metrics } = counting()
    await start({ metrics })
    await expect(join(auth)).rejects.toMatchObject({ code, field, retryable: false })
    expect(counted).toContain(`refused web ${code}`)
  })

  it('with a token that is too old, so that the client asks for a new one', async () => {
    const clock = fixedClock(new Date())
    await start({ clock })
    const { standing } = await join()
    clock.advance(31 * 86_400_000)
    await expect(join({ token: standing.token ?? '' })).rejects.toMatchObject({ code: 'token-expired', field: 'token' })
  })

  it('with an identity that is too old', async () => {
    const clock = fixedClock(new Date())
    const { identify } = await start({ clock })
    const identity = await identify({ customerNumber: 'C1001' }, 60)
    clock.advance(600_000)
    await expect(join({ identity })).rejects.toMatchObject({ code: 'token-expired', field: 'identity' })
  })
})

describe('a message', () => {
  it.each([
    ['nothing', '', 'message-empty', 'text'],
    ['white space', ' \n\t ', 'message-empty', 'text'],
    ['one character more than allowed', 'x'.repeat(maxTextLength + 1), 'message-too-long', 'text'],
    ['64 kB', '长'.repeat(21_845), 'message-too-long', 'text'],
    ['an unpaired surrogate', 'a\ud800b', 'message-malformed', 'text'],
    ['a surrogate pair the wrong way round', '\ude00\ud83d', 'message-malformed', 'text'],
    ['a NUL', 'a\u0000b', 'message-malformed', 'text'],
    ['a number', 7, 'message-malformed', 'text'],
    ['an object', { toString: 'hi' }, 'message-malformed', 'text'],
    ['bytes', Buffer.from('hello'), 'message-malformed', undefined],
  ])('of %s is refused by name and counted', async (_what, content, code, field) => {
    const { counted, metrics } = counting()
    const { core } = await start({ metrics })
    const one = await join()
    const ack = await one.ask('send', { id: 'message-1', text: content })
    expect(ack).toMatchObject({ ok: false, code, retryable: false, ...(field && { field }) })
    expect(counted).toContain(`refused web ${code}`)
    expect(core.inbox.size).toBe(0)
  })

  it.each([
    ['script tags', '<script>alert(1)</script>'],
    ['emoji alone', '🙂👩‍👩‍👧‍👦🎉'],
    ['the longest text there may be', 'x'.repeat(maxTextLength)],
    ['a query operator', '{"$gt": ""}'],
  ])('of %s is taken as it is', async (_what, content) => {
    const { core } = await start()
    const one = await join()
    expect(await one.ask('send', { id: 'message-1', text: content })).toMatchObject({ ok: true })
    await core.idle()
    expect(core.texts(one.standing.thread)).toEqual([content])
  })

  it('whose id comes again with other words is still the first one, also over another connection', async () => {
    const { core } = await start()
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'the first' })
    expect(await one.ask('send', { id: 'message-1', text: 'a replay' })).toMatchObject({ ok: true, duplicate: true })
    const again = await join({ token: one.standing.token ?? '' })
    expect(await again.ask('send', { id: 'message-1', text: 'another replay' })).toMatchObject({ duplicate: true })
    await core.idle()
    expect(core.texts(one.standing.thread)).toEqual(['the first'])
  })

  it('cannot name files of somebody else', async () => {
    await start()
    const one = await join()
    const ack = await one.ask('send', { id: 'message-1', text: 'look', files: ['fil_of_another'] })
    expect(ack).toMatchObject({ ok: false, code: 'not-found', field: 'file' })
  })
})

describe('whatever else arrives', () => {
  it.each([
    ['an unknown event', 'delete-everything', [{}], 'event-unknown'],
    ['an event named after a property of every object', 'constructor', [{}], 'event-unknown'],
    ['an event name of 64 kB', 'x'.repeat(65_536), [{}], 'event-unknown'],
    [
      'a prototype key',
      'send',
      [JSON.parse('{"id":"message-1","text":"hi","__proto__":{"admin":true}}')],
      'input-invalid',
    ],
    ['a constructor key', 'sync', [{ after: 0, constructor: { prototype: { admin: true } } }], 'input-invalid'],
    ['an unknown field', 'send', [{ id: 'message-1', text: 'hi', role: 'admin' }], 'input-invalid'],
    ['an id that is no id', 'send', [{ id: '../../etc', text: 'hi' }], 'input-invalid'],
    ['a query operator for a seq', 'read', [{ seq: { $gt: 0 } }], 'input-invalid'],
    ['a negative seq', 'sync', [{ after: -1 }], 'input-invalid'],
    ['text for an object', 'sync', ['hello'], 'input-invalid'],
    ['two payloads', 'sync', [{ after: 0 }, { after: 1 }], 'input-invalid'],
    ['bytes deep inside', 'typing', [{ on: [{ deep: Buffer.from([1]) }] }], 'message-malformed'],
    ['a mark in a conversation that nobody has begun', 'read', [{ seq: 1 }], 'conversation-unknown'],
  ])('%s gets a clear refusal and a counter, and the connection stays', async (_what, event, args, code) => {
    const { counted, metrics } = counting()
    await start({ metrics })
    const one = await join()
    const ack: unknown = await one.socket.timeout(25_000).emitWithAck(event, ...(args as unknown[]))
    expect(ack).toMatchObject({ ok: false, code, retryable: false })
    expect(counted).toContain(`refused web ${code}`)
    expect(await one.ask('sync', { after: 0 })).toMatchObject({ ok: true })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })

  it('is told by a `problem` event when it carried no ack', async () => {
    await start()
    const one = await join()
    one.socket.emit('nonsense')
    await expect.poll(() => one.of('problem')).toMatchObject([{ code: 'event-unknown' }])
  })

  it('that is larger than a frame may be ends that connection alone, and is counted', async () => {
    const { counted, metrics } = counting()
    await start({ metrics })
    const big = await join()
    const other = await join()
    const gone = new Promise((resolve) => big.socket.once('disconnect', resolve))
    big.socket.emit('send', { id: 'message-1', text: 'x'.repeat(maxFrameBytes + 1) })
    await gone
    expect(await other.ask('send', { id: 'message-1', text: 'hello' })).toMatchObject({ ok: true })
    await expect.poll(() => counted).toContain('refused web message-too-long')
  })

  it('that is larger than a request may be, where no WebSocket is, is refused and counted', async () => {
    const { counted, metrics } = counting()
    const { url } = await start({ metrics })
    const path = `${url}${socketPath}/?EIO=4&transport=polling`
    const { sid } = JSON.parse((await (await fetch(path)).text()).slice(1)) as { sid: string }
    const tooLarge = await fetch(`${path}&sid=${sid}`, { method: 'POST', body: 'x'.repeat(maxFrameBytes + 1) })
    expect(tooLarge.status).toBe(413)
    await expect.poll(() => counted).toContain('refused web message-too-long')
    expect(await (await join()).ask('send', { id: 'message-1', text: 'hello' })).toMatchObject({ ok: true })
  })
})
