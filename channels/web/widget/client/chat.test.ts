import { describe, expect, it } from 'vitest'
import { AppError } from '../../../../platform/errors.js'
import { online, pending, texts, withChats, within } from '../../testing/chat-client.js'
import { createMemoryCore, createMemoryFiles } from '../../testing/memory-core.js'
import { memoryStorage } from '../../testing/memory-storage.js'
import { hasEarlier, unreadCount } from './chat-state.js'

const { server, start, openChat } = withChats()

describe.each(['websocket', 'polling'] as const)('a conversation over %s', (transport) => {
  it('sends, is answered and shows both in order', async () => {
    await start(createMemoryCore(({ text }) => [{ text: `you said ${text}` }]))
    const chat = openChat(memoryStorage(), { transport })
    await online(chat)
    await chat.send('one')
    await chat.send('two 你好 🙂')
    await expect.poll(() => texts(chat)).toEqual(['one', 'you said one', 'two 你好 🙂', 'you said two 你好 🙂'])
    expect(chat.get().pending).toEqual([])
  })

  it('goes on after the server was away, with what was typed meanwhile in order and once', async () => {
    const core = createMemoryCore()
    const { port } = await start(core)
    const backing = memoryStorage()
    const chat = openChat(backing, { transport })
    await online(chat)
    await chat.send('before')
    await server().close()
    await expect.poll(() => chat.get().connection, within).toBe('offline')
    const sent = [chat.send('typed offline 1'), chat.send('typed offline 2')]
    expect(pending(chat).map(([text]) => text)).toEqual(expect.arrayContaining(['typed offline 1', 'typed offline 2']))
    await start(core, { port })
    await Promise.all(sent)
    await core.idle()
    expect(core.texts(chat.get().thread)).toEqual(['before', 'typed offline 1', 'typed offline 2'])
    await expect.poll(() => texts(chat)).toEqual(['before', 'typed offline 1', 'typed offline 2'])
    expect([...backing.entries.keys()].filter((key) => key.includes(':out:'))).toEqual([])
  })
})

describe('an answer that is quicker than the ack', () => {
  it('leaves nobody typing below it', async () => {
    await start(createMemoryCore(({ text }) => (text === 'hello' ? [{ text: 'hello yourself' }] : [])))
    const chat = openChat()
    let typedOn = false
    chat.subscribe(() => {
      const { typing, pending: waiting, timeline } = chat.get()
      typedOn ||= typing && waiting.length === 0 && timeline.shown.at(-1)?.direction === 'out'
    })
    await chat.send('hello')
    await expect.poll(() => texts(chat), within).toEqual(['hello', 'hello yourself'])
    // Sent once the first has its ack.
    await chat.send('thank you')
    await expect.poll(() => texts(chat), within).toHaveLength(3)
    expect(typedOn).toBe(false)
  })
})

describe('a network that lets no WebSocket through', () => {
  class BlockedWebSocket {
    onclose: (() => void) | undefined
    constructor() {
      setTimeout(() => this.onclose?.())
    }
    close() {}
  }

  it('is crossed by polling', async () => {
    await start(createMemoryCore(({ text }) => [{ text: `you said ${text}` }]))
    const chat = openChat(memoryStorage(), { WebSocket: BlockedWebSocket as never })
    await chat.send('hello')
    await expect.poll(() => texts(chat), within).toEqual(['hello', 'you said hello'])
  })
})

describe('the outbox', () => {
  it('is sent by the next page when the first was closed before an answer came', async () => {
    const core = createMemoryCore()
    const { port } = await start(core)
    const backing = memoryStorage()
    const first = openChat(backing)
    await online(first)
    await server().close()
    first.send('typed offline').catch(() => undefined)
    first.close()
    await start(core, { port })
    const second = openChat(backing)
    await expect.poll(() => texts(second), within).toEqual(['typed offline'])
  })

  it('does not double a message whose acknowledgement was lost', async () => {
    const core = createMemoryCore()
    await start(core)
    const { ingest } = core
    let dropped = 0
    await server().channel.start({
      ingest: async (inbound) => {
        const result = await ingest(inbound)
        if (dropped > 0) return result
        dropped += 1
        for (const socket of server().channel.io.sockets.sockets.values()) socket.conn.close(true)
        return result
      },
    })
    const chat = openChat()
    await online(chat)
    await chat.send('only once')
    await core.idle()
    expect(dropped).toBe(1)
    expect(core.texts(chat.get().thread)).toEqual(['only once'])
    await expect.poll(() => pending(chat)).toEqual([])
  })

  it('tries again by itself what failed for a while, and says what failed for good', async () => {
    const core = createMemoryCore()
    await start(core)
    const chat = openChat()
    await online(chat)
    core.failWith(new AppError('database-unreachable', 'The database does not answer.', { retryable: true }))
    const patient = chat.send('patient')
    await expect.poll(() => pending(chat)).toEqual([['patient', 'waiting']])
    core.failWith(undefined)
    await patient
    core.failWith(new AppError('identity-blocked', 'Blocked.'))
    await expect(chat.send('blocked')).rejects.toMatchObject({ code: 'identity-blocked' })
    expect(pending(chat)).toContainEqual(['blocked', 'failed'])
    core.failWith(undefined)
    chat.retry(chat.get().pending.find((message) => message.state === 'failed')?.id ?? '')
    await expect.poll(() => texts(chat)).toEqual(['patient', 'blocked'])
    expect(pending(chat)).toEqual([])
  })
})

