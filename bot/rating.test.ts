// Ratings of resolved conversations: who may rate what, when, and how often; and that a crash between two writes changes nothing.
import { describe, expect, it } from 'vitest'
import { fixedClock } from '../platform/clock.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationId } from './domain/ids.js'
import { rateWithinMs } from './domain/rating.js'
import { fakeBot } from './testing/fake-bot.js'
import { today } from './testing/fake-shop.js'

const anna = { id: 'u1', name: 'Anna' }
const id = 'cnv_1' as ConversationId
const script = {
  'a person': { intent: 'talk-to-person' },
  'where is my order?': { intent: 'order-status' },
  hello: { intent: 'greeting' },
  bye: { intent: 'goodbye' },
}

const world = (before?: (call: string) => void) => {
  const clock = fixedClock(today)
  const fake = fakeBot(script, { clock }, before)
  const conversation = (): Conversation => {
    const found = fake.store.documents.get(id)
    if (!found) throw new Error('no conversation')
    return found
  }
  const events = (type: string) => [...fake.store.spread.events.values()].filter((event) => event.type === type)
  /** Handed to a person, who resolves it: epoch 3. */
  const resolved = async () => {
    await fake.say('a person')
    await fake.bot.desk.claim(id, anna)
    await fake.bot.desk.resolve(id, anna)
  }
  return { ...fake, clock, conversation, events, resolved }
}

describe('a conversation that a person resolved', () => {
  it('is rated once, and the rating is an event of the record', async () => {
    const { bot, conversation, events, resolved, store } = world()
    await resolved()
    expect(conversation().resolution).toMatchObject({ epoch: 3, by: anna })
    await expect(
      bot.rate({ conversationId: id, epoch: 3, score: 4, comment: 'quick', requestId: 'r-1' }),
    ).resolves.toMatchObject({ score: 4, by: anna, changes: 0 })
    await bot.rate({ conversationId: id, epoch: 3, score: 4, comment: 'quick', requestId: 'r-1' })
    expect(conversation().rating).toMatchObject({ epoch: 3, score: 4 })
    expect(events('conversation.rated')).toHaveLength(1)
    expect(events('conversation.rated')[0]).toMatchObject({
      conversationId: id,
      data: { rating: 4, resolvedBy: 'person', commented: true, changed: false },
    })
    expect(JSON.stringify(events('conversation.rated'))).not.toContain('quick')
    expect([...store.spread.jobs.keys()].filter((job) => job.startsWith('enrich:rating:'))).toHaveLength(1)
  })

  it('may be rated otherwise for a while, and no longer', async () => {
    const { bot, clock, conversation, events, resolved } = world()
    await resolved()
    await bot.rate({ conversationId: id, epoch: 3, score: 5, requestId: 'r-1' })
    clock.advance(rateWithinMs - 1)
    await bot.rate({ conversationId: id, epoch: 3, score: 2, requestId: 'r-2' })
    expect(conversation().rating).toMatchObject({ score: 2 })
    expect(events('conversation.rated').map(({ data }) => [data['rating'], data['changed']])).toEqual([
      [5, false],
      [2, true],
    ])
    clock.advance(1)
    await expect(bot.rate({ conversationId: id, epoch: 3, score: 1, requestId: 'r-3' })).rejects.toMatchObject({
      code: 'rating-closed',
    })
  })

  it('is not set back by an older request that comes again', async () => {
    const { bot, conversation, resolved } = world()
    await resolved()
    await bot.rate({ conversationId: id, epoch: 3, score: 5, requestId: 'r-1' })
    await bot.rate({ conversationId: id, epoch: 3, score: 1, requestId: 'r-2' })
    await expect(bot.rate({ conversationId: id, epoch: 3, score: 5, requestId: 'r-1' })).resolves.toMatchObject({
      score: 1,
    })
    expect(conversation().rating).toMatchObject({ score: 1 })
  })

  it('can still be rated after the customer wrote again, until it is resolved anew', async () => {
    const { bot, conversation, resolved, say } = world()
    await resolved()
    await say('hello')
    expect(conversation()).toMatchObject({ status: 'open', resolution: { epoch: 3 } })
    await bot.rate({ conversationId: id, epoch: 3, score: 3, requestId: 'r-1' })
    await bot.desk.claim(id, anna)
    await bot.desk.resolve(id, anna)
    await expect(bot.rate({ conversationId: id, epoch: 3, score: 1, requestId: 'r-2' })).rejects.toMatchObject({
      code: 'rating-closed',
    })
    await bot.rate({ conversationId: id, epoch: 5, score: 1, requestId: 'r-3' })
    expect(conversation().rating).toMatchObject({ epoch: 5, score: 1 })
  })
})

it('refuses to rate what was never resolved, and what is not there', async () => {
  const { bot, say } = world()
  await say('hello')
  const request = { epoch: 0, score: 5, requestId: 'r-1' } as const
  await expect(bot.rate({ conversationId: id, ...request })).rejects.toMatchObject({ code: 'rating-closed' })
  await expect(bot.rate({ conversationId: 'cnv_9' as ConversationId, ...request })).rejects.toMatchObject({
    code: 'conversation-unknown',
  })
})

it('finishes a rating that died half written when the client asks again', async () => {
  let dies = false
  const { bot, conversation, events, resolved } = world((call) => {
    if (dies && call === 'conversations.save') throw new Error('died')
  })
  await resolved()
  dies = true
  const request = { conversationId: id, epoch: 3, score: 4, requestId: 'r-1' } as const
  await expect(bot.rate(request)).rejects.toThrow('died')
  expect(conversation().rating).toBeUndefined()
  dies = false
  await expect(bot.rate(request)).resolves.toMatchObject({ score: 4, changes: 0 })
  expect(conversation().rating).toMatchObject({ score: 4 })
  expect(events('conversation.rated')).toHaveLength(1)
})

describe('the bot’s own end', () => {
  it('is a goodbye after something was said; it can be rated and opened again', async () => {
    const { conversation, events, say } = world()
    await say('bye')
    expect(conversation().status).toBe('open')
    await say('hello')
    await say('bye')
    expect(conversation()).toMatchObject({ owner: 'bot', status: 'resolved', epoch: 1, resolution: { epoch: 1 } })
    expect(events('conversation.resolved')).toMatchObject([{ data: { by: 'bot', epoch: 1, channel: 'test' } }])
    await say('bye')
    expect(conversation()).toMatchObject({ status: 'resolved', epoch: 1 })
    expect(events('conversation.resolved')).toHaveLength(1)
    await say('hello')
    expect(conversation()).toMatchObject({ status: 'open', epoch: 1 })
  })

  it('is none while a flow waits for an answer', async () => {
    const { conversation, say } = world()
    await say('hello')
    await say('where is my order?')
    await say('bye')
    expect(conversation()).toMatchObject({ status: 'open' })
  })
})
