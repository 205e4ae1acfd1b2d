// Learning from some of the texts that were read.
import { describe, expect, it } from 'vitest'
import { IntentScorer } from './intent-scorer.js'
import { knownShareOf, readCorpus, weighRows } from './sparse-rows.js'
import { trainIntents, trainOnCorpus } from './train-intents.js'

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
    scores.set(model.bias)
    read.features.forEach((feature, i) => {
      for (let at = model.offsets[feature] ?? 0; at < (model.offsets[feature + 1] ?? 0); at++) {
        const c = model.classes[at] ?? 0
        const weight = (model.weights[at] ?? 0) * (model.scales[feature] ?? 0)
        scores[c] = (scores[c] ?? 0) + weight * (read.values[i] ?? 0)
      }
    })
    scorer.read([...texts, ...strangers][row] ?? '')
    scores.forEach((score, i) => expect(score).toBeCloseTo(scorer.scores[i] ?? NaN, 2))
    expect(knownShareOf(corpus, row, model)).toBeCloseTo(scorer.knownShare, 6)
  })
})
