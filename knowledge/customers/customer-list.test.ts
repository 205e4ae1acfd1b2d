// Looking for customers: by what they are known by, in a segment, page after page, each person once.
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { customerList } from './customer-list.js'

const store = withStore()
const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute))

describe('the list of customers', () => {
  beforeEach(async () => {
    await emptyStore(store())
    const record = (_id: string, minute: number, more: object) => ({
      ...{ _id, traits: [], counters: {}, createdAt: at(minute), updatedAt: at(minute) },
      ...more,
    })
    await store().models.customers.insertMany([
      record('a', 1, { number: 'C1001', name: 'Emma Carter', email: 'emma@a.example', phone: '+1 (415) 555-0101' }),
      record('b', 2, { number: 'C1002', name: '李梅', email: 'li.mei@b.example' }),
      record('c', 3, { name: 'Carter (Tom)' }),
      record('d', 4, { name: 'E. Carter', email: 'old@d.example', mergedInto: 'a' }),
      record('e', 5, {}),
    ] as never)
    await store().models.segmentMembers.insertMany(
      ['a', 'b', 'e'].map((customerId) => ({
        _id: `s:${customerId}`,
        segment: 's',
        customerId,
        since: at(6),
      })) as never,
    )
  })
  const page = (filter: { text?: string; segment?: string; cursor?: string; limit?: number } = {}) =>
    customerList(store()).page({ limit: 10, ...filter })
  const ids = async (filter: Parameters<typeof page>[0]) => (await page(filter)).items.map(({ id }) => id)

  it('begins with the newest and holds each person once', async () => {
    expect(await ids({})).toEqual(['e', 'c', 'b', 'a'])
  })

  it.each([
    ['carter', ['a', 'c']],
    ['carter emma', ['a']],
    ['李', ['b']],
    ['(tom)', ['c']],
    ['MEI@', ['b']],
    ['c1002', ['b']],
    ['415 555', ['a']],
    ['old@d', ['a']],
    ['.*', []],
  ])('finds %s', async (text, found) => {
    expect((await ids({ text })).sort()).toEqual(found)
  })

  it('holds to a segment, with a search in it', async () => {
    expect(await ids({ segment: 's' })).toEqual(['a', 'b', 'e'])
    expect(await ids({ segment: 's', text: 'emma' })).toEqual(['a'])
    expect(await ids({ segment: 'nobody' })).toEqual([])
  })

  it.each([{}, { segment: 's' }, { text: 'example' }])('goes on where a page ended: %o', async (filter) => {
    const all = await ids(filter)
    const read: string[] = []
    let cursor: string | null = null
    do {
      const { items, next }: Awaited<ReturnType<typeof page>> = await page({
        ...filter,
        limit: 1,
        ...(cursor !== null && { cursor }),
      })
      read.push(...items.map(({ id }) => id))
      cursor = next
    } while (cursor !== null)
    expect([...new Set(read)]).toEqual(all)
  })

  it('refuses a cursor of another list', async () => {
    await expect(page({ cursor: 'x' })).rejects.toThrow('cursor')
  })

  it('reads the newest along an index', async () => {
    const { customers } = store().models
    const plan = await customers.find({}).sort({ createdAt: -1, _id: -1 }).limit(10).explain('queryPlanner')
    expect(JSON.stringify(plan)).toContain('createdAt_-1__id_-1')
  })
})
