import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, CustomerId, ChannelIdentityId } from '../../bot/domain/ids.js'
import type { HandOff } from '../../bot/domain/conversation.js'
import type { Desk } from '../../bot/ports.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { conversations } from '../store/conversations.js'
import { desk, median } from './standing.js'

const store = withStore()
const now = new Date('2026-03-01T10:00:00Z')
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

describe('the wait for a person', () => {
  let port: Desk
  beforeEach(async () => {
    await emptyStore(store())
    port = desk(store(), fixedClock(now), async () => 2)
  })
  const asked = async (key: string, handOff: HandOff, owner: 'queue' | 'person' = 'queue'): Promise<ConversationId> => {
    const all = conversations(store(), fixedClock(now))
    const opened = await all.open({
      channel: 'web',
      conversationKey: key,
      identityId: 'i' as ChannelIdentityId,
      customerId: 'c' as CustomerId,
      trust: 'anonymous',
      locale: 'en',
    })
    await all.save({ ...opened, owner, handOff }, opened)
    return opened.id
  }

  it('counts who asked before, and only those who still wait', async () => {
    await asked('a', { reason: 'x', requestedAt: minutesAgo(30) })
    await asked('b', { reason: 'x', requestedAt: minutesAgo(20), claimedAt: minutesAgo(19) }, 'person')
    const mine = await asked('c', { reason: 'x', requestedAt: minutesAgo(10) })
    await asked('d', { reason: 'x', requestedAt: minutesAgo(5) })
    expect(await port.standing(mine)).toEqual({ ahead: 1, peopleOnline: 2 })
  })

  it('tells a typical wait only when there were enough claims lately', async () => {
    const waits = [1, 2, 3, 4, 40]
    for (const [index, wait] of waits.entries()) {
      const mine = await asked(
        `k${String(index)}`,
        { reason: 'x', requestedAt: minutesAgo(60), claimedAt: minutesAgo(60 - wait) },
        'person',
      )
      const { typicalWaitMs } = await port.standing(mine)
      expect(typicalWaitMs).toBe(index < 4 ? undefined : 3 * 60_000)
    }
  })
})

describe('the median', () => {
  it('is the middle, or the mean of the two in the middle', () => {
    expect([[], [5], [4, 1], [9, 1, 5]].map(median)).toEqual([undefined, 5, 2.5, 5])
  })
})