describe('coming back', () => {
  it('fetches everything that was said meanwhile, without gaps, over many pages', async () => {
    const core = createMemoryCore()
    await start(core)
    const backing = memoryStorage()
    const first = openChat(backing)
    await online(first)
    await first.send('hello')
    const { thread } = first.get()
    first.close()
    for (let index = 2; index <= 130; index += 1) await core.say(thread, { text: String(index) })
    const second = openChat(backing)
    await expect.poll(() => second.get().timeline.shown.at(-1)?.seq).toBe(130)
    expect(second.get().timeline.shown[0]?.seq).toBe(81)
    while (hasEarlier(second.get())) await second.loadEarlier()
    expect(second.get().timeline.shown.map((message) => message.seq)).toEqual(
      Array.from({ length: 130 }, (_, index) => index + 1),
    )
  })

  it('closes a gap that it notices', async () => {
    const core = createMemoryCore()
    await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('1')
    const { thread } = chat.get()
    const { channel } = server()
    core.connect({ ...channel, deliver: async () => ({ kind: 'sent' }) })
    await core.say(thread, { text: '2' })
    core.connect(channel)
    await core.say(thread, { text: '3' })
    await expect.poll(() => texts(chat)).toEqual(['1', '2', '3'])
  })

  it('carries over what was edited or removed while away', async () => {
    const core = createMemoryCore()
    const { port } = await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('hello')
    const { thread } = chat.get()
    await core.say(thread, { text: 'first' })
    await core.say(thread, { text: 'second' })
    await server().close()
    await core.change(thread, 2, { content: { text: 'better' }, editedAt: new Date() })
    await core.change(thread, 3, { deletedAt: new Date() })
    await start(core, { port })
    await expect.poll(() => texts(chat), within).toEqual(['hello', 'better', ''])
  })

  it('counts what is unread, on every tab alike', async () => {
    const core = createMemoryCore()
    await start(core)
    const backing = memoryStorage()
    const one = openChat(backing)
    await online(one)
    await one.send('hello')
    const two = openChat(backing)
    await online(two)
    const heard: string[] = []
    const three = openChat(backing, { onIncoming: (message) => heard.push(message.content.text) })
    await expect.poll(() => three.get().loaded).toBe(true)
    await core.say(one.get().thread, { text: 'news' })
    await expect.poll(() => unreadCount(two.get())).toBe(1)
    expect(heard).toEqual(['news'])
    await expect.poll(() => core.marks.some((mark) => mark.state === 'delivered')).toBe(true)
    one.markRead()
    await expect.poll(() => unreadCount(two.get())).toBe(0)
    expect(core.marks.at(-1)).toMatchObject({ seq: 2, state: 'read' })
  })

  it('tells what was read while the server was away once it is back', async () => {
    const core = createMemoryCore()
    const { port } = await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('hello')
    await core.say(chat.get().thread, { text: 'news' })
    await expect.poll(() => unreadCount(chat.get())).toBe(1)
    await server().close()
    await expect.poll(() => chat.get().connection, within).toBe('offline')
    chat.markRead()
    expect(core.marks.some(({ state }) => state === 'read')).toBe(false)
    await start(core, { port })
    await expect.poll(() => core.marks.at(-1), within).toMatchObject({ seq: 2, state: 'read' })
  })

  it('closes a gap that opened while a page was under way', async () => {
    const core = createMemoryCore()
    await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('1')
    const { thread } = chat.get()
    const { channel } = server()
    const deaf = { ...channel, deliver: async () => ({ kind: 'sent' as const }) }
    const { messagesAfter } = core.record
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let pages = 0
    core.record.messagesAfter = async (...asked) => {
      const page = await messagesAfter(...asked)
      pages += 1
      if (pages === 1) await held
      return page
    }
    core.connect(deaf)
    await core.say(thread, { text: '2' })
    core.connect(channel)
    await core.say(thread, { text: '3' })
    await expect.poll(() => pages).toBe(1)
    core.connect(deaf)
    await core.say(thread, { text: '4' })
    core.connect(channel)
    await core.say(thread, { text: '5' })
    letGo()
    await expect.poll(() => texts(chat), within).toEqual(['1', '2', '3', '4', '5'])
  })
})

it('uploads a file and sends it with a message', async () => {
  const core = createMemoryCore()
  const { url } = await start(core, { files: { store: createMemoryFiles() } })
  const chat = openChat()
  await online(chat)
  const file = await chat.upload(new File(['My parcel is torn.'], '说明 1.txt'))
  expect(file).toMatchObject({ name: '说明 1.txt', mime: 'text/plain', size: 18 })
  await chat.send('', [file])
  await expect.poll(() => chat.get().timeline.shown[0]?.content.attachments?.[0]?.name).toBe('说明 1.txt')
  const got = await fetch(new URL(chat.get().timeline.shown[0]?.content.attachments?.[0]?.url ?? '', url))
  expect(await got.text()).toBe('My parcel is torn.')
})
