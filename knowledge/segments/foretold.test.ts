// Segments by what is foretold: the rule by itself, and members that come and go over a real database as stored scores change.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import { fixedClock } from '../../platform/clock.js'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { catalogue } from '../commerce/catalogue.js'
import { useLivelyModel } from '../predictions/live/testing/lively-model.js'
import { storeOrder } from '../predictions/live/testing/store-order.js'
import type { SegmentRule } from '../store/models/segment-model.js'
import { upkeep } from '../upkeep.js'
import { compileRule } from './compile-rule.js'
import { parseSegment } from './segments.js'

const name = { en: 'Group', zh: '群组' }

describe('a rule about what is foretold', () => {
  const holds = (rule: SegmentRule, probability: number | undefined): boolean =>
    compileRule(rule)(
      {
        customer: { traits: [], counters: {} } as unknown as Customer,
        eventsSince: () => 0,
        foretold: (target) => (target === 'churn' ? probability : undefined),
      },
      0,
    )
  const churn = { kind: 'prediction', name: 'churn' } as const

  it.each([
    ['at-least', 0.7, [0.7, 0.9], [0.69, undefined]],
    ['above', 0.7, [0.71], [0.7, undefined]],
    ['at-most', 0.2, [0.2, 0], [0.21, undefined]],
    ['below', 0.2, [0], [0.2, undefined]],
    ['known', undefined, [0, 1], [undefined]],
    ['unknown', undefined, [undefined], [0]],
  ] as const)('%s %s holds for %j and not for %j', (op, value, yes, no) => {
    const rule = { ...churn, op, ...(value !== undefined && { value }) }
    expect(yes.map((probability) => holds(rule, probability))).toEqual(yes.map(() => true))
    expect(no.map((probability) => holds(rule, probability))).toEqual(no.map(() => false))
    expect(holds({ ...rule, name: 'purchase' }, 0.7)).toBe(op === 'unknown')
  })

  it('stands inside others', () => {
    const rule: SegmentRule = { kind: 'not', of: { kind: 'any', of: [{ ...churn, op: 'at-least', value: 0.5 }] } }
    expect([holds(rule, 0.4), holds(rule, 0.6)]).toEqual([true, false])
  })

  it.each([
    [{ name: 'luck' }, 'rule.name'],
    [{ op: 'contains' }, 'rule.op'],
    [{ value: 70 }, 'rule.value'],
    [{ value: undefined }, 'rule.value'],
    [{ op: 'known' }, 'rule.value'],
  ])('is refused with the field that is wrong: %j', (wrong, field) => {
    const rule = JSON.parse(JSON.stringify({ ...churn, op: 'at-least', value: 0.7, ...wrong })) as unknown
    expect(() => parseSegment({ id: 'leaving', name, rule })).toThrow(
      expect.objectContaining({ code: 'input-invalid', details: { field } }),
    )
  })
})

describe('a segment by what is foretold', () => {
  const store = withStore()
  const start = new Date('2026-03-01T10:00:00Z')
  const minute = 60_000
  const day = 86_400_000
  const mei = 'mei' as CustomerId
  let clock: ReturnType<typeof fixedClock>
  let keeping: ReturnType<typeof upkeep>

  const ordered = (customerId: string, daysAgo: number) => storeOrder(store(), clock, customerId, daysAgo)
  const members = async () =>
    (await keeping.segments.members('buyers', { limit: 10 })).map(({ customerId }) => customerId)
  /** Newest first. */
  const changes = async () =>
    (await keeping.segments.changes({ segment: 'buyers', limit: 10 })).map((one) => `${one.kind} ${one.customerId}`)

  beforeEach(async () => {
    await emptyStore(store())
    clock = fixedClock(start)
    keeping = upkeep(store(), clock, catalogue(store(), clock))
    const customer = { traits: [], counters: {}, createdAt: start, updatedAt: start }
    await store().models.customers.insertMany(['mei', 'tom'].map((_id) => ({ _id, ...customer })) as never)
    await ordered('mei', 3)
    await ordered('tom', 250)
    await useLivelyModel(store(), clock, 'v1')
    const rule = { kind: 'prediction', name: 'purchase', op: 'at-least', value: 0.6 }
    await keeping.segments.put({ id: 'buyers', name, rule })
  })

  it('gains and loses customers as scores change, by an event, by time and by another model', async () => {
    expect(await members()).toEqual([])
    await keeping.keepScores()
    expect(await members()).toEqual(['mei'])

    clock.advance(20 * minute)
    await ordered('tom', 0)
    clock.advance(minute)
    await keeping.keepScores()
    expect(await members()).toEqual(['mei', 'tom'])

    clock.advance(minute)
    await useLivelyModel(store(), clock, 'v2', true)
    await keeping.keepScores()
    expect(await members()).toEqual([])

    clock.advance(200 * day)
    await keeping.keepScores()
    expect(await members()).toEqual(['mei', 'tom'])
    expect((await changes()).reverse()).toEqual([
      'entered mei',
      'entered tom',
      ...['left mei', 'left tom'],
      ...['entered mei', 'entered tom'],
    ])
  })

  it('loses who refuses to be profiled at once, and says nothing of them in a preview', async () => {
    await keeping.keepScores()
    clock.advance(minute)
    await keeping.consents.set(mei, 'profiling', { state: 'denied', source: 'form', at: clock.now() })
    expect(await members()).toEqual([])
    expect(await changes()).toEqual(['left mei', 'entered mei'])
    const known = { kind: 'prediction', name: 'purchase', op: 'known' }
    expect(await keeping.segments.preview({ id: 'known', name, rule: known }, 5)).toMatchObject({
      members: 1,
      first: [{ id: 'tom' }],
    })
    clock.advance(day)
    await keeping.keepScores()
    expect(await members()).toEqual([])
  })
})
