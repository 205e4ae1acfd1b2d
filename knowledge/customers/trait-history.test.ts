// The history of traits: what stood before, with its source and times, through merges, imports and processes that die.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { groups } from '../identity/groups.js'
import { withoutBatch, withRow } from '../imports/record/layers.js'
import type { StoredCustomer } from '../store/models/customer-model.js'
import { keptValues } from '../store/models/trait-history-model.js'
import { bumpRevision } from '../store/revisions.js'
import { upkeep } from '../upkeep.js'
import { traitHistory } from './trait-history.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const minute = 60_000
const [mei, tom] = ['mei', 'tom'] as [CustomerId, CustomerId]
const after = (minutes: number): Date => new Date(start.getTime() + minutes * minute)

describe('the history of traits', () => {
  let clock: ReturnType<typeof fixedClock>
  let keeping: ReturnType<typeof upkeep>
  let made = 0
  const record = (_id: string, more: object = {}) => ({
    _id,
    traits: [],
    counters: {},
    createdAt: start,
    updatedAt: start,
    ...more,
  })
  const said = async (whose: CustomerId, ...moods: number[]) => {
    for (const sentiment of moods) {
      clock.advance(minute)
      made += 1
      const event = {
        _id: `e${String(made).padStart(5, '0')}`,
        type: 'message.received',
        customerId: whose,
        data: { sentiment },
      }
      await store().models.events.insertMany([{ ...event, at: clock.now() }] as never)
      await keeping.refresh(whose)
    }
  }
  const earlier = async (whose: CustomerId, name = 'sentiment', limit = 100) => {
    const records = await groups(store()).members(await groups(store()).living(whose))
    return (await traitHistory(store()).of(records, { name, limit })).items.map(({ value }) => value)
  }

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    keeping = upkeep(store(), clock, catalogue(store(), clock))
    await store().models.customers.insertMany([record(mei), record(tom)] as never)
    await bumpRevision(store(), 'identities')
  })

  it('keeps every earlier value with source, time and when it ended, once, and nothing when only the time is new', async () => {
    await said(mei, 0.4, 0.4, -0.4)
    await keeping.refresh(mei)
    await keeping.enrichment.rebuildTraits(mei)
    const { items, next } = await traitHistory(store()).of([mei], { limit: 10 })
    expect(next).toBeNull()
    expect(items).toEqual([
      { name: 'sentiment', value: 0.4, source: 'enrich:sentiment', at: after(2), confidence: 0.5, until: after(3) },
    ])
    expect(await store().models.customers.findById(mei).lean()).not.toHaveProperty('superseded')
  })

  it('goes in pages, newest first, and forgets what is too old', async () => {
    await said(mei, ...Array.from({ length: keptValues + 12 }, (_, place) => (place % 7) / 10))
    const port = traitHistory(store())
    const all = (await port.of([mei], { name: 'sentiment', limit: 1000 })).items
    expect(all).toHaveLength(keptValues)
    const paged: typeof all = []
    let cursor: string | undefined
    do {
      const page = await port.of([mei], { name: 'sentiment', cursor, limit: 7 })
      paged.push(...page.items)
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(paged).toEqual(all)
    expect(all.map(({ until }) => until)).toEqual(
      [...all.map(({ until }) => until)].sort((a, b) => b.getTime() - a.getTime()),
    )
    await expect(port.of([mei], { cursor: 'x', limit: 5 })).rejects.toMatchObject({ code: 'input-invalid' })
  })

  it('loses no value when the process dies before it is brought in, and does not double it', async () => {
    await said(mei, 0.4)
    const replaced = {
      name: 'sentiment',
      value: 0.9,
      source: 'enrich:sentiment',
      at: after(-5),
      confidence: 0.5,
      until: after(-1),
    }
    await store().models.customers.updateOne({ _id: mei }, { $set: { superseded: [replaced] } })
    expect(await earlier(mei)).toEqual([0.9])
    await said(mei, 0.4)
    expect(await earlier(mei)).toEqual([0.9])
    expect(await store().models.customers.findById(mei).lean()).not.toHaveProperty('superseded')
    await traitHistory(store()).settle(mei, [replaced])
    expect(await earlier(mei)).toEqual([0.9])
  })

  it('is one for merged records, and each record has its own again when they are taken apart', async () => {
    await said(mei, 0.2, 0.4)
    await said(tom, -0.2, -0.6)
    const apart = [await earlier(mei), await earlier(tom)]
    expect(apart).toEqual([[0.2], [-0.2]])
    const merge = await keeping.identity.merges.merge({ keep: mei, gone: tom }, { kind: 'person' }, 'eva')
    await said(mei, 1, 1)
    const together = await earlier(mei)
    expect(together.length).toBeGreaterThan(3)
    expect(await earlier(tom)).toEqual(together)
    await keeping.identity.merges.unmerge(typeof merge === 'string' ? '' : merge.id, 'eva')
    // What mei said while they were one is hers; what was derived from both is nobody's alone.
    expect(await earlier(tom)).toEqual(apart[1])
    expect(await earlier(mei)).toEqual([0.3, 0.2])
    await keeping.identity.merges.merge({ keep: mei, gone: tom }, { kind: 'person' }, 'eva')
    expect(await earlier(mei)).toEqual(expect.arrayContaining(together))
  })

  it('shows what imports covered, and goes back with an undone batch', async () => {
    const size = { name: 'size', value: 'M', source: 'seed', at: start, confidence: 1 }
    const [before] = await store().models.customers.find({ _id: mei }).lean<StoredCustomer[]>()
    if (!before) throw new Error('mei is gone')
    const row = (batch: string, value: string, minutes: number) => ({
      ...{ batch, row: 1, line: 2, at: after(minutes) },
      values: [{ target: 'trait size', value, made: 'given' as const }],
    })
    const first = withRow({ ...before, traits: [size] }, row('b1', 'L', 1))
    const second = withRow(first, row('b2', 'XL', 2))
    const write = (record: StoredCustomer) => store().models.customers.replaceOne({ _id: mei }, record)
    await write(second)
    expect((await traitHistory(store()).of([mei], { name: 'size', limit: 9 })).items).toEqual([
      { name: 'size', value: 'L', source: 'import:b1:1', at: after(1), confidence: 1, until: after(2) },
      { ...size, until: after(1) },
    ])
    await write(withoutBatch(second, 'b1', after(3)).customer)
    expect(await earlier(mei, 'size')).toEqual(['M'])
    await write(withoutBatch(withoutBatch(second, 'b1', after(3)).customer, 'b2', after(4)).customer)
    expect(await earlier(mei, 'size')).toEqual([])
  })
})
