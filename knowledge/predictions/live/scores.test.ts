// Scores over a real database: stored with model and version, renewed for whom something happened, for everybody in time, and of nobody who refused.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { fixedClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { catalogue } from '../../commerce/catalogue.js'
import { consents } from '../../customers/consents.js'
import { upkeep } from '../../upkeep.js'
import { predictions } from './predictions.js'
import { predictionScores } from './scores.js'
import { storedScores } from './stored-scores.js'
import { useLivelyModel } from './testing/lively-model.js'
import { storeOrder } from './testing/store-order.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const minute = 60_000
const day = 86_400_000
const [mei, tom] = ['mei', 'tom'] as CustomerId[] as [CustomerId, CustomerId]

describe('scores of predictions', () => {
  let clock: ReturnType<typeof fixedClock>
  let keepUp: ReturnType<typeof predictionScores>['keepUp']
  const documents = () => store().models.predictionScores.find().sort({ _id: 1 }).lean()
  const scoreOf = async (id: CustomerId) => (await storedScores(store()).of([id])).get(id)?.get('purchase')
  const ordered = (customerId: string, daysAgo: number) => storeOrder(store(), clock, customerId, daysAgo)

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    keepUp = predictionScores(store(), clock).keepUp
    const customer = { traits: [], counters: {}, createdAt: start, updatedAt: start }
    await store().models.customers.insertMany([mei, tom].map((_id) => ({ _id, ...customer })) as never)
    await ordered(mei, 3)
    await ordered(tom, 250)
  })

  it('are none while no model is in use', async () => {
    expect(await keepUp()).toEqual([])
    expect(await documents()).toEqual([])
  })

  it('are what the model says of each, kept with model, version and time', async () => {
    await useLivelyModel(store(), clock, 'v1')
    expect(await keepUp()).toBe('everybody')
    const scored = { target: 'purchase', model: 'decision tree', version: 'v1' }
    expect(await documents()).toMatchObject([
      { _id: mei, at: start, scores: [scored] },
      { _id: tom, at: start, scores: [scored] },
    ])
    expect(await scoreOf(mei)).toBeGreaterThan(0.7)
    expect(await scoreOf(tom)).toBeLessThan(0.3)
    const [asked] = await predictions(store(), clock).of(mei)
    expect(await scoreOf(mei)).toBeCloseTo(asked?.probability ?? NaN, 9)
  })

  it('are renewed for whom something happened, and in a day for everybody', async () => {
    await useLivelyModel(store(), clock, 'v1')
    await keepUp()
    clock.advance(20 * minute)
    await ordered(tom, 0)
    clock.advance(minute)
    expect(await keepUp()).toEqual([tom])
    expect(await scoreOf(tom)).toBeGreaterThan(0.7)
    expect((await documents()).map(({ at }) => at)).toEqual([start, clock.now()])
    // Once more, for events that are stored late; then no more.
    clock.advance(20 * minute)
    expect(await keepUp()).toEqual([tom])
    clock.advance(20 * minute)
    expect(await keepUp()).toEqual([])
    clock.advance(200 * day)
    expect(await keepUp()).toBe('everybody')
    expect(await scoreOf(mei)).toBeLessThan(0.3)
  })

  it('are all renewed when another model is put in use, and go with the events they came from', async () => {
    await useLivelyModel(store(), clock, 'v1')
    await keepUp()
    clock.advance(minute)
    await useLivelyModel(store(), clock, 'v2', true)
    await store().models.orders.deleteMany({ customerId: tom })
    expect(await keepUp()).toBe('everybody')
    expect(await documents()).toMatchObject([{ _id: mei, scores: [{ version: 'v2' }] }])
    expect(await scoreOf(mei)).toBeLessThan(0.3)
  })

  it('are those of all records of a person', async () => {
    await store().models.customers.updateOne({ _id: mei }, { $set: { mergedInto: tom } })
    await useLivelyModel(store(), clock, 'v1')
    await keepUp()
    expect((await documents()).map(({ _id }) => _id)).toEqual([tom])
    expect(await scoreOf(tom)).toBeGreaterThan(0.7)
    clock.advance(day / 2)
    await ordered(mei, 0)
    clock.advance(minute)
    expect(await keepUp()).toEqual([tom])
  })

  it('are not read of who refused, are cleared at once, and come back with another word', async () => {
    await useLivelyModel(store(), clock, 'v1')
    await keepUp()
    const word = (state: 'denied' | 'granted', place: number) =>
      ({ state, source: 'form', at: new Date(start.getTime() + place) }) as const
    // Without anybody who is told of it: the gate is asked at every read.
    await consents(store()).set(mei, 'profiling', word('denied', 1))
    expect(await scoreOf(mei)).toBeUndefined()
    expect(await documents()).toHaveLength(2)

    const keeping = upkeep(store(), clock, catalogue(store(), clock))
    await keeping.consents.set(mei, 'profiling', word('denied', 2))
    expect((await documents()).map(({ _id }) => _id)).toEqual([tom])
    clock.advance(day)
    await keepUp()
    expect((await documents()).map(({ _id }) => _id)).toEqual([tom])

    await keeping.consents.set(mei, 'profiling', word('granted', 3))
    clock.advance(day)
    await keepUp()
    expect(await scoreOf(mei)).toBeGreaterThan(0.7)
  })
})
