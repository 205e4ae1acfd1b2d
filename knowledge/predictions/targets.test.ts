import { describe, expect, it } from 'vitest'
import type { Fact } from '../features/facts.js'
import { targets } from './targets.js'

const fact = (kind: Fact['kind'], value = 0): Fact => ({ kind, at: 0, value })
const { cameTrue } = targets.dissatisfied

describe('whether a customer became dissatisfied', () => {
  it('is said by their ratings of conversations first, by reviews where there are none', () => {
    expect(cameTrue([fact('rating', 2)])).toBe(true)
    expect(cameTrue([fact('rating', 5)])).toBe(false)
    expect(cameTrue([fact('rating', 5), fact('review', 1)])).toBe(false)
    expect(cameTrue([fact('review', 1)])).toBe(true)
    expect(cameTrue([fact('review', 4)])).toBe(false)
  })

  it('is so with a complaint whatever was rated, and not known of whom nothing was heard', () => {
    expect(cameTrue([fact('complaint'), fact('rating', 5)])).toBe(true)
    expect(cameTrue([fact('message')])).toBe(false)
    expect(cameTrue([fact('order')])).toBeUndefined()
  })
})
