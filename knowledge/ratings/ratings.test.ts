import { beforeEach, describe, expect, it } from 'vitest'
import type { ConversationId, CustomerId } from '../../bot/domain/ids.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { ratingFigures } from './rating-figures.js'
import { ratings, type GivenRating, type Ratings } from './ratings.js'

const store = withStore()
const at = new Date('2026-03-01T10:00:00Z')

const given = (change: Partial<GivenRating> = {}): GivenRating => ({
  id: 'c1:2',
  conversationId: 'c1' as ConversationId,
  customerId: 'p1' as CustomerId,
  channel: 'web',
  locale: 'en',
  score: 4,
  resolvedAt: at,
  at,
  ...change,
})

describe('ratings', () => {
  let port: Ratings
  beforeEach(async () => {
    await emptyStore(store())
    port = ratings(store())
  })

  it('keep one for each resolution, however often and from wherever it comes', async () => {
    const kept = await Promise.all([1, 2, 3].map(() => port.keep(given(), 'r-1')))
    expect(kept).toEqual([1, 2, 3].map(() => ({ ...given(), changes: 0 })))
    expect(await port.ofConversation('c1' as ConversationId)).toHaveLength(1)
  })

  it('count a change, forget a comment that was taken out, and never go back in time', async () => {
    await port.keep(given({ comment: 'good' }), 'r-1')
    const changed = await port.keep(given({ score: 2, at: new Date(at.getTime() - 5000) }), 'r-2')
    expect(changed).toEqual({ ...given({ score: 2, at: new Date(at.getTime() + 1) }), changes: 1 })
    expect(await port.get('c1:2')).toEqual(changed)
  })

  it('know a request that was carried out before', async () => {
    await port.keep(given(), 'r-1')
    await port.keep(given({ score: 1 }), 'r-2')
    expect(await port.keep(given(), 'r-1')).toMatchObject({ score: 1, changes: 1 })
  })

  it('take several changes at once, each of them', async () => {
    await port.keep(given(), 'r-0')
    await Promise.all(([1, 2, 3, 5] as const).map((score) => port.keep(given({ score }), `r-${String(score)}`)))
    expect(await port.get('c1:2')).toMatchObject({ changes: 4 })
  })

  it('list those of a conversation, newest resolution first', async () => {
    await port.keep(given(), 'r-1')
    await port.keep(given({ id: 'c1:4', score: 1, resolvedAt: new Date(at.getTime() + 1000) }), 'r-2')
    await port.keep(given({ id: 'c2:1', conversationId: 'c2' as ConversationId }), 'r-3')
    expect((await port.ofConversation('c1' as ConversationId)).map(({ score }) => score)).toEqual([1, 4])
  })
})

describe('figures of a period', () => {
  const day = (hours: number) => new Date(at.getTime() + hours * 3_600_000)
  const resolved = (id: string, hours: number, channel = 'web') => ({
    ...{ _id: id, type: 'handoff.resolved', customerId: 'p1' as CustomerId, data: { channel }, at: day(hours) },
  })

  it('count stars by who resolved, and how many of those who were asked said anything', async () => {
    await emptyStore(store())
    const port = ratings(store())
    const anna = { id: 'u1', name: 'Anna' }
    await store().models.events.insertMany([
      resolved('1', 0),
      resolved('2', 1),
      resolved('3', 2),
      resolved('4', 1, 'email'),
    ])
    await port.keep(given({ id: 'a:1', by: anna, score: 5 }), 'r-1')
    await port.keep(given({ id: 'b:1', by: anna, score: 2, resolvedAt: day(1), at: day(30) }), 'r-1')
    await port.keep(given({ id: 'c:1', score: 4, resolvedAt: day(1) }), 'r-1')
    await port.keep(given({ id: 'd:1', score: 1, resolvedAt: day(24) }), 'r-1')
    expect(await ratingFigures(store()).between(at, day(24))).toEqual({
      asked: 3,
      bot: { rated: 1, stars: 4, good: 1 },
      person: { rated: 2, stars: 7, good: 1 },
    })
    expect(await ratingFigures(store()).between(day(48), day(72))).toMatchObject({ asked: 0, bot: { rated: 0 } })
  })
})
