// Between a page and the server: drops, delays or cuts what goes over the widget's socket. https://socket.io/docs/v4/socket-io-protocol/
import type { BrowserContext, WebSocketRoute } from 'playwright-core'

const socket = /\/widget\/socket\//

/** Only a WebSocket's packets can be told apart here. Not by `route`, which turns the browser's cache off: pages load while the server is away. */
const withoutPolling = (context: BrowserContext) =>
  context.addInitScript(() => {
    const real = window.fetch
    window.fetch = (input, init) =>
      input instanceof Request || !String(input).includes('transport=polling')
        ? real(input, init)
        : Promise.reject(new TypeError('blocked by the test'))
  })

/** `42<id>["send",…]`: an event that asks for an ack. */
const sending = /^42(\d+)\["send",/

/**
 * The answer to the first message that any page sends never arrives; everything else does. Resolves with the count of dropped answers
 * so far when called. Install it before the page loads.
 */
export async function dropFirstAck(context: BrowserContext): Promise<() => number> {
  let dropped = 0
  await withoutPolling(context)
  await context.routeWebSocket(socket, (page) => {
    const server = page.connectToServer()
    let awaited: string | undefined
    page.onMessage((packet) => {
      const id = sending.exec(String(packet))?.[1]
      if (id !== undefined && dropped === 0) awaited ??= id
      server.send(packet)
    })
    server.onMessage((packet) => {
      if (awaited !== undefined && dropped === 0 && String(packet).startsWith(`43${awaited}[`)) dropped += 1
      else page.send(packet)
    })
  })
  return () => dropped
}

/** `42["message",…]` of the server's side. */
const replying = /^42\["message",.*"direction":"out"/

/** What is said to the pages that are open now never reaches them, until it is lifted; they are told of their own messages. Install it before the page loads. */
export async function withoutReplies(context: BrowserContext): Promise<{ lift(): void }> {
  let lifted = false
  await withoutPolling(context)
  await context.routeWebSocket(socket, (page) => {
    const server = page.connectToServer()
    page.onMessage((packet) => server.send(packet))
    server.onMessage((packet) => {
      if (lifted || !replying.test(String(packet))) page.send(packet)
    })
  })
  return { lift: () => void (lifted = true) }
}

/** Every packet takes so long each way, and keeps its order. */
export async function slowSocket(context: BrowserContext, delayMs: number): Promise<void> {
  await withoutPolling(context)
  await context.routeWebSocket(socket, (page) => {
    const server = page.connectToServer()
    page.onMessage((packet) => void setTimeout(() => server.send(packet), delayMs))
    server.onMessage((packet) => void setTimeout(() => page.send(packet), delayMs))
  })
}

/** Pulled, every socket ends and no new one comes about until it is plugged in again. Install it before the page loads. */
export async function networkCable(
  context: BrowserContext,
): Promise<{ pull(): Promise<void>; plugIn(): Promise<void> }> {
  const ends = new Set<WebSocketRoute>()
  let pulled = false
  await withoutPolling(context)
  await context.routeWebSocket(socket, (page) => {
    if (pulled) void page.close()
    else ends.add(page).add(page.connectToServer())
  })
  return {
    async pull() {
      pulled = true
      // What the browser calls offline leaves sockets that are open alone.
      await context.setOffline(true)
      for (const end of ends) await end.close()
      ends.clear()
    },
    async plugIn() {
      pulled = false
      await context.setOffline(false)
    },
  }
}
