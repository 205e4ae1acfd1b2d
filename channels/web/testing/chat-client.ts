// Chats over the real channel and a core in memory, for tests of the widget's client; everything is closed after each test.
import { afterEach, expect } from 'vitest'
import { createChat } from '../widget/client/chat.js'
import type { Chat, ChatOptions } from '../widget/client/chat-port.js'
import { createStorage } from '../widget/client/storage.js'
import { createMemoryCore, type MemoryCore } from './memory-core.js'
import { memoryStorage } from './memory-storage.js'
import { startWebServer, type WebServer, type WebServerOptions } from './web-server.js'
import { TestWebSocket } from './web-socket.js'

/** For what takes a reconnection. */
export const within = { timeout: 8000 }

export const online = (chat: Chat) => expect.poll(() => chat.get().connection, within).toBe('online')
export const texts = (chat: Chat) => chat.get().timeline.shown.map((message) => message.content.text)
export const pending = (chat: Chat) => chat.get().pending.map(({ text, state }) => [text, state])

/** Use at the top of a test file. */
export function withChats() {
  let server: WebServer | undefined
  const chats: Chat[] = []
  afterEach(async () => {
    for (const chat of chats.splice(0)) chat.close()
    await server?.close()
    server = undefined
  })
  const running = (): WebServer => {
    if (!server) throw new Error('start the server first')
    return server
  }
  return {
    server: running,
    async start(core: MemoryCore = createMemoryCore(), options: WebServerOptions = {}): Promise<WebServer> {
      server = await startWebServer({ core, ...options })
      await server.channel.start({ ingest: core.ingest, rate: core.rate })
      return server
    },
    openChat(backing = memoryStorage(), options: Partial<ChatOptions> = {}): Chat {
      const chat = createChat({
        server: running().url,
        site: 'shop',
        storage: createStorage(backing, 'kefu:shop:'),
        locale: () => 'en',
        WebSocket: TestWebSocket as never,
        ...options,
      })
      chats.push(chat)
      chat.connect()
      return chat
    },
  }
}
