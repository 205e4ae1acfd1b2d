import { beforeEach, describe, expect, it } from 'vitest'
import type { ChannelSubject, StoredInbound } from '../bot/domain/inbound.js'
import { inboundId } from '../bot/domain/ids.js'
import type { FirstContact } from '../bot/domain/first-contact.js'
import { fixedClock } from '../platform/clock.js'
import { emptyStore, withStore } from '../tests/support/test-store.js'
import { firstContacts } from './first-contacts.js'
import { identities } from './identity/identities.js'
import { conversations } from './store/conversations.js'
import { inbox } from './store/inbox.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))

const visitor = (subject: string): ChannelSubject => ({ channel: 'web', subject, trust: 'anonymous' })

/** What one process has; it remembers what it met. */
function open() {
  const ports = {
    identities: identities(store(), clock),
    conversations: conversations(store(), clock),
    inbox: inbox(store()),
  }
  const contacts = firstContacts(store(), ports)
  const begin = (from: ChannelSubject, conversationKey = from.subject): Promise<FirstContact | undefined> =>
    contacts.begin(
      from,
      'en',
      (who) => ({ ...who, channel: 'web', conversationKey, locale: 'en' }),
      ({ id, identityId, customerId }): StoredInbound => ({
        id: inboundId('web', conversationKey),
        channel: 'web',
        externalId: conversationKey,
        conversationKey,
        from,
        text: 'hello',
        at: clock.now(),
        conversationId: id,
        identityId,
        customerId,
        processedAt: null,
      }),
    )
  return { ...ports, begin }
}

const counts = async (): Promise<readonly number[]> => {
  const { customers, identities: known, conversations: opened, inbox: items } = store().models
  return Promise.all([customers, known, opened, items].map((model) => model.collection.countDocuments()))
}

describe('a stranger’s first message', () => {
  beforeEach(() => emptyStore(store()))

  it('is there with who wrote it and its conversation, as if each had been stored by itself', async () => {
    const { begin, ...ports } = open()
    const first = await begin(visitor('v1'))
    expect(await first?.stored).toBe(true)
    expect(await counts()).toEqual([1, 1, 1, 1])
    const who = await open().identities.resolve(visitor('v1'), 'en')
    expect(first?.conversation).toMatchObject(who)
    expect(await ports.conversations.get(first?.conversation.id as never)).toEqual(first?.conversation)
    expect(await ports.inbox.get(first?.item.id as never)).toEqual(first?.item)
  })

  it('is for strangers only, and only where no conversation is', async () => {
    const { begin } = open()
    await (
      await begin(visitor('v1'))
    )?.stored
    expect(await begin(visitor('v1'))).toBeUndefined()
    expect(await open().begin(visitor('v1'))).toBeUndefined()
    expect(await begin({ ...visitor('v2'), trust: 'verified' })).toBeUndefined()
    expect(await begin(visitor('v3'), 'v1')).toBeUndefined()
    expect(await counts()).toEqual([1, 1, 1, 1])
  })

  it('does not enter a conversation that another process opened', async () => {
    await (
      await open().begin(visitor('v1'))
    )?.stored
    const late = await open().begin(visitor('v2'), 'v1')
    expect(await late?.stored).toBe(false)
    expect((await counts()).slice(2)).toEqual([1, 1])
  })

  it('comes true beside others of the same moment, also when one of them does not', async () => {
    await (
      await open().begin(visitor('v0'), 'taken')
    )?.stored
    const { begin } = open()
    const all = await Promise.all(
      [visitor('v1'), visitor('v2'), visitor('v3'), visitor('v4')].map((from, index) =>
        begin(from, index === 1 ? 'taken' : from.subject),
      ),
    )
    const stored = await Promise.all(all.map(async (first) => first?.stored))
    expect(stored[1]).toBe(false)
    // Those behind the one that failed may have been written by the try before: then each of their steps is taken by itself.
    expect((await counts())[2]).toBe(4)
    for (const [index, first] of all.entries())
      if (index !== 1) expect(await open().inbox.get(first?.item.id as never)).toEqual(first?.item)
  })

  it('is refused where the visitor was blocked', async () => {
    const one = open()
    const first = await one.begin(visitor('v1'))
    await first?.stored
    await one.identities.setBlocked(first?.conversation.identityId as never, true)
    await expect(open().begin(visitor('v1'))).rejects.toMatchObject({ code: 'identity-blocked' })
  })
})
