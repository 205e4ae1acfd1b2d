// Learning from some of the texts that were read, and adding the weights up.
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.js'
import { IntentScorer } from './intent-scorer.js'
import { knownShareOf, readCorpus, weighRows } from './sparse-rows.js'
import { trainIntents, trainOnCorpus } from './train-intents.js'
import { WeightRows } from './weight-rows.js'

const intents = Array.from({ length: 12 }, (_, i) => `intent ${String(i)}`)
const verbs = 'cancel track return change pay ship open close find lose send keep'.split(' ')
const nouns = 'order parcel refund address 订单 退款 invoice account'.split(' ')
const texts = intents.flatMap((_, i) => nouns.map((noun) => `please ${verbs[i] ?? ''} my ${noun} today`))
const labels = Int32Array.from(texts, (_, i) => Math.floor(i / nouns.length))
const strangers = ['write a poem about volcanoes', '今天天气怎么样']

describe('learning from the first texts of a corpus', () => {
  it('gives the model that these texts alone give', () => {
    const rows = Int32Array.from(texts.keys())
    const corpus = readCorpus([...texts, ...strangers])
    expect(trainOnCorpus(corpus, { intents, rows, labels }, { seed: 1 })).toEqual(
      trainIntents({ intents, texts, labels }, { seed: 1 }),
    )
  })
})

describe('a text that was read before and left out', () => {
  const rows = Int32Array.from([...texts.keys()].filter((row) => row % 3 !== 0))
  const corpus = readCorpus([...texts, ...strangers])
  const known = { intents, rows, labels: rows.map((row) => labels[row] ?? 0) }
  const model = trainOnCorpus(corpus, known, { seed: 1 })
  const scorer = new IntentScorer(
    trainIntents({ intents, texts: Array.from(rows, (row) => texts[row] ?? ''), labels: known.labels }, { seed: 1 }),
  )

  it.each([0, 3, texts.length, texts.length + 1])('scores as the scorer says: row %d', (row) => {
    const read = weighRows(corpus, Int32Array.of(row), model)
    const scores = new Float64Array(intents.length)
    new WeightRows(model).score(read.features, read.values, { from: 0, to: read.features.length, norm: 1 }, scores)
    scorer.read([...texts, ...strangers][row] ?? '')
    scores.forEach((score, i) => expect(score).toBeCloseTo(scorer.scores[i] ?? NaN, 4))
    expect(knownShareOf(corpus, row, model)).toBeCloseTo(scorer.knownShare, 6)
  })
})

it('adds up full and sparse rows alike', () => {
  const random = seededRandom(7)
  const { length: classes } = intents
  const rows = Array.from({ length: 30 }, (_, feature) =>
    Array.from({ length: classes }, () => (random() < (feature % 2 === 0 ? 0.1 : 0.9) ? Math.ceil(random() * 100) : 0)),
  )
  const kept = rows.map((row) => row.flatMap((weight, c) => (weight === 0 ? [] : [{ c, weight }])))
  const model = {
    ...trainIntents({ intents, texts, labels }, { seed: 1 }),
    bias: Float32Array.from(intents.keys()),
    offsets: Uint32Array.from([0, ...kept.map((_, i) => kept.slice(0, i + 1).flat().length)]),
    classes: Uint16Array.from(kept.flat(), ({ c }) => c),
    weights: Int8Array.from(kept.flat(), ({ weight }) => weight),
    scales: Float32Array.from(rows, (_, i) => 1 / (i + 1)),
  }
  const features = Int32Array.from(rows.keys())
  const scores = new Float64Array(classes)
  const expected = intents.map(
    (_, c) => c + rows.reduce((sum, row, feature) => sum + (0.5 * (row[c] ?? 0)) / (feature + 1), 0),
  )
  const ones = new Float32Array(rows.length).fill(1)
  new WeightRows(model).score(features, ones, { from: 0, to: rows.length, norm: 0.5 }, scores)
  scores.forEach((score, c) => expect(score).toBeCloseTo(expected[c] ?? NaN, 3))
})
