// Handing messages to channels, and recording how far they got.
import { describe, expect, it } from 'vitest'
import type { ConversationId, MessageId } from './domain/ids.js'
import type { Message } from './domain/message.js'
import type { Deliverer } from './ports.js'
import { fakeBot } from './testing/fake-bot.js'

const script = { 'when are you open?': { intent: 'opening-hours' } }
const reply = { conversationId: 'cnv_1' as ConversationId, messageId: 'cnv_1.2' as MessageId }

async function answered(deliver: Deliverer['deliver'] | undefined) {
  const fake = fakeBot(script, { channels: new Map(deliver ? [['test', { deliver }]] : []) })
  await fake.say('when are you open?')
  return fake
}

describe('deliver', () => {
  it('hands the message to the conversation’s channel and marks it', async () => {
    const seen: Message[] = []
    const { bot, store } = await answered(async (_to, message) => {
      seen.push(message)
      return { kind: 'sent' }
    })
    await bot.deliver(reply)
    expect(seen[0]?.content.text).toBe('We are open from 9 to 18.')
    expect(store.spread.messages.get(reply.messageId)?.delivery).toBe('sent')
  })

  it('does nothing more for a message that has arrived', async () => {
    let calls = 0
    const { bot } = await answered(async () => {
      calls += 1
      return { kind: 'delivered' }
    })
    await bot.deliver(reply)
    await bot.deliver(reply)
    expect(calls).toBe(1)
  })

  it('records a message that can never be delivered and does not try again', async () => {
    const { bot, store } = await answered(async () => ({ kind: 'undeliverable', reason: 'gone' }))
    await bot.deliver(reply)
    expect(store.spread.messages.get(reply.messageId)?.delivery).toBe('failed')
  })

  it('is to be tried again when the channel does not run here', async () => {
    const { bot } = await answered(undefined)
    await expect(bot.deliver(reply)).rejects.toMatchObject({ code: 'delivery-failed', retryable: true })
  })

  it('shows the customer’s own message to their other windows without a delivery state', async () => {
    const seen: string[] = []
    const { bot, store } = await answered(async (_to, message) => {
      seen.push(message.direction)
      return { kind: 'delivered' }
    })
    await bot.deliver({ ...reply, messageId: 'cnv_1.1' as MessageId })
    expect(seen).toEqual(['in'])
    expect(store.spread.messages.get('cnv_1.1')?.delivery).toBeUndefined()
  })
})
