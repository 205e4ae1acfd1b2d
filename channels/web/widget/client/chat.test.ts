import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../../platform/errors.js'
import { createMemoryCore, type MemoryCore } from '../../testing/memory-core.js'
import { memoryStorage } from '../../testing/memory-storage.js'
import { startWebServer, type WebServer } from '../../testing/web-server.js'
import { TestWebSocket } from '../../testing/web-socket.js'
import { createChat, type Chat } from './chat.js'
import { hasEarlier, unreadCount } from './chat-state.js'
import { createStorage } from './storage.js'

let server: WebServer
const chats: Chat[] = []

async function start(core: MemoryCore = createMemoryCore(), port = 0) {
  server = await startWebServer({ core, port })
  await server.channel.start({ ingest: core.ingest })
  return server
}

function openChat(backing = memoryStorage(), options: Partial<Parameters<typeof createChat>[0]> = {}): Chat {
  const chat = createChat({
    server: server.url,
    site: 'shop',
    storage: createStorage(backing, 'kefu:shop:'),
    locale: () => 'en',
    WebSocket: TestWebSocket as never,
    ...options,
  })
  chats.push(chat)
  chat.connect()
  return chat
}

const online = (chat: Chat) => expect.poll(() => chat.get().connection, { timeout: 5000 }).toBe('online')
const texts = (chat: Chat) => chat.get().timeline.shown.map((message) => message.content.text)
const pending = (chat: Chat) => chat.get().pending.map(({ text, state }) => [text, state])
const within = { timeout: 8000 }

afterEach(async () => {
  for (const chat of chats.splice(0)) chat.close()
  await server.close()
})

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
    await server.close()
    await expect.poll(() => chat.get().connection, within).toBe('offline')
    const sent = [chat.send('typed offline 1'), chat.send('typed offline 2')]
    expect(pending(chat).map(([text]) => text)).toEqual(expect.arrayContaining(['typed offline 1', 'typed offline 2']))
    await start(core, port)
    await Promise.all(sent)
    await core.idle()
    expect(core.texts(chat.get().thread)).toEqual(['before', 'typed offline 1', 'typed offline 2'])
    await expect.poll(() => texts(chat)).toEqual(['before', 'typed offline 1', 'typed offline 2'])
    expect([...backing.entries.keys()].filter((key) => key.includes(':out:'))).toEqual([])
  })
})

