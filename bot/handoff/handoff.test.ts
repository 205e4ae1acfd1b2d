// Who owns a conversation: the transitions, and people at the desk racing each other, the bot and the customer.
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { messageId, type ConversationId, type MessageId } from '../domain/ids.js'
import type { Message } from '../domain/message.js'
import type { Deliverer } from '../ports.js'
import { fakeBot } from '../testing/fake-bot.js'
import { transition, type Ownership, type Transition } from './transitions.js'

const anna = { id: 'u1', name: 'Anna' }
const ben = { id: 'u2', name: 'Ben' }
const id = 'cnv_1' as ConversationId
const at = new Date(0)
const script = { 'a person': { intent: 'talk-to-person' }, 'when are you open?': { intent: 'opening-hours' } }

const anyTransition: fc.Arbitrary<Transition> = fc.oneof(
  fc.constant<Transition>({ kind: 'request', reason: 'asked' }),
  fc.constantFrom(anna, ben).map((person): Transition => ({ kind: 'claim', person })),
  fc.constant<Transition>({ kind: 'transfer', from: anna, to: ben }),
  fc.constant<Transition>({ kind: 'return' }),
  fc.constant<Transition>({ kind: 'resolve' }),
)

describe('transitions', () => {
  it('begin a new epoch with each change, and never leave a person’s conversation without a name', () => {
    fc.assert(
      fc.property(fc.array(anyTransition, { maxLength: 30 }), (steps) => {
        let state: Ownership = { owner: 'bot', epoch: 0, status: 'open' }
        for (const step of steps) {
          const result = transition(state, step, at)
          if (result.kind !== 'changed') continue
          expect(result.next.epoch).toBe(state.epoch + 1)
          state = result.next
          expect(state.owner === 'person').toBe(state.handOff?.claimedBy !== undefined)
          expect(state.owner === 'bot').toBe(state.handOff === undefined)
        }
      }),
    )
  })
})

