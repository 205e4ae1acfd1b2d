import { beforeEach, expect, it } from 'vitest'
import type { ConversationId, CustomerId } from '../../bot/domain/ids.js'
import type { Score } from '../../bot/domain/rating.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { consents } from '../customers/consents.js'
import { ratedTexts } from './rated-texts.js'
import { ratings } from './ratings.js'

const store = withStore()
const at = new Date('2026-03-01T10:00:00Z')

const rate = (who: string, score: Score, comment?: string) =>
  ratings(store()).keep(
    {
      id: `${who}:1`,
      conversationId: who as ConversationId,
      customerId: who as CustomerId,
      ...{ channel: 'web', locale: 'en', score, resolvedAt: at, at },
      ...(comment !== undefined && { comment }),
    },
    'r-1',
  )

beforeEach(() => emptyStore(store()))

it('teaches feeling by comments first, masked, then by reviews', async () => {
  await rate('p1', 2, 'Write to emma@example.com, nobody answered me')
  await rate('p2', 5)
  const customerId = 'p3' as CustomerId
  const review = { _id: 'r1', productId: 'x', customerId, rating: 5, text: 'Lovely tent', locale: 'en' as const, at }
  await store().models.reviews.create(review)
  const texts = await ratedTexts(store())
  expect(texts.map(({ rating }) => rating)).toEqual([2, 5])
  expect(texts[0]?.text).toContain('nobody answered me')
  expect(texts[0]?.text).not.toContain('emma@example.com')
  expect(texts[1]?.text).toBe('Lovely tent')
})

it('reads no comment of a customer who took their word back', async () => {
  await rate('p1', 1, 'never again')
  expect(await ratedTexts(store())).toHaveLength(1)
  await consents(store()).set('p1' as CustomerId, 'analytics', { state: 'denied', source: 'test', at })
  expect(await ratedTexts(store())).toEqual([])
})
