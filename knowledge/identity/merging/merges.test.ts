// Merging and taking apart: nothing is lost, whatever happens between.
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { fixedClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { orders } from '../../commerce/orders.js'
import { customers } from '../../customers/customers.js'
import { groups } from '../groups.js'
import { people } from '../people.js'
import { merges } from './merges.js'

const store = withStore()
const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
const at = clock.now()
const id = (place: number) => `c${String(place)}` as CustomerId
const byPerson = { kind: 'person' } as const

const record = (place: number, more: object = {}) => ({
  _id: id(place),
  name: `Name ${String(place)}`,
  traits: [],
  counters: {},
  createdAt: new Date(at.getTime() + place),
  updatedAt: at,
  ...more,
})
const port = () => merges(store(), clock, groups(store()))

type Step =
  | { kind: 'merge'; keep: number; gone: number }
  | { kind: 'unmerge'; which: number }
  | { kind: 'edit'; place: number; name: string }
  | { kind: 'happen'; place: number }

const place = fc.nat(5)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('merge' as const), keep: place, gone: place }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unmerge' as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      place,
      name: fc.string({ minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('happen' as const), place }) },
)

async function happen(number: number, whose: CustomerId): Promise<void> {
  const { events, conversations, messages, notes } = store().models
  const key = String(number)
  const raw = (model: unknown) => (model as typeof events).collection
  await raw(conversations).insertOne({
    _id: `v${key}`,
    channel: 'web',
    conversationKey: key,
    customerId: whose,
  } as never)
  await raw(messages).insertOne({ _id: `v${key}.1`, conversationId: `v${key}`, seq: 1 } as never)
  await raw(notes).insertOne({ _id: `n${key}`, conversationId: `v${key}` } as never)
  await raw(events).insertOne({ _id: `e${key}`, customerId: whose, type: 'message.received', data: {}, at } as never)
}

