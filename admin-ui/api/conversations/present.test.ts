import { expect, it } from 'vitest'
import type { Understanding } from '../../../nlu/understanding.js'
import { understandingView } from './views.js'
import { presentUnderstanding } from './present.js'

const text = 'send it to Berlin'
const understanding: Understanding = {
  ...{ text, language: 'en', kind: 'understood', model: 'mdl_1', encoder: 'used' },
  sentiment: { polarity: 'neutral', score: 0 },
  parts: [
    {
      ...{ kind: 'understood', intent: 'delivery', confidence: 0.9, text },
      span: { start: 0, end: text.length },
      candidates: [{ intent: 'delivery', confidence: 0.9 }],
      entities: [
        {
          name: 'city',
          role: 'to',
          text: 'Berlin',
          span: { start: 11, end: 17 },
          value: 'Berlin',
          confidence: 1,
          source: 'tagger',
        },
      ],
      evidence: { intent: 'delivery', example: 'deliver it to Rome', similarity: 0.84 },
    },
  ],
}

it('shows the example that an answer leant on, the roles of values, and what the encoder gave', () => {
  const shown = understandingView.parse(presentUnderstanding(understanding))
  expect(shown).toMatchObject({
    encoder: 'used',
    parts: [
      { evidence: { example: 'deliver it to Rome', similarity: 0.84 }, entities: [{ name: 'city', role: 'to' }] },
    ],
  })
})

it('shows none where there was none', () => {
  const { encoder: _, parts, ...rest } = understanding
  const plain = parts.map(({ evidence: __, ...part }) => part)
  const shown = understandingView.parse(presentUnderstanding({ ...rest, parts: plain }))
  expect([shown.encoder, shown.parts[0]?.evidence]).toEqual([undefined, undefined])
})