describe('the desk', () => {
  it('gives a conversation to the first who claims it and tells the other who has it', async () => {
    const { say, bot } = fakeBot(script)
    await say('a person')
    const [first, second] = await Promise.all([bot.desk.claim(id, anna, 1), bot.desk.claim(id, ben, 1)])
    expect(first).toMatchObject({ kind: 'done', owner: 'person', epoch: 2 })
    expect(second).toEqual({ kind: 'conflict', owner: 'person', person: anna })
    expect(await bot.desk.claim(id, anna, 1)).toMatchObject({ kind: 'done', messages: [] })
  })

  it('refuses a command for an epoch that is over', async () => {
    const { say, bot } = fakeBot(script)
    await say('a person')
    expect(await bot.desk.claim(id, anna, 0)).toEqual({ kind: 'conflict', owner: 'queue' })
    await bot.desk.claim(id, anna, 1)
    expect(await bot.desk.reply(id, anna, 1, { text: 'too late' })).toMatchObject({ kind: 'conflict', person: anna })
    expect(await bot.desk.reply(id, anna, 2, { text: 'in time' })).toMatchObject({ kind: 'done' })
  })

  it('lets only the one who has it reply, once per client id', async () => {
    const { say, bot, store } = fakeBot(script)
    await say('a person')
    expect(await bot.desk.reply(id, anna, undefined, { text: 'hi' })).toMatchObject({
      kind: 'conflict',
      owner: 'queue',
    })
    await bot.desk.claim(id, anna)
    expect(await bot.desk.reply(id, ben, undefined, { text: 'hi' })).toMatchObject({ kind: 'conflict', person: anna })
    const reply = { text: 'Hello, Anna here.', clientId: 'c1' }
    expect((await bot.desk.reply(id, anna, 2, reply)).kind).toBe('done')
    expect(await bot.desk.reply(id, anna, 2, reply)).toMatchObject({ kind: 'done', messages: [] })
    const messages = store.messagesOf(id)
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1))
    expect(messages.at(-1)).toMatchObject({
      author: { kind: 'person', name: 'Anna' },
      content: { text: 'Hello, Anna here.' },
    })
    expect([...store.spread.jobs.keys()]).toContain(`deliver:${messages.at(-1)?.id ?? ''}`)
  })

  it('knows a reply that comes again after the conversation was handed back, and only its own', async () => {
    const { say, bot, store } = fakeBot(script)
    await say('a person')
    await bot.desk.claim(id, anna)
    const reply = { text: 'Hello, Anna here.', clientId: 'c1' }
    await bot.desk.reply(id, anna, undefined, reply)
    await bot.desk.handBack(id, anna)
    expect(await bot.desk.reply(id, anna, undefined, reply)).toMatchObject({ kind: 'done', owner: 'bot', messages: [] })
    await bot.desk.claim(id, ben)
    expect(await bot.desk.reply(id, anna, undefined, reply)).toMatchObject({ kind: 'done', messages: [] })
    expect(await bot.desk.reply(id, ben, undefined, { ...reply, text: 'Ben' })).toMatchObject({ messages: [{}] })
    expect(store.messagesOf(id).filter(({ clientId }) => clientId === 'c1')).toHaveLength(2)
  })

  describe('says otherwise, or takes back', () => {
    const mailboxed = () => {
      const shown: Message[] = []
      const web: Deliverer = {
        mailbox: true,
        deliver: async (_to, message) => {
          shown.push(message)
          return { kind: 'sent' }
        },
      }
      return { ...fakeBot(script, { channels: new Map([['test', web]]) }), shown }
    }
    const said = async ({ say, bot }: ReturnType<typeof mailboxed>): Promise<MessageId> => {
      await say('a person')
      await bot.desk.claim(id, anna)
      const result = await bot.desk.reply(id, anna, undefined, { text: 'It costs 5 euros.' })
      return (result.kind === 'done' ? result.messages[0]?.id : undefined) ?? messageId(id, 0)
    }

    it('shows a corrected message to who is there and keeps an event of it, once', async () => {
      const world = mailboxed()
      const message = await said(world)
      const { bot, store, shown } = world
      const corrected = { id: message, content: { text: 'It costs 6 euros.' }, editedAt: expect.any(Date) as Date }
      expect(await bot.desk.edit(id, anna, message, 'It costs 6 euros.')).toMatchObject({
        kind: 'done',
        messages: [corrected],
      })
      expect(shown.at(-1)).toMatchObject(corrected)
      expect(await bot.desk.edit(id, anna, message, 'It costs 6 euros.')).toMatchObject({ messages: [] })
      expect(store.messagesOf(id).find((one) => one.id === message)).toMatchObject(corrected)
      expect([...store.spread.events.values()].filter(({ type }) => type === 'message.edited')).toHaveLength(1)
      await expect(bot.desk.edit(id, anna, message, ' ')).rejects.toMatchObject({ code: 'message-empty' })
    })

    it('takes a message back for good, also a wrong one of the bot', async () => {
      const world = mailboxed()
      const message = await said(world)
      const { bot, store } = world
      expect(await bot.desk.remove(id, anna, message)).toMatchObject({ messages: [{ id: message }] })
      expect(await bot.desk.remove(id, anna, message)).toMatchObject({ kind: 'done', messages: [] })
      expect(await bot.desk.edit(id, anna, message, 'again')).toMatchObject({ kind: 'conflict' })
      const ofBot = store.messagesOf(id).find(({ author }) => author.kind === 'bot')?.id ?? message
      expect(await bot.desk.edit(id, anna, ofBot, 'not mine')).toMatchObject({ kind: 'conflict' })
      expect(await bot.desk.remove(id, ben, ofBot)).toMatchObject({ kind: 'conflict', person: anna })
      expect(await bot.desk.remove(id, anna, ofBot)).toMatchObject({
        messages: [{ deletedAt: expect.any(Date) as Date }],
      })
    })

    it('leaves the words of others, of customers and of channels that cannot show it', async () => {
      const world = mailboxed()
      const message = await said(world)
      const { bot } = world
      expect(await bot.desk.edit(id, ben, message, 'Ben was here')).toMatchObject({ kind: 'conflict', person: anna })
      expect(await bot.desk.remove(id, anna, messageId(id, 1))).toEqual({ kind: 'not-found' })
      expect(await bot.desk.remove(id, anna, messageId(id, 99))).toEqual({ kind: 'not-found' })
      expect(await bot.desk.remove('cnv_9' as ConversationId, anna, message)).toEqual({ kind: 'not-found' })
      const other = fakeBot(script)
      await other.say('a person')
      await other.bot.desk.claim(id, anna)
      const reply = await other.bot.desk.reply(id, anna, undefined, { text: 'hi' })
      const sent = reply.kind === 'done' ? reply.messages[0]?.id : undefined
      await expect(other.bot.desk.edit(id, anna, sent ?? message, 'ho')).rejects.toMatchObject({ code: 'not-allowed' })
    })
  })

  it('reads the record of who writes once a message for the bot, and not for a person', async () => {
    const read = vi.fn(async () => undefined)
    const { bot, inbound, store } = fakeBot(script, { sole: true, customers: { get: read } })
    const heard = async (text: string): Promise<void> => {
      const message = inbound(text)
      await bot.ingest(message)
      await vi.waitFor(() => expect(store.messagesOf(id).map(({ content }) => content.text)).toContain(text))
    }
    await heard('when are you open?')
    expect(read).toHaveBeenCalledTimes(1)
    await bot.desk.claim(id, anna)
    await heard('are you there?')
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('keeps the bot silent while a person has the conversation, and lets it answer after the return', async () => {
    const { say, bot } = fakeBot(script)
    await say('a person')
    await bot.desk.claim(id, anna)
    expect((await say('when are you open?')).replies).toEqual([])
    expect((await say('back to the bot')).replies).toEqual([])
    await bot.desk.handBack(id, anna)
    expect((await say('when are you open?')).text).toBe('We are open from 9 to 18.')
  })

  it('transfers and ends only by the one who has it', async () => {
    const { say, bot } = fakeBot(script)
    await say('a person')
    await bot.desk.claim(id, anna)
    expect(await bot.desk.transfer(id, ben, anna)).toMatchObject({ kind: 'conflict', person: anna })
    expect(await bot.desk.transfer(id, anna, ben)).toMatchObject({ kind: 'done', epoch: 3 })
    expect(await bot.desk.resolve(id, anna)).toMatchObject({ kind: 'conflict', person: ben })
    expect(await bot.desk.handBack(id, anna)).toMatchObject({ kind: 'conflict', person: ben })
    expect(await bot.desk.resolve(id, ben)).toMatchObject({ kind: 'done', owner: 'bot', epoch: 4 })
  })

  it('opens a resolved conversation again when the customer writes', async () => {
    const { say, bot, store } = fakeBot(script)
    await say('a person')
    await bot.desk.resolve(id, anna)
    expect(store.documents.get(id)?.status).toBe('resolved')
    await say('when are you open?')
    expect(store.documents.get(id)).toMatchObject({ status: 'open', owner: 'bot' })
  })

  it('refuses an empty reply and knows no unknown conversation', async () => {
    const { bot } = fakeBot(script)
    expect(await bot.desk.claim('cnv_9' as ConversationId, anna)).toEqual({ kind: 'not-found' })
    await expect(bot.desk.reply(id, anna, undefined, { text: ' ' })).rejects.toMatchObject({ code: 'message-empty' })
  })
})
