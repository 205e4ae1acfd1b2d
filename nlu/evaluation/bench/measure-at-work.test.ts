import { describe, expect, it } from 'vitest'
import type { SentenceEncoder } from '../../encoder/encoder.js'
import { smallSet } from '../../testing/small-set.js'
import { measureAtWork } from './measure-at-work.js'
import { measureFeeling } from './measure-feeling.js'

/** Letters counted: sentences of the same letters are alike. */
function letterEncoder(): SentenceEncoder & { asked: Set<string> } {
  const asked = new Set<string>()
  return {
    asked,
    stamp: { name: 'letters', checksum: '0', dimensions: 26 },
    language: 'en',
    encode: async (texts) =>
      texts.map((text) => {
        asked.add(text)
        const vector = new Float32Array(26).fill(0.01)
        for (const letter of text) {
          const at = letter.charCodeAt(0) - 97
          if (at >= 0 && at < 26) vector[at] = (vector[at] as number) + 1
        }
        const length = Math.hypot(...vector)
        return vector.map((value) => value / length)
      }),
  }
}

describe('the whole engine at work', () => {
  it('swaps, encodes 5,000 texts that differ, and answers with and without the encoder', async () => {
    const english = smallSet.intents.map(({ name, utterances }) => ({
      name,
      texts: utterances.filter((text) => /^[\w\s,.'?!-]+$/.test(text)),
    }))
    const rows = english.flatMap(({ name, texts }) => texts.map((text) => ({ text, intent: name })))
    const set = { name: 'small', train: rows, test: rows.filter((_, i) => i % 3 === 0), outOfScope: [] }
    const encoder = letterEncoder()
    const { swaps, encoding, pipeline, ...rest } = await measureAtWork(set, encoder, 1)
    expect(rest).toEqual({ trainRows: rows.length, encoder: 'letters' })
    expect(swaps.count).toBeGreaterThan(0)
    expect(swaps.medianMs).toBeLessThanOrEqual(swaps.mostMs)
    expect(encoding.texts).toBe(5000)
    expect(encoder.asked.size).toBeGreaterThanOrEqual(5000)
    expect(pipeline.texts).toBe(Math.ceil(set.test.length / 2))
    expect(pipeline.late).toBe(0)
    expect(pipeline.withEncoder).toBeGreaterThan(0)
    expect(pipeline.withoutEncoder).toBeGreaterThan(0)
  })
})

describe('how often a feeling is told right', () => {
  it('counts half where the lists find nothing, and leaves out what was looked at for them', () => {
    const rows = [
      { text: 'an excellent lamp', polarity: 'positive' as const, part: 'test' as const },
      { text: 'a terrible lamp', polarity: 'positive' as const, part: 'test' as const },
      { text: 'a lamp', polarity: 'negative' as const },
      { text: 'a terrible chair', polarity: 'negative' as const, part: 'dev' as const },
    ]
    expect(measureFeeling('few', rows, 1)).toEqual({ set: 'few', rows: 4, unseenRows: 3, lists: 50, learnt: 0 })
  })
})
