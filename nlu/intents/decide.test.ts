// Understood, near tie, or out of scope.
import { describe, expect, it } from 'vitest'
import { decide, type Evidence } from './decide.js'

/** Fixed probabilities of words that are known to a share. */
const evidence = (p: Record<string, number>, knownShare = 1, threshold = 0.3): Evidence => ({
  intents: Object.keys(p),
  probabilities: Float64Array.from(Object.values(p)),
  inScope: Math.max(...Object.values(p)) * knownShare,
  threshold,
  sureness: Math.max(...Object.values(p)) * knownShare,
  wordless: knownShare === 0,
})

describe('deciding', () => {
  it('understands a clear intent and lists the next ones', () => {
    const decision = decide(evidence({ a: 0.1, b: 0.7, c: 0.2 }))
    expect(decision).toMatchObject({ kind: 'understood', intent: 'b' })
    expect(decision.candidates.map((candidate) => candidate.intent)).toEqual(['b', 'c', 'a'])
    expect(decision.confidence).toBeCloseTo(0.7, 6)
  })

  it('asks where two are about as likely', () =>
    expect(decide(evidence({ a: 0.45, b: 0.4, c: 0.15 }))).toMatchObject({
      kind: 'ambiguous',
      intents: ['a', 'b'],
    }))

  it('takes the expected intent of a near tie, but not a far one', () => {
    expect(decide(evidence({ a: 0.45, b: 0.4, c: 0.15 }), ['b'])).toMatchObject({ intent: 'b' })
    expect(decide(evidence({ a: 0.7, b: 0.1, c: 0.2 }), ['b'])).toMatchObject({ intent: 'a' })
  })

  it('turns away what is unlikely, made of unknown words, or without any word', () => {
    expect(decide(evidence({ a: 0.28, b: 0.26, c: 0.24, d: 0.22 })).kind).toBe('out-of-scope')
    expect(decide(evidence({ a: 0.9, b: 0.1 }, 0.2)).kind).toBe('out-of-scope')
    expect(decide(evidence({ a: 0.9, b: 0.1 }, 0, 0)).kind).toBe('out-of-scope')
  })
})