describe('the outbox', () => {
  it('is sent by the next page when the first was closed before an answer came', async () => {
    const core = createMemoryCore()
    const { port } = await start(core)
    const backing = memoryStorage()
    const first = openChat(backing)
    await online(first)
    await server.close()
    first.send('typed offline').catch(() => undefined)
    first.close()
    await start(core, port)
    const second = openChat(backing)
    await expect.poll(() => texts(second), within).toEqual(['typed offline'])
  })

  it('does not double a message whose acknowledgement was lost', async () => {
    const core = createMemoryCore()
    await start(core)
    const { ingest } = core
    let dropped = 0
    await server.channel.start({
      ingest: async (inbound) => {
        const result = await ingest(inbound)
        if (dropped > 0) return result
        dropped += 1
        for (const socket of server.channel.io.sockets.sockets.values()) socket.conn.close(true)
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
    const { channel } = server
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
    await server.close()
    await core.change(thread, 2, { content: { text: 'better' }, editedAt: new Date() })
    await core.change(thread, 3, { deletedAt: new Date() })
    await start(core, port)
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
})

describe('who is speaking', () => {
  it('takes what a stranger has not sent yet along when they sign in', async () => {
    const core = createMemoryCore()
    const { port, identify } = await start(core)
    const chat = openChat()
    await online(chat)
    await server.close()
    const sent = chat.send('where is my order')
    const signed = chat.identify(() => identify({ customerNumber: 'C1001', name: 'Ada' }))
    await start(core, port)
    await signed
    await sent
    expect(chat.get()).toMatchObject({ thread: 'c:C1001', who: { kind: 'customer', name: 'Ada' } })
    expect(core.texts('c:C1001')).toEqual(['where is my order'])
    expect(core.keys()).toEqual(['c:C1001'])
  })

  it('shows nothing of the one before after a change and after logging out', async () => {
    const core = createMemoryCore(({ text }) => [{ text: `answer to ${text}` }])
    const { identify } = await start(core)
    const backing = memoryStorage()
    const chat = openChat(backing)
    await online(chat)
    await chat.send('as a stranger')
    const stranger = chat.get().thread
    await chat.identify(await identify({ customerNumber: 'C1001' }))
    await chat.send('as Ada')
    await expect.poll(() => texts(chat)).toEqual(['as Ada', 'answer to as Ada'])
    await chat.identify(await identify({ customerNumber: 'C2002' }))
    expect(texts(chat)).toEqual([])
    await chat.send('as Ben')
    await expect.poll(() => texts(chat)).toEqual(['as Ben', 'answer to as Ben'])
    await chat.logout()
    expect(chat.get()).toMatchObject({ timeline: { shown: [] }, pending: [], who: { kind: 'visitor' } })
    await online(chat)
    expect(chat.get().thread).not.toBe(stranger)
    expect(texts(chat)).toEqual([])
    expect(JSON.stringify([...backing.entries])).not.toMatch(/Ada|Ben|C1001|C2002|stranger/)
  })

  it('stays the stranger they were, with a clear error, when the identity is refused', async () => {
    const core = createMemoryCore()
    await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('hello')
    const { thread } = chat.get()
    await expect(chat.identify('nonsense')).rejects.toMatchObject({ code: 'token-invalid' })
    const forged = `${btoa('{"alg":"HS256"}')}.${btoa('{"sub":"C1001"}')}.x`
    await expect(chat.identify(forged)).rejects.toMatchObject({ code: 'token-invalid' })
    await online(chat)
    expect(chat.get().thread).toBe(thread)
    await expect.poll(() => texts(chat)).toEqual(['hello'])
  })

  it('asks the page for a fresh identity at each connection', async () => {
    const core = createMemoryCore()
    const { port, identify } = await start(core)
    let asked = 0
    const chat = openChat()
    await online(chat)
    await chat.identify(() => {
      asked += 1
      return identify({ customerNumber: 'C1001' })
    })
    await server.close()
    await start(core, port)
    await expect.poll(() => chat.get().connection, within).toBe('online')
    expect(asked).toBeGreaterThan(1)
    expect(chat.get().thread).toBe('c:C1001')
  })

  it('starts afresh with a new token when the old one is not the server’s', async () => {
    await start()
    const backing = memoryStorage()
    backing.entries.set('kefu:shop:token', 'forged.token.value')
    const chat = openChat(backing)
    await online(chat)
    expect(backing.entries.get('kefu:shop:token')).not.toBe('forged.token.value')
  })

  it('says that the page may not use the widget and stops trying', async () => {
    await start()
    const chat = openChat(memoryStorage(), { site: 'nobody' })
    await expect.poll(() => chat.get().refused).toBe('not-found')
  })
})

it('uploads a file and sends it with a message', async () => {
  const core = createMemoryCore()
  server = await startWebServer({
    core,
    files: { store: (await import('../../testing/memory-core.js')).createMemoryFiles() },
  })
  await server.channel.start({ ingest: core.ingest })
  const chat = openChat()
  await online(chat)
  const file = await chat.upload(new File(['My parcel is torn.'], '说明 1.txt'))
  expect(file).toMatchObject({ name: '说明 1.txt', mime: 'text/plain', size: 18 })
  await chat.send('', [file])
  await expect.poll(() => chat.get().timeline.shown[0]?.content.attachments?.[0]?.name).toBe('说明 1.txt')
  const got = await fetch(new URL(chat.get().timeline.shown[0]?.content.attachments?.[0]?.url ?? '', server.url))
  expect(await got.text()).toBe('My parcel is torn.')
})
