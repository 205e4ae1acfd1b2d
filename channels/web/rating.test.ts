// Ratings in the web channel: what the server says may be rated, and the widget's way through its outbox.
import { describe, expect, it } from 'vitest'
import { online, texts, withChats, within } from './testing/chat-client.js'
import { createMemoryCore } from './testing/memory-core.js'
import { memoryStorage } from './testing/memory-storage.js'
import { testSite } from './testing/web-server.js'
import { withWebServer } from './testing/with-server.js'
import { askedNow } from './widget/client/ratings.js'

describe('the server', () => {
  const { start, join } = withWebServer()

  it('asks who is there when a conversation is resolved, and who comes later in the welcome', async () => {
    const { core, channel } = await start()
    const one = await join()
    const { thread } = one.standing
    expect(one.standing.rating).toBeUndefined()
    await one.ask('send', { id: 'message-1', text: 'thanks' })
    await core.idle()
    channel.askForRating(core.resolve(thread))
    await expect.poll(() => one.of('rating')).toMatchObject([{ thread, rating: { epoch: 1 } }])
    const two = await join({ token: one.standing.token ?? '' })
    expect(two.standing.rating).toMatchObject({ epoch: 1, until: expect.any(String) as string })
    expect(await two.ask('rate', { id: 'rating-01', epoch: 1, score: 4, comment: ' fine ' })).toMatchObject({
      ok: true,
      rating: { epoch: 1, score: 4 },
    })
    await expect.poll(() => one.of('rating').at(-1)).toMatchObject({ rating: { score: 4 } })
    expect(core.ratings).toMatchObject([{ score: 4, comment: 'fine' }])
  })

  it.each([
    ['a score that is none', { score: 6 }, 'input-invalid'],
    ['half a star', { score: 4.5 }, 'input-invalid'],
    ['a resolution that is over', { epoch: 0 }, 'rating-closed'],
    ['a comment that is too long', { comment: 'x'.repeat(2001) }, 'input-invalid'],
    ['a comment with control characters', { comment: 'a\u0000b' }, 'message-malformed'],
    ['an unknown field', { conversation: 'another' }, 'input-invalid'],
  ])('refuses %s', async (_what, change, code) => {
    const { core } = await start()
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'thanks' })
    await core.idle()
    core.resolve(one.standing.thread)
    expect(await one.ask('rate', { id: 'rating-01', epoch: 1, score: 4, ...change })).toMatchObject({ ok: false, code })
    expect(core.ratings).toEqual([])
  })

  it('lets nobody rate the conversation of somebody else, nor too often', async () => {
    const { core } = await start({ rates: { ratingsPerVisitor: { points: 2, seconds: 60 } } })
    const [one, other] = [await join(), await join()]
    await one.ask('send', { id: 'message-1', text: 'thanks' })
    await core.idle()
    core.resolve(one.standing.thread)
    const rate = { id: 'rating-01', epoch: 1, score: 1 }
    expect(await other.ask('rate', rate)).toMatchObject({ ok: false, code: 'conversation-unknown' })
    expect(await one.ask('rate', rate)).toMatchObject({ ok: true })
    expect(await one.ask('rate', { ...rate, id: 'rating-02' })).toMatchObject({ ok: true })
    expect(await one.ask('rate', { ...rate, id: 'rating-03' })).toMatchObject({ ok: false, code: 'rate-limited' })
  })

  it('asks nothing on a site that wants no ratings', async () => {
    const { core } = await start({ sites: [{ ...testSite, look: { ratings: false } }] })
    const one = await join()
    await one.ask('send', { id: 'message-1', text: 'thanks' })
    await core.idle()
    core.resolve(one.standing.thread)
    const again = await join({ token: one.standing.token ?? '' })
    expect(again.standing.rating).toBeUndefined()
    expect(await one.ask('rate', { id: 'rating-01', epoch: 1, score: 4 })).toMatchObject({ code: 'not-allowed' })
  })
})

describe('the widget', () => {
  const { server, start, openChat } = withChats()

  it('keeps a rating that was given offline over a reload and sends it in its place, once', async () => {
    const core = createMemoryCore(() => [{ text: 'You are welcome.' }])
    const { port, channel } = await start(core)
    const backing = memoryStorage()
    const chat = openChat(backing)
    await online(chat)
    await chat.send('thanks')
    await expect.poll(() => texts(chat)).toEqual(['thanks', 'You are welcome.'])
    const { thread } = chat.get()
    channel.askForRating(core.resolve(thread))
    await expect.poll(() => askedNow(chat.get(), Date.now()), within).toMatchObject({ epoch: 1 })
    await server().close()
    await expect.poll(() => chat.get().connection, within).toBe('offline')
    chat.rate(2, 'slow')
    expect(chat.get()).toMatchObject({ rated: { epoch: 1, score: 2 }, pending: [] })
    chat.close()
    const reloaded = openChat(backing)
    await start(core, { port })
    await expect.poll(() => reloaded.get().rating, within).toMatchObject({ epoch: 1, score: 2 })
    await expect.poll(() => reloaded.get().rated, within).toBeUndefined()
    expect(core.ratings).toMatchObject([{ score: 2, comment: 'slow' }])
    expect([...backing.entries.keys()].filter((key) => key.includes(':out:'))).toEqual([])
  })

  it('asks no more once the customer has gone on writing', async () => {
    const core = createMemoryCore(() => [{ text: 'You are welcome.' }])
    const { channel } = await start(core)
    const chat = openChat()
    await online(chat)
    await chat.send('thanks')
    await expect.poll(() => texts(chat)).toHaveLength(2)
    channel.askForRating(core.resolve(chat.get().thread))
    await expect.poll(() => askedNow(chat.get(), Date.now()), within).toBeDefined()
    const resolvedAt = Date.parse(chat.get().rating?.resolvedAt ?? '')
    await expect.poll(() => Date.now()).toBeGreaterThan(resolvedAt)
    await chat.send('one more thing')
    await expect.poll(() => texts(chat), within).toHaveLength(4)
    expect(askedNow({ ...chat.get(), typing: false }, Date.now())).toBeUndefined()
  })
})
