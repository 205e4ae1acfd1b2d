// Predictions over a real database: trained on the past, served with reasons, kept until something better comes, and watched for drift.
import { beforeEach, describe, expect, it } from 'vitest'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { fixedClock } from '../../../platform/clock.js'
import { emptyStore, withStore } from '../../../tests/support/test-store.js'
import { consents } from '../../customers/consents.js'
import { seededRandom } from '../../learning/random.js'
import { predictions, type Predictions } from './predictions.js'

const store = withStore()
const start = new Date('2026-03-01T10:00:00Z')
const day = 86_400_000

/** Lively customers order about every ten days and look around often; the others hardly ever. */
async function seedCustomers(count: number, isLively: (customer: number) => boolean, days = 300): Promise<void> {
  const random = seededRandom(3)
  const events: object[] = []
  const orders: object[] = []
  for (let customer = 0; customer < count; customer += 1) {
    const customerId = `c${String(customer)}`
    const daily = isLively(customer) ? 0.1 : 0.006
    for (let back = days; back > 0; back -= 1) {
      const at = new Date(start.getTime() - back * day)
      if (random() < daily * 3) events.push({ type: 'product.viewed', customerId, data: { productId: 'p' }, at })
      if (random() < daily) orders.push({ customerId, placedAt: at, total: { amount: 1_000, currency: 'USD' } })
    }
  }
  const numbered = (prefix: string) => (one: object, at: number) => ({ _id: `${prefix}${String(at)}`, ...one })
  await store().models.events.collection.insertMany(events.map(numbered('e')) as never)
  await store().models.orders.collection.insertMany(orders.map(numbered('o')) as never)
}

describe('predictions', () => {
  let clock: ReturnType<typeof fixedClock>
  let port: Predictions

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    port = predictions(store(), clock)
  })

  it('foretell a purchase with reasons, by a model that another process reads back', async () => {
    await seedCustomers(80, (customer) => customer % 2 === 0)
    const trained = await port.train('purchase')
    expect(trained).toMatchObject({ kind: 'live', report: { signal: 'strong' } })
    expect(trained.report?.auc).toBeGreaterThan(0.85)
    expect(trained.report?.verdict?.words.zh).toMatch(/\p{Script=Han}/u)
    const other = predictions(store(), clock)
    for (const one of [port, other]) {
      const [lively] = await one.of('c0' as CustomerId)
      const [quiet] = (await one.of('c1' as CustomerId)).filter(({ target }) => target === 'purchase')
      expect(lively).toMatchObject({ target: 'purchase', horizonDays: 30, version: trained.version })
      expect(lively?.probability).toBeGreaterThan(0.7)
      expect(quiet?.probability ?? 0).toBeLessThan(0.5)
      const [reason] = (lively?.probability ?? 0) > 0.7 ? (quiet?.reasons ?? []) : []
      expect(reason?.words.zh).toMatch(/\p{Script=Han}/u)
    }
    expect(await other.of('c0' as CustomerId)).toEqual(await port.of('c0' as CustomerId))
  })

  it('say and learn nothing of who refused to be profiled, from that moment on', async () => {
    await seedCustomers(80, (customer) => customer % 2 === 0)
    const first = await port.train('purchase')
    expect(await port.of('c0' as CustomerId)).not.toEqual([])
    const said = { state: 'denied', source: 'form', at: start } as const
    for (let customer = 0; customer < 20; customer += 1)
      await consents(store()).set(`c${String(customer)}` as CustomerId, 'profiling', said)
    expect(await port.of('c0' as CustomerId)).toEqual([])
    expect(await port.of('c20' as CustomerId)).not.toEqual([])
    const second = await port.train('purchase')
    expect(second.report?.rows).toBeLessThan(first.report?.rows ?? 0)
  }, 60_000)

  it('keep the model in use until a new one is better, and say what both scored on the same days', async () => {
    await seedCustomers(80, (customer) => customer % 2 === 0)
    const first = await port.train('purchase')
    const second = await port.train('purchase')
    expect(second).toMatchObject({ kind: 'kept-old', oldLogLoss: first.report?.logLoss })
    const versions = await port.versions()
    expect(versions.map(({ id, live }) => [id, live]).sort()).toEqual(
      [
        [first.version, true],
        [second.version, false],
      ].sort(),
    )
  })

  it('say that there is too little to learn from', async () => {
    await seedCustomers(5, () => true)
    expect(await port.train('purchase')).toEqual({ target: 'purchase', kind: 'not-enough' })
    expect(await port.of('c0' as CustomerId)).toEqual([])
  })

  it('raise an alarm when the customers are not those it learnt from, and train again', async () => {
    await seedCustomers(80, (customer) => customer % 2 === 0, 560)
    await port.train('purchase')
    expect((await port.drift('purchase'))?.alarm).toBe(false)
    expect(await port.upkeep().then((done) => done.map(({ target }) => target))).not.toContain('purchase')
    clock.advance(200 * day)
    const drift = await port.drift('purchase')
    expect(drift?.alarm).toBe(true)
    expect(drift?.features[0]?.index).toBeGreaterThan(0.25)
    expect((await port.upkeep()).map(({ target }) => target)).toContain('purchase')
  })
})
