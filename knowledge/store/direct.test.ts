import { beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { direct } from './direct.js'
import { ContactText } from './types/contact-text.js'

const store = withStore()

describe('direct access to a collection', () => {
  beforeEach(() => emptyStore(store()))
  const event = (id: string, type: string) => ({
    _id: id,
    type,
    customerId: 'cus',
    data: {},
    at: new Date('2026-01-02T03:04:05Z'),
  })

  it('inserts what is absent and leaves the rest as it is', async () => {
    const events = direct(store().models.events as never)
    await events.insertAbsent([event('a', 'first')])
    await events.insertAbsent([event('a', 'second'), event('b', 'second')] as never)
    expect(await events.find({ _id: { $in: ['a', 'b'] } })).toEqual([event('a', 'first'), event('b', 'second')])
  })

  it('rejects when something else than a double was refused', async () => {
    const conversations = direct(store().models.conversations as never)
    const wrong = { _id: { $wrong: 1 } } as never
    await expect(conversations.insertAbsent([wrong])).rejects.toThrow()
  })

  it('stores contact data as its type says, wherever it stands', () => {
    const { sealed } = direct(store().models.inbox)
    const cast = ContactText.prototype.cast
    ContactText.prototype.cast = (value: unknown) => `sealed ${String(value)}`
    try {
      const item = { _id: 'i', conversationKey: 'key', from: { channel: 'web', subject: 'who' }, text: 'hello' }
      expect(sealed(item as never)).toEqual({
        ...item,
        conversationKey: 'sealed key',
        from: { channel: 'web', subject: 'sealed who' },
      })
      expect(item.conversationKey).toBe('key')
    } finally {
      ContactText.prototype.cast = cast
    }
  })
})
