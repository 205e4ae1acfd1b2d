// Committed scores guard what was reached.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withTypos } from '../typos.js'
import { measure } from './measure.js'
import { ngramEngine } from './engine-ngrams.js'
import type { PublicSet } from './public-sets.js'
import { lostScores, scoresSchema, updatedScores } from './scores.js'
import { smallSet } from '../../testing/small-set.js'

const folder = new URL('../scores/', import.meta.url)

describe('committed scores', () => {
  const committed = { accuracy: { value: 90, tolerance: 0.5 } }
  it.each([
    [90, 0],
    [89.5, 0],
    [89.4, 1],
    [99, 0],
  ])('hold a measured %d with %d losses', (now, losses) =>
    expect(lostScores(committed, new Map([['accuracy', now]]))).toHaveLength(losses),
  )

  it('skip what was not measured and name what was lost', () => {
    expect(lostScores(committed, new Map())).toEqual([])
    expect(lostScores(committed, new Map([['accuracy', 1]]))).toEqual([
      'accuracy: 1.00, committed 90.00 (tolerance 0.5)',
    ])
  })

  it('keep tolerances set by hand when values are written anew', () =>
    expect(updatedScores({ a: { value: 1, tolerance: 3 } }, new Map(Object.entries({ a: 2.345, b: 5 })))).toEqual({
      a: { value: 2.35, tolerance: 3 },
      b: { value: 5, tolerance: 0.5 },
    }))
})

describe('measuring an engine', () => {
  const rows = smallSet.intents.flatMap(({ name, utterances }) => utterances.map((text) => ({ text, intent: name })))
  const set: PublicSet = {
    name: 'small',
    train: rows.filter((_, i) => i % 4 !== 0),
    test: rows.filter((_, i) => i % 4 === 0),
    outOfScope: smallSet.outOfScope,
  }

  it('does not fall below the committed scores on our own small set', async () => {
    const scores = scoresSchema.parse(JSON.parse(readFileSync(new URL('small-set.json', folder), 'utf8')))
    const options = { seed: 1, shots: [5], shotSeeds: [1, 2, 3] }
    const { accuracy, macroF1, auroc = 0, fewShot } = await measure(ngramEngine, set, options)
    const measured = new Map(Object.entries({ accuracy, macroF1, auroc, fewShot: fewShot[0]?.accuracy ?? 0 }))
    expect(Object.keys(scores).sort()).toEqual([...measured.keys()].sort())
    expect(lostScores(scores, measured)).toEqual([])
  })

  it('puts one slip into words of four letters or more, the same for a seed', () => {
    const texts = ['where is my parcel', 'ok go', '退款']
    const typed = withTypos(texts, 1)
    expect(typed).toEqual(withTypos(texts, 1))
    expect(typed.slice(1)).toEqual(texts.slice(1))
    expect(typed[0]).not.toBe(texts[0])
  })
})
