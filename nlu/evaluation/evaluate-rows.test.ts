// Train on rows, test on rows: the figures and what they are made of.
import { describe, expect, it } from 'vitest'
import { openEncoders } from '../encoder/open-encoders.js'
import { smallSet } from '../testing/small-set.js'
import { accuracyOf, macroF1Of } from './accuracy.js'
import { evaluateRows } from './evaluate-rows.js'
import { fewShot } from './few-shot.js'
import { spanScore } from './span-f1.js'
import type { LabelledSentence } from './labelled-file.js'

const inside: LabelledSentence[] = smallSet.intents.flatMap(({ name, utterances }) =>
  utterances.map((text) => ({ text, intent: `${name.replaceAll('-', '_')}/${name.length}` })),
)
const outside = smallSet.outOfScope.map((text) => ({ text, intent: 'oos' }))
const every = (rows: readonly LabelledSentence[], rest: number): LabelledSentence[] =>
  rows.filter((_, i) => (i % 4 === 0) === (rest === 0))
const train = [...every(inside, 1), ...every(outside, 1)]
const test = [...every(inside, 0), ...every(outside, 0)]

describe('evaluating rows', () => {
  it('learns any intent names and keeps out-of-scope rows apart', async () => {
    const found = await evaluateRows(train, test)
    expect(found).toMatchObject({ encoders: [], intents: smallSet.intents.length, encoded: 0 })
    expect(found.testRows).toBe(every(inside, 0).length)
    expect(found.outOfScope?.rows).toBe(every(outside, 0).length)
    expect(found.accuracy).toBeGreaterThan(0.6)
    expect(found.outOfScope?.auroc).toBeGreaterThan(0.8)
  })

  it('gives the same figures again, apart from times, and others for fewer rows', async () => {
    const { seconds: _s, utterancesPerSecond: _u, ...first } = await evaluateRows(train, test, { shots: 3, seed: 2 })
    const { seconds: _t, utterancesPerSecond: _v, ...second } = await evaluateRows(train, test, { shots: 3, seed: 2 })
    expect(second).toEqual(first)
    expect(first.trainRows).toBe(3 * smallSet.intents.length + every(outside, 1).length)
  })

  it('answers with sentence vectors where there are encoders', async () => {
    const encoders = await openEncoders([], 'small')
    const found = await evaluateRows(train, test, { encoders })
    expect(found.encoders).toEqual(['kefu-mini-en', 'kefu-mini-zh'])
    expect(found.encoded).toBeGreaterThan(0)
    expect(found.accuracy).toBeGreaterThan((await evaluateRows(train, test)).accuracy)
  })

  it('measures a tagger where rows are annotated, and only there', async () => {
    const annotated = [{ text: 'to Rome', intent: 'go', entities: [{ entity: 'city', start: 3, end: 7 }] }]
    const other = [{ text: 'stay', intent: 'stay' }]
    const learnSpans = () => Promise.resolve(() => [{ entity: 'city', start: 3, end: 7 }])
    const found = await evaluateRows([...annotated, ...other], [...annotated, ...other], { learnSpans })
    expect(found.entities).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3 })
    expect((await evaluateRows([...annotated, ...other], other, { learnSpans })).entities).toBeUndefined()
  })

  it('refuses rows of which none is in scope', async () => {
    await expect(evaluateRows(outside, test)).rejects.toMatchObject({ code: 'training-data-invalid' })
  })
})

describe('figures', () => {
  it('counts right answers and averages F1 over the wanted intents', () => {
    expect(accuracyOf(['a', 'a', 'b', 'c'], ['a', 'b', 'b', 'x'])).toBe(0.5)
    expect(macroF1Of(['a', 'a', 'b', 'c'], ['a', 'b', 'b', 'x'])).toBeCloseTo((2 / 3 + 2 / 3 + 0) / 3)
    expect([accuracyOf([], []), macroF1Of([], [])]).toEqual([0, 0])
  })

  it('counts exact spans with the right name', () => {
    const a = { entity: 'x', start: 0, end: 2 }
    expect(spanScore([[a], []], [[a, { ...a, end: 3 }], [{ ...a, entity: 'y' }]])).toEqual({
      precision: 1 / 3,
      recall: 1,
      f1: 0.5,
    })
  })

  it('draws the same few rows of each intent for a seed', () => {
    const rows = ['a', 'a', 'a', 'b', 'c', 'c', 'c'].map((intent, at) => ({ intent, at }))
    const drawn = fewShot(rows, 2, 1)
    expect(drawn.map(({ intent }) => intent).sort()).toEqual(['a', 'a', 'b', 'c', 'c'])
    expect(fewShot(rows, 2, 1)).toEqual(drawn)
  })
})
