// Training, compressing and scoring, against a plain reading of the same formulas.
import { describe, expect, it } from 'vitest'
import { HashIndex } from './hash-index.js'
import { IntentScorer } from './intent-scorer.js'
import { inverseFrequency } from './sparse-rows.js'
import { softmaxInPlace } from './softmax.js'
import { trainIntents } from './train-intents.js'

const texts = ['cancel my order', 'please cancel it', 'track my parcel', 'where is my parcel', '取消订单', '查物流']
const data = { intents: ['cancel', 'track'], texts, labels: Int32Array.of(0, 0, 1, 1, 0, 1) }

describe('an intent scorer', () => {
  const scorer = new IntentScorer(trainIntents(data, { seed: 1 }))
  const top = (text: string): string => {
    scorer.read(text)
    return data.intents[(scorer.scores[0] ?? 0) >= (scorer.scores[1] ?? 0) ? 0 : 1] ?? ''
  }

  it.each([
    ['cancel the order', 'cancel'],
    ['the parcel please, where', 'track'],
    ['帮我取消', 'cancel'],
    ['物流', 'track'],
  ])('reads %s as %s', (text, intent) => expect(top(text)).toBe(intent))

  it('answers the same text the same, whatever was read between', () => {
    scorer.read('cancel my order')
    const before = [...scorer.scores]
    scorer.read('where is my parcel '.repeat(200))
    scorer.read('cancel my order')
    expect([...scorer.scores]).toEqual(before)
  })

  const repeated = [
    'cancel my parcel',
    'order order order, cancel the order order',
    'cancel cancellation 取消订单 canceling parcels 查查物流物流',
    'please cancel my order where is my parcel it track',
    'where is my parcel '.repeat(200),
  ]
  it.each([undefined, 3])('answers alike to the last digit, whether it remembers words or not: room for %s', (room) => {
    const model = trainIntents(data, { seed: 1 })
    const answer = (one: IntentScorer, text: string): number[] => {
      one.read(text)
      return [...one.scores, one.knownShare]
    }
    const first = repeated.map((text) => answer(new IntentScorer(model), text))
    const used = new IntentScorer(model, room)
    for (let times = 0; times < 4; times++) expect(repeated.map((text) => answer(used, text))).toEqual(first)
  })

  it('tells known words from unknown ones', () => {
    expect(scorer.knows('parcel')).toBe(true)
    expect(scorer.knows('volcano')).toBe(false)
    scorer.read('cancel parcel')
    expect(scorer.knownShare).toBe(1)
    scorer.read('cancel volcano')
    expect(scorer.knownShare).toBeGreaterThan(0)
    expect(scorer.knownShare).toBeLessThan(0.6)
    scorer.read('')
    expect(scorer.knownShare).toBe(0)
  })
})

it('numbers hashes in order of their first appearance, also after growing', () => {
  const index = new HashIndex(4)
  const hashes = Array.from({ length: 5000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0)
  expect(hashes.map((hash) => index.add(hash))).toEqual(hashes.map((_, i) => i))
  expect(hashes.map((hash) => index.get(hash))).toEqual(hashes.map((_, i) => i))
  expect(index.get(12345)).toBe(-1)
  expect([...HashIndex.from(index.hashes()).hashes()]).toEqual(hashes)
})

it('weighs rare features more than frequent ones and none at zero', () => {
  expect(inverseFrequency(100, 1)).toBeGreaterThan(inverseFrequency(100, 50))
  expect(inverseFrequency(100, 100)).toBeGreaterThan(0)
})

it('turns scores into probabilities in place', () => {
  const scores = Float64Array.of(0, Math.log(3))
  softmaxInPlace(scores)
  expect([...scores].map((value) => Math.round(value * 1000) / 1000)).toEqual([0.25, 0.75])
})
