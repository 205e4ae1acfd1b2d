// A rule goes into the editor and comes out the same.
import { describe, expect, it } from 'vitest'
import { emptyCondition, emptyGroup, isComplete, ruleOf, ruleSchema, treeOf, type Rule } from './rule-tree.js'

const rules: readonly Rule[] = [
  { kind: 'field', name: 'locale', op: 'is', value: 'zh' },
  { kind: 'field', name: 'number', op: 'one-of', value: ['1001', '1002'] },
  { kind: 'trait', name: 'interests', op: 'one-of', value: ['tents', 'boots'] },
  { kind: 'trait', name: 'vip', op: 'is', value: true },
  { kind: 'counter', name: 'ordersPlaced', op: 'at-least', value: 2 },
  { kind: 'not', of: { kind: 'trait', name: 'email', op: 'unknown' } },
  { kind: 'event', type: 'product.viewed', atLeast: 3, withinDays: 30 },
  ...[0.7, 0.07, 0.285, 1, 0].map((value): Rule => ({ kind: 'prediction', name: 'churn', op: 'at-least', value })),
  { kind: 'not', of: { kind: 'prediction', name: 'dissatisfied', op: 'known' } },
  { kind: 'not', of: { kind: 'not', of: { kind: 'event', type: 'order.placed', atLeast: 1 } } },
  {
    kind: 'all',
    of: [
      { kind: 'trait', name: 'city', op: 'contains', value: '12' },
      {
        kind: 'not',
        of: { kind: 'any', of: [1, 2].map((value) => ({ kind: 'counter', name: 'x', op: 'above', value })) },
      },
    ],
  },
]

describe('a rule in the editor', () => {
  it.each(rules)('comes out as it went in: %j', (rule) => {
    expect(ruleSchema.parse(rule)).toEqual(rule)
    expect(ruleOf(treeOf(rule))).toEqual(rule)
  })

  it('is complete when every part says what and how', () => {
    expect(isComplete(emptyGroup())).toBe(false)
    expect(isComplete({ ...emptyGroup(), of: [] })).toBe(false)
    const named = { ...emptyCondition(), name: 'x' }
    expect(isComplete(named)).toBe(false)
    expect(isComplete({ ...named, op: 'known' })).toBe(true)
    expect(isComplete({ ...named, value: '1' })).toBe(true)
  })

  it('asks for a likelihood in percent, between none and all', () => {
    const likely = { ...emptyCondition(), about: 'prediction', name: 'churn', op: 'at-least' } as const
    expect(['', '-1', '100.5', '70', '0'].map((value) => isComplete({ ...likely, value }))).toEqual([
      ...[false, false, false],
      ...[true, true],
    ])
    expect(ruleOf({ ...likely, value: '12.5' })).toEqual({
      ...{ kind: 'prediction', name: 'churn', op: 'at-least' },
      value: 0.125,
    })
  })
})