describe('merges', () => {
  beforeEach(async () => {
    await emptyStore(store())
    await store().models.customers.insertMany([0, 1, 2, 3, 4, 5].map((one) => record(one)) as never)
  })

  it('loses nothing over random merges, edits, happenings and unmerges, and every unmerge restores both sides', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        await emptyStore(store())
        await store().models.customers.insertMany([0, 1, 2, 3, 4, 5].map((one) => record(one)) as never)
        /** What must stand: who points to whom, and each record as it would be had nothing ever been merged. */
        const pointer = new Map<number, number>()
        const made: { merge: string; gone: number; undone: boolean }[] = []
        const names = new Map([0, 1, 2, 3, 4, 5].map((one) => [one, `Name ${String(one)}`]))
        const owners = new Map<string, CustomerId>()
        const rootOf = (one: number): number => {
          const up = pointer.get(one)
          return up === undefined ? one : rootOf(up)
        }
        for (const [number, one] of steps.entries()) {
          if (one.kind === 'merge') {
            const [keep, gone] = [rootOf(one.keep), rootOf(one.gone)]
            const merge = await port().merge({ keep: id(one.keep), gone: id(one.gone) }, byPerson, 'eva')
            if (keep === gone) expect(merge).toBe('already')
            else {
              expect(merge).toMatchObject({ keep: id(keep), gone: id(gone), state: 'done' })
              pointer.set(gone, keep)
              made.push({ merge: (merge as { id: string }).id, gone, undone: false })
            }
          } else if (one.kind === 'unmerge') {
            const chosen = made[one.which % Math.max(1, made.length)]
            if (!chosen) continue
            const undone = await port().unmerge(chosen.merge, 'eva')
            if (chosen.undone) expect(undone).toBe('already')
            else pointer.delete(chosen.gone)
            chosen.undone = true
          } else if (one.kind === 'edit') {
            names.set(one.place, one.name)
            await store().models.customers.updateOne({ _id: id(one.place) }, { $set: { name: one.name } })
          } else {
            owners.set(`e${String(number)}`, id(one.place))
            await happen(number, id(one.place))
          }
          for (const place of names.keys()) {
            const together = [...names.keys()].filter((other) => rootOf(other) === rootOf(place))
            const members = await groups(store()).members(id(rootOf(place)))
            expect([...members].sort()).toEqual(together.map(id).sort())
          }
        }
        for (const { merge } of made) await port().unmerge(merge, 'eva')
        const found = await store().models.customers.find().sort({ _id: 1 }).lean()
        expect(found).toEqual([...names].map(([place, name]) => ({ ...record(place), name })))
        const events = await store().models.events.find().lean()
        expect(new Map(events.map(({ _id, customerId }) => [_id, customerId]))).toEqual(owners)
        const talks = await store().models.conversations.find().lean()
        expect(new Map(talks.map(({ _id, customerId }) => [_id.replace('v', 'e'), customerId]))).toEqual(owners)
        for (const model of [store().models.messages, store().models.notes]) {
          const written = await model.collection.find<{ conversationId: string }>({}).toArray()
          expect(written.map((one) => one.conversationId.replace('v', 'e')).sort()).toEqual([...owners.keys()].sort())
        }
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('shows one person, with conflicts listed and every value kept', async () => {
    const { customers: documents } = store().models
    await documents.deleteMany({})
    const trait = (name: string, value: string, confidence: number) => ({
      name,
      value,
      source: 'import:1',
      at,
      confidence,
    })
    await documents.insertMany([
      record(1, { number: 'C1', email: 'mei@example.com', traits: [trait('size', 'M', 0.5)] }),
      record(2, { number: 'C2', name: 'Mei Lin', email: 'lin@example.com', traits: [trait('size', 'L', 1)] }),
    ] as never)
    await port().merge({ keep: id(1), gone: id(2) }, byPerson, 'eva')
    const shown = await people(store()).get(id(2))
    expect(shown?.customer).toMatchObject({ id: 'c1', number: 'C1', name: 'Name 1', traits: [{ value: 'L' }] })
    expect(shown?.conflicts.map(({ field }) => field)).toEqual(['number', 'name', 'email', 'trait:size'])
    expect(shown?.conflicts.at(-1)?.values).toEqual([
      { value: 'L', customerId: 'c2' },
      { value: 'M', customerId: 'c1' },
    ])
    expect((await customers(store()).byNumber('C2'))?.id).toBe('c1')
  })

  it('shows a proven customer the orders of both records as their own, and a visitor nothing of the customer', async () => {
    const { customers: documents, orders: placed } = store().models
    await documents.updateOne({ _id: id(0) }, { $set: { number: 'C0', email: 'mei@example.com' } })
    await documents.updateOne({ _id: id(1) }, { $set: { number: 'C1' } })
    await placed.collection.insertMany(
      [0, 1].map((one) => ({
        _id: `NL-${String(one)}`,
        customerId: id(one),
        email: 'mei@example.com',
        status: 'placed',
        lines: [],
        total: { amount: 1, currency: 'USD' },
        address: { name: 'a', line1: 'b', city: 'c', postalCode: 'd', country: 'US' },
        placedAt: at,
        version: 1,
        changes: [],
      })) as never,
    )
    await port().merge({ keep: id(0), gone: id(1) }, byPerson, 'eva')
    await port().merge({ keep: id(0), gone: id(2) }, byPerson, 'eva')
    const shop = orders(store(), clock)
    for (const one of [0, 1]) {
      const own = await shop.ofCustomer(id(one), 10)
      expect(own.map(({ number, customerId }) => [number, customerId]).sort()).toEqual([
        ['NL-0', id(one)],
        ['NL-1', id(one)],
      ])
      expect((await shop.byNumber('NL-1', id(one)))?.customerId).toBe(id(one))
    }
    expect(await shop.ofCustomer(id(2), 10)).toEqual([])
    expect((await shop.byNumber('NL-1', id(2)))?.customerId).toBe(id(1))
    expect(await customers(store()).get(id(2))).not.toHaveProperty('email')
  })

  it('never joins what is not verified unless a person says so', async () => {
    await store().models.customers.updateOne({ _id: id(0) }, { $set: { number: 'C0' } })
    const rule = { kind: 'rule', key: 'email' } as const
    for (const pair of [
      { keep: id(0), gone: id(1) },
      { keep: id(1), gone: id(0) },
      { keep: id(1), gone: id(2) },
    ])
      await expect(port().merge(pair, rule, 'rules')).rejects.toMatchObject({ code: 'not-allowed' })
    expect(await store().models.customers.countDocuments({ mergedInto: { $exists: true } })).toBe(0)
    await store().models.customers.updateOne({ _id: id(1) }, { $set: { number: 'C1' } })
    expect(await port().merge({ keep: id(0), gone: id(1) }, rule, 'rules')).toMatchObject({ state: 'done' })
  })

  it('names a record that is not there', async () => {
    const gone = 'nobody' as CustomerId
    await expect(port().merge({ keep: id(0), gone }, byPerson, 'eva')).rejects.toMatchObject({
      code: 'not-found',
      details: { customerId: gone },
    })
    await expect(port().unmerge('mrg_0', 'eva')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('makes no circle when two people merge the same pair both ways at once', async () => {
    const pairs = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].map((b) => ({ keep: id(a), gone: id(b) })))
    await Promise.all(pairs.map((pair) => port().merge(pair, byPerson, 'eva')))
    const roots = await Promise.all([0, 1, 2, 3].map((one) => groups(store()).living(id(one))))
    expect(new Set(roots).size).toBe(1)
    expect(await store().models.merges.countDocuments({ state: 'done' })).toBe(3)
  })
})
