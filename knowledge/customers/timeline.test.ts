import { beforeAll, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { withStore } from '../../tests/support/test-store.js'
import { timeline } from './timeline.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const mei = 'mei' as CustomerId
const many = 10_000

describe('the timeline of a person', () => {
  beforeAll(async () => {
    const record = { traits: [], counters: {}, createdAt: start, updatedAt: start }
    await store().models.customers.insertMany([
      { _id: mei, ...record },
      { _id: 'visitor', mergedInto: mei, ...record },
    ] as never)
    await store().models.events.collection.insertMany(
      Array.from({ length: many }, (_, place) => ({
        ...{ _id: `e${String(place).padStart(6, '0')}`, type: 'product.viewed', data: {} },
        customerId: place % 3 === 0 ? 'visitor' : mei,
        // Two at a time happen at once.
        at: new Date(start.getTime() + Math.floor(place / 2) * 1000),
      })) as never,
    )
  })

  it('goes through all records newest first, each event once, page after page', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < 4; pages += 1) {
      const page = await timeline(store(), mei, { cursor, limit: 7 })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next ?? undefined
    }
    expect(seen).toEqual(Array.from({ length: 28 }, (_, back) => `e${String(many - 1 - back).padStart(6, '0')}`))
  })

  it('is the same from a record that was merged away, and ends', async () => {
    expect(await timeline(store(), 'visitor' as CustomerId, { limit: 5 })).toEqual(
      await timeline(store(), mei, { limit: 5 }),
    )
    const end = await timeline(store(), mei, { cursor: `${String(start.getTime() + 1000)}:e000002`, limit: 5 })
    expect(end.items.map(({ id }) => id)).toEqual(['e000001', 'e000000'])
    expect(end.next).toBeNull()
  })

  it('refuses a cursor of another list', async () => {
    await expect(timeline(store(), mei, { cursor: 'x', limit: 5 })).rejects.toMatchObject({ code: 'input-invalid' })
  })
})
