import { describe, expect, it } from 'vitest'
import { online, texts, withChats, within } from '../../testing/chat-client.js'
import { createMemoryCore } from '../../testing/memory-core.js'
import { memoryStorage } from '../../testing/memory-storage.js'

const { server, start, openChat } = withChats()

describe('who is speaking', () => {
  it('takes what a stranger has not sent yet along when they sign in', async () => {
    const core = createMemoryCore()
    const { port, identify } = await start(core)
    const chat = openChat()
    await online(chat)
    await server().close()
    const sent = chat.send('where is my order')
    const signed = chat.identify(() => identify({ customerNumber: 'C1001', name: 'Ada' }))
    await start(core, { port })
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
    chat.markRead()
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

  it('ends as the last one who was signed in, and says so to whoever waited for the one before', async () => {
    const core = createMemoryCore()
    const { identify } = await start(core)
    const chat = openChat()
    await online(chat)
    const first = chat.identify(await identify({ customerNumber: 'C1001' }))
    const second = chat.identify(await identify({ customerNumber: 'C2002' }))
    await expect(first).rejects.toMatchObject({ code: 'not-allowed' })
    await second
    await chat.send('as the second')
    expect(chat.get().thread).toBe('c:C2002')
    expect(core.keys()).toEqual(['c:C2002'])
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
    await server().close()
    await start(core, { port })
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
