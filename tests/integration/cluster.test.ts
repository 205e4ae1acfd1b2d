// Several processes behind one address: replies reach sockets of the others, limits count over all, and a Redis that goes away loses nothing.
import { afterEach, expect, it } from 'vitest'
import { connectCluster, type Cluster } from '../../channels/web/cluster.js'
import { createMemoryCore, type MemoryCore } from '../../channels/web/testing/memory-core.js'
import { memoryStorage } from '../../channels/web/testing/memory-storage.js'
import { connectWebClient } from '../../channels/web/testing/web-client.js'
import { startWebServer, type WebServerOptions } from '../../channels/web/testing/web-server.js'
import { TestWebSocket } from '../../channels/web/testing/web-socket.js'
import { createChat } from '../../channels/web/widget/client/chat.js'
import { createStorage } from '../../channels/web/widget/client/storage.js'
import { startTestApp } from '../support/app.js'
import { startRedis, type TestRedis } from '../support/redis.js'
import { describeWith } from '../support/skip.js'
import { startTestServer } from '../support/test-store.js'

const within = { timeout: 30_000 }

/** The last one first. */
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function redisServer(): Promise<TestRedis> {
  const redis = await startRedis()
  undo.push(() => redis.stop())
  return redis
}

/** One of the processes: they share Redis and the record. The last one that was started delivers. */
async function node(redis: TestRedis, core: MemoryCore, options: WebServerOptions = {}) {
  const cluster: Cluster = await connectCluster({ url: redis.url })
  undo.push(() => cluster.stop())
  const server = await startWebServer({ core, cluster, ...options })
  undo.push(() => server.close())
  await server.channel.start({ ingest: core.ingest })
  return server
}

async function join(url: string, token?: string) {
  const client = connectWebClient(url, token === undefined ? {} : { token })
  undo.push(() => client.close())
  const standing = await client.welcome()
  return { ...client, standing, said: () => client.messages().map(({ content }) => content.text) }
}

function widget(url: string) {
  const storage = createStorage(memoryStorage(), 'kefu:shop:')
  const chat = createChat({ server: url, site: 'shop', storage, locale: () => 'en', WebSocket: TestWebSocket as never })
  undo.push(() => chat.close())
  chat.connect()
  return { ...chat, said: () => chat.get().timeline.shown.map(({ content }) => content.text) }
}

describeWith(['redis-server'], 'several processes over one Redis', () => {
  it('carry replies, who answers and what was read to customers who are connected to another one', async () => {
    const redis = await redisServer()
    const core = createMemoryCore(({ text }) => [{ text: `you said ${text}` }])
    const a = await node(redis, core)
    const b = await node(redis, core)
    const here = await join(a.url)
    const there = await join(b.url, here.standing.token)
    await here.ask('send', { id: 'message-1', text: 'hello' })
    for (const tab of [here, there]) await expect.poll(tab.said, within).toEqual(['hello', 'you said hello'])
    await there.ask('read', { seq: 2 })
    await expect.poll(() => here.of('delivery'), within).toMatchObject([{ direction: 'out', seq: 2, state: 'read' }])
    b.channel.ownerChanged({ conversationKey: here.standing.thread }, 'person', 'Mia')
    await expect.poll(() => here.of('owner'), within).toMatchObject([{ owner: 'person', personName: 'Mia' }])
  })

  it('go on alone while Redis is away, and have their customers ask for what passed them by when it is back, empty', async () => {
    const redis = await redisServer()
    const core = createMemoryCore()
    const a = await node(redis, core)
    const b = await node(redis, core)
    const here = widget(a.url)
    await here.send('hello')
    await expect.poll(here.said, within).toEqual(['hello'])
    const { thread } = here.get()
    await redis.kill()
    const there = await join(b.url)
    await there.ask('send', { id: 'message-1', text: 'on another process' })
    await expect.poll(there.said, within).toEqual(['on another process'])
    await core.say(thread, { text: 'said while Redis was away' })
    await here.send('still taken')
    expect(here.said()).toEqual(['hello'])
    await redis.start()
    const everything = ['hello', 'said while Redis was away', 'still taken']
    await expect.poll(here.said, within).toEqual(everything)
    await core.say(thread, { text: 'and live again' })
    await expect.poll(here.said, within).toEqual([...everything, 'and live again'])
  })

  it('count one visitor’s messages together, each for itself while Redis is away', async () => {
    const redis = await redisServer()
    const core = createMemoryCore()
    const rates = { messagesPerVisitor: { points: 3, seconds: 60 } }
    const a = await node(redis, core, { rates })
    const b = await node(redis, core, { rates })
    let ids = 0
    const stored = async (client: Awaited<ReturnType<typeof join>>, count: number) => {
      let taken = 0
      for (let sent = 0; sent < count; sent += 1) {
        const ack = await client.ask('send', { id: `message-${String((ids += 1))}`, text: 'hey' })
        if (ack.ok) taken += 1
        else expect(ack).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) as number })
      }
      return taken
    }
    const one = await join(a.url)
    const two = await join(b.url, one.standing.token)
    expect(await stored(one, 2)).toBe(2)
    expect(await stored(two, 10)).toBe(1)
    const [newOnA, newOnB] = [await join(a.url), await join(b.url)]
    await redis.kill()
    expect(await stored(newOnA, 10)).toBe(3)
    expect(await stored(newOnB, 10)).toBe(3)
  })

  it('refuse a Redis that does not answer', async () => {
    await expect(connectCluster({ url: 'redis://127.0.0.1:1' })).rejects.toMatchObject({ code: 'redis-unreachable' })
  })
})

describeWith(['redis-server'], 'two whole servers over one Redis and one database', () => {
  it('show a customer of the one what the other answered, at once', async () => {
    const redis = await redisServer()
    const database = await startTestServer()
    undo.push(() => database.stop())
    const settings = {
      REDIS_URL: redis.url,
      MONGODB_URI: `${database.uri}/cluster`,
      KEFU_SECRET: 'the secret that both processes share',
    }
    const start = async () => {
      const app = await startTestApp(settings, { listen: true })
      undo.push(() => app.stop())
      return app
    }
    const a = await start()
    const b = await start()
    const customer = connectWebClient(a.url, { site: 'demo' })
    undo.push(() => customer.close())
    await customer.welcome()
    const deliveredBy = async ({ url }: { url: string }) =>
      Number(
        /^kefu_jobs_total\{name="deliver",result="done"\} (\d+)/m.exec(
          await (await fetch(`${url}/metrics`)).text(),
        )?.[1] ?? 0,
      )
    // Redis gives each job to whoever asks first, so sooner or later to the one that the customer is not connected to.
    for (let asked = 1; (await deliveredBy(b)) === 0; asked += 1) {
      await customer.ask('send', { id: `message-${String(asked)}`, text: 'When are you open?' })
      await expect.poll(() => customer.messages().length, within).toBe(asked * 2)
    }
    expect(
      customer
        .messages()
        .map(({ direction }) => direction)
        .slice(0, 2),
    ).toEqual(['in', 'out'])
  }, 240_000)
})
