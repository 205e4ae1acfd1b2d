// Two models beside one another, careless writing, and what more examples would give.
import { describe, expect, it } from 'vitest'
import { smallSet } from '../testing/small-set.js'
import { labelledRows } from '../dataset/labelled-rows.js'
import { fallOf, learningCurve } from './learning-curve.js'
import { compareAnswers, evenSplitChance } from './mcnemar.js'
import { carelessly, measureRobustness } from './robustness.js'

describe('comparing two models', () => {
  it('counts what only one gets right and says when that may be luck', () => {
    const wanted = Array.from({ length: 20 }, () => 'x')
    const answers = (right: number): string[] => wanted.map((intent, i) => (i < right ? intent : 'y'))
    expect(compareAnswers(wanted, answers(20), answers(10))).toEqual({
      sentences: 20,
      accuracyA: 1,
      accuracyB: 0.5,
      onlyA: 10,
      onlyB: 0,
      pValue: evenSplitChance(10, 0),
      verdict: 'a-better',
    })
    expect(compareAnswers(wanted, answers(10), answers(20)).verdict).toBe('b-better')
    expect(compareAnswers(wanted, answers(20), answers(17)).verdict).toBe('no-difference-shown')
    expect(compareAnswers([], [], [])).toMatchObject({ accuracyA: 0, pValue: 1 })
  })

  it('is exact, for few and for many differences', () => {
    expect(evenSplitChance(5, 0)).toBeCloseTo(2 / 32)
    expect(evenSplitChance(1, 8)).toBeCloseTo(0.0390625)
    expect(evenSplitChance(4000, 4000)).toBeCloseTo(1)
    expect(evenSplitChance(4200, 3800)).toBeLessThan(1e-5)
  })
})

describe('robustness', () => {
  it('writes the same sentences carelessly', () => {
    expect(carelessly('capitals', ['ok go'], 1)).toEqual(['OK GO'])
    expect(carelessly('full-width', ['a b1'], 1)).toEqual(['ａ\u3000ｂ１'])
    expect(carelessly('no-punctuation', ['hi, you!'], 1)).toEqual(['hi  you'])
    const [mixed = ''] = carelessly('word-order', ['one two three four five'], 1)
    expect(mixed).not.toBe('one two three four five')
    expect(mixed.split(' ').sort()).toEqual(['five', 'four', 'one', 'three', 'two'])
  })

  it('says what each kind costs', async () => {
    const rows = [
      { text: 'where is it', intent: 'lower' },
      { text: '在哪', intent: 'lower' },
    ]
    const answer = (texts: readonly string[]): Promise<string[]> =>
      Promise.resolve(texts.map((text) => (/^[a-z在哪 ]+$/.test(text) ? 'lower' : 'other')))
    const report = await measureRobustness(rows, answer)
    expect(report.accuracy).toBe(1)
    expect(report.kinds.find(({ kind }) => kind === 'capitals')).toEqual({
      kind: 'capitals',
      accuracy: 0.5,
      changed: 1,
    })
    expect(report.kinds.find(({ kind }) => kind === 'word-order')?.accuracy).toBe(1)
  })
})

describe('the learning curve', () => {
  it('grows with the examples and names intents by what ten more would give', () => {
    const intents = smallSet.intents.map(({ name }) => name)
    const { points, moreExamples } = learningCurve(intents, labelledRows(smallSet))
    expect(points.map(({ rows }) => rows)).toEqual([...points.map(({ rows }) => rows)].sort((a, b) => a - b))
    expect(points.at(-1)?.accuracy).toBeGreaterThan(points[0]?.accuracy ?? 1)
    expect(moreExamples.map(({ intent }) => intent).sort()).toEqual([...intents].sort())
    for (const { expectedGain, recall } of moreExamples) {
      expect(expectedGain).toBeGreaterThanOrEqual(0)
      expect(expectedGain).toBeLessThan(1 - recall + 0.1)
    }
  })

  it('fits the law of diminishing returns', () => {
    const points = [10, 100, 1000].map((rows) => ({ rows, accuracy: 1 - rows ** -0.5 }))
    expect(fallOf(points)).toBeCloseTo(0.5)
    expect(
      fallOf([
        { rows: 10, accuracy: 0.9 },
        { rows: 20, accuracy: 0.8 },
      ]),
    ).toBe(0)
  })
})
