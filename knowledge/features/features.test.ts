// Nothing of the future leaks into a feature, and training and serving make the same rows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from './facts.js'
import { featureRow, features } from './features.js'

const day = 86_400_000
const kinds: Fact['kind'][] = [
  'order',
  'view',
  'search',
  'basket',
  'message',
  'missed',
  'hand-off',
  'complaint',
  'review',
]
const fact = (from: number, to: number) =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.integer({ min: from, max: to }),
    value: fc.integer({ min: -1, max: 5 }),
  })
const inOrder = (facts: readonly Fact[]) => [...facts].sort((a, b) => a.at - b.at)
const at = 1_000 * day

describe('features', () => {
  it('do not change with anything that happens from their day on', () => {
    fc.assert(
      fc.property(fc.array(fact(0, at - 1)), fc.array(fact(at, at + 400 * day)), (past, future) => {
        expect(featureRow(inOrder([...past, ...future]), at)).toEqual(featureRow(inOrder(past), at))
      }),
    )
  })

  it('see what happened before', () => {
    const row = featureRow([{ kind: 'order', at: at - 2 * day, value: 500 }], at)
    const named = Object.fromEntries(features.map(({ name }, place) => [name, row[place]]))
    expect(named).toMatchObject({
      'days-since-order': 2,
      'orders-90': 1,
      'order-value': 500,
      'days-since-contact': 1_100,
    })
  })

  it('are numbers for a customer of whom nothing is known', () => {
    expect(featureRow([], at).every((value) => Number.isFinite(value))).toBe(true)
  })
})
