import { describe, expect, it } from 'vitest'
import { connectWebClient } from './testing/web-client.js'
import { counting, withWebServer } from './testing/with-server.js'

const { start, join } = withWebServer()

const limited = {
  ok: false,
  code: 'rate-limited',
  retryable: true,
  retryAfterMs: expect.any(Number) as number,
}
const minute = (points: number) => ({ points, seconds: 60 })
const from = (address: string) => ({ 'x-forwarded-for': address })

/** Sends `count` messages without waiting in between and tells how many were stored. */
async function shout(client: Awaited<ReturnType<typeof join>>, count: number): Promise<number> {
  const acks = await Promise.all(
    Array.from({ length: count }, (_, index) => client.ask('send', { id: `message-${String(index)}`, text: 'hey' })),
  )
  for (const ack of acks) if (!ack.ok) expect(ack).toMatchObject(limited)
  return acks.filter((ack) => ack.ok).length
}

describe('messages are limited', () => {
  it('for each visitor; others at the same address go on', async () => {
    await start({ rates: { messagesPerVisitor: minute(3) } })
    const loud = await join()
    const quiet = await join()
    expect(await shout(loud, 10)).toBe(3)
    expect(await shout(quiet, 1)).toBe(1)
  })

  it('for a visitor over all tabs together', async () => {
    await start({ rates: { messagesPerVisitor: minute(3) } })
    const one = await join()
    const two = await join({ token: one.standing.token ?? '' })
    expect((await shout(one, 2)) + (await shout(two, 10))).toBe(3)
  })

  it('for each address, however many visitors it makes up', async () => {
    await start({ trustedProxies: 1, rates: { messagesPerAddress: minute(5) } })
    const loud = await Promise.all([1, 2, 3, 4].map(() => join({}, from('198.51.100.7'))))
    const stored = await Promise.all(loud.map((client) => shout(client, 3)))
    expect(stored.reduce((sum, each) => sum + each, 0)).toBe(5)
    expect(await shout(await join({}, from('198.51.100.8')), 1)).toBe(1)
  })

  it('for each site', async () => {
    const sites = ['shop', 'other'].map((key) => ({ key, origins: ['*'] }))
    await start({ sites, trustedProxies: 1, rates: { messagesPerSite: minute(4) } })
    const shop = await Promise.all([1, 2, 3].map((n) => join({}, from(`198.51.100.${String(n)}`))))
    const stored = await Promise.all(shop.map((client) => shout(client, 2)))
    expect(stored.reduce((sum, each) => sum + each, 0)).toBe(4)
    expect(await shout(await join({ site: 'other' }), 1)).toBe(1)
  })
})

describe('10,000 quick messages from one visitor', () => {
  it('cost the others nothing: the first few are stored, the rest refused and counted, and everybody else is answered', async () => {
    const { counted, metrics } = counting()
    const { core } = await start({ metrics })
    const loud = await join()
    const quiet = await join()
    const storm = shout(loud, 10_000)
    for (let index = 0; index < 5; index += 1)
      expect(await quiet.ask('send', { id: `message-${String(index)}`, text: 'hello' })).toMatchObject({ ok: true })
    const stored = await storm
    await core.idle()
    expect(core.texts(loud.standing.thread)).toHaveLength(stored)
    expect(core.texts(quiet.standing.thread)).toHaveLength(5)
    expect(counted.filter((line) => line === 'refused web rate-limited')).toHaveLength(10_000 - stored)
  })
})

describe('whoever sends anything but messages', () => {
  it('is limited as well, faulty events included', async () => {
    await start({ rates: { commandsPerVisitor: minute(5) } })
    const one = await join()
    for (let index = 0; index < 5; index += 1) await one.socket.timeout(25_000).emitWithAck(`nonsense-${String(index)}`)
    expect(await one.ask('sync', { after: 0 })).toMatchObject(limited)
  })
})

describe('a storm of connections', () => {
  it('from one address is refused beyond its limit, to be tried later; other addresses come in', async () => {
    const { counted, metrics } = counting()
    await start({ trustedProxies: 1, metrics, rates: { connectionsPerAddress: minute(20) } })
    const tries = await Promise.allSettled(Array.from({ length: 200 }, () => join({}, from('198.51.100.7'))))
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(20)
    const refused = tries.find((each) => each.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) as number })
    expect(counted.filter((line) => line === 'refused web rate-limited')).toHaveLength(180)
    await expect(join({}, from('198.51.100.8'))).resolves.toBeDefined()
  })

  it('that come and go leaves nothing open', async () => {
    const { counted, metrics } = counting()
    const server = await start({ metrics })
    for (let round = 0; round < 5; round += 1) {
      const clients = Array.from({ length: 40 }, () => connectWebClient(server.url))
      await Promise.all(clients.map((client) => client.welcome()))
      for (const client of clients) client.close()
    }
    const count = (event: string) => counted.filter((line) => line === `connections web ${event}`).length
    await expect.poll(() => [count('opened'), count('closed')]).toEqual([200, 200])
    await expect.poll(() => server.channel.io.engine.clientsCount).toBe(0)
  })
})
