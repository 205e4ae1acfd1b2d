// Understood, near tie, or out of scope.
import { describe, expect, it } from 'vitest'
import { decide } from './decide.js'
import type { IntentScorer } from './intent-scorer.js'

/** A scorer that gives fixed probabilities. */
const scorer = (p: Record<string, number>, knownShare = 1): IntentScorer =>
  ({
    intents: Object.keys(p),
    scores: Float64Array.from(Object.values(p), Math.log),
    knownShare,
    read: () => undefined,
  }) as unknown as IntentScorer
const settings = { temperature: 1, threshold: 0.3 }

describe('deciding', () => {
  it('understands a clear intent and lists the next ones', () => {
    const decision = decide(scorer({ a: 0.1, b: 0.7, c: 0.2 }), 'x', settings)
    expect(decision).toMatchObject({ kind: 'understood', intent: 'b' })
    expect(decision.candidates.map((candidate) => candidate.intent)).toEqual(['b', 'c', 'a'])
    expect(decision.confidence).toBeCloseTo(0.7, 6)
  })

  it('asks where two are about as likely', () =>
    expect(decide(scorer({ a: 0.45, b: 0.4, c: 0.15 }), 'x', settings)).toMatchObject({
      kind: 'ambiguous',
      intents: ['a', 'b'],
    }))

  it('takes the expected intent of a near tie, but not a far one', () => {
    expect(decide(scorer({ a: 0.45, b: 0.4, c: 0.15 }), 'x', settings, ['b'])).toMatchObject({ intent: 'b' })
    expect(decide(scorer({ a: 0.7, b: 0.1, c: 0.2 }), 'x', settings, ['b'])).toMatchObject({ intent: 'a' })
  })

  it('turns away what is unlikely, made of unknown words, or without any word', () => {
    expect(decide(scorer({ a: 0.28, b: 0.26, c: 0.24, d: 0.22 }), 'x', settings).kind).toBe('out-of-scope')
    expect(decide(scorer({ a: 0.9, b: 0.1 }, 0.2), 'x', settings).kind).toBe('out-of-scope')
    expect(decide(scorer({ a: 0.9, b: 0.1 }, 0), 'x', { ...settings, threshold: 0 }).kind).toBe('out-of-scope')
  })
})
