// Sentence vectors beside the n-grams: trained, saved, loaded, asked; and what happens without them.
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedClock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import type { Encoders } from '../encoder/encoder.js'
import { openEncoders } from '../encoder/open-encoders.js'
import { seededRandom } from '../random.js'
import { trainInWorker } from '../registry/train-in-worker.js'
import { deserializeModel, serializeModel, type TrainedModel } from '../registry/trained-model.js'
import { smallSet } from '../testing/small-set.js'
import { createUnderstander } from '../understander.js'
import { scoreDense, trainDense } from './dense-softmax.js'
import { fitFusion, fuse, logProbabilities, type Opinions } from './fusion.js'
import { defaultScopeWeights, fitScopeWeights, type ScopeSigns } from './in-scope.js'
import { encodeTexts, encoderLanguageOf } from './vector-table.js'

const clock = fixedClock(new Date(2026, 10, 23, 9))
let encoders: Encoders
let model: TrainedModel

beforeAll(async () => {
  encoders = await openEncoders([], 'small')
  model = (await trainInWorker(smallSet, { encoders })).model
})

const paraphrases: [string, string][] = [
  ['has the thing i bought been dispatched', 'order-status'],
  ['could i speak with an actual employee', 'talk-to-person'],
  ['i changed my mind about what i purchased, undo it', 'cancel-order'],
  ['包裹走到哪一步了', 'order-status'],
]

describe('a model with sentence vectors', () => {
  it('knows which encoders it was trained with and is better than its n-grams', () => {
    expect(model.semantic.en?.examples.stamp).toEqual(encoders.en?.stamp)
    expect(model.semantic.zh?.examples.stamp).toEqual(encoders.zh?.stamp)
    expect(model.report.accuracy).toBeGreaterThan(model.report.accuracyOfNgrams ?? 1)
  })

  it('finds the meaning of other words and says which example it went by', async () => {
    const bot = createUnderstander(model, 'v', { clock, encoders })
    expect(bot.missingEncoders()).toEqual([])
    for (const [text, intent] of paraphrases) {
      const understanding = await bot.understand(text)
      expect([text, understanding.parts[0]?.candidates[0]?.intent, understanding.encoder]).toEqual([
        text,
        intent,
        'used',
      ])
      expect(understanding.parts[0]?.evidence).toMatchObject({ intent })
      expect(smallSet.intents.find(({ name }) => name === intent)?.utterances).toContain(
        understanding.parts[0]?.evidence?.example,
      )
    }
  })

  it('answers the same after it was saved and loaded', async () => {
    const loaded = deserializeModel(serializeModel(model))
    expect(loaded.semantic).toEqual(model.semantic)
    const [before, after] = [model, loaded].map((each) => createUnderstander(each, 'v', { clock, encoders }))
    for (const [text] of paraphrases) expect(await after?.understand(text)).toEqual(await before?.understand(text))
  })

  it('answers by n-grams and says so where the encoder is absent, another one, late or broken', async () => {
    const ngrams = createUnderstander({ ...model, semantic: {} }, 'v', { clock })
    const { en, zh } = encoders
    if (en === undefined || zh === undefined) throw new Error('both encoders are needed')
    const failing = (code: 'encoder-late' | 'encoder-failed'): Encoders => ({
      en: { ...en, encode: () => Promise.reject(new AppError(code, 'not now')) },
      zh,
    })
    const text = 'has the thing i bought been dispatched'
    const expected = await ngrams.understand(text)
    expect(expected.encoder).toBeUndefined()
    for (const [given, use] of [
      [{}, 'absent'],
      [{ en: { ...en, stamp: { ...en.stamp, checksum: '0' } }, zh }, 'absent'],
      [failing('encoder-late'), 'late'],
      [failing('encoder-failed'), 'absent'],
    ] as const) {
      const bot = createUnderstander(model, 'v', { clock, encoders: given })
      expect(await bot.understand(text)).toEqual({ ...expected, encoder: use })
    }
    expect(createUnderstander(model, 'v', { encoders: {} }).missingEncoders()).toEqual(['kefu-mini-en', 'kefu-mini-zh'])
  })

  it('encodes only what changed', async () => {
    const asked: string[] = []
    const { en } = encoders
    if (en === undefined) throw new Error('an encoder is needed')
    const counting: Encoders = {
      en: {
        ...en,
        encode: (texts, options) => {
          asked.push(...texts)
          return en.encode(texts, options)
        },
      },
    }
    const first = await encodeTexts(['where is it', 'cancel it', 'cancel it'], counting)
    const second = await encodeTexts(['cancel it', 'send it back'], counting, { known: first })
    expect(asked.sort()).toEqual(['cancel it', 'send it back', 'where is it'])
    expect(second.en?.texts).toEqual(['cancel it', 'send it back'])
    expect(second.en?.bytes.subarray(0, 256)).toEqual(first.en?.bytes.subarray(256, 512))
  })

  it('asks the Chinese encoder for text with Han', () =>
    expect(['track my order', '帮我track一下', 'トラック'].map(encoderLanguageOf)).toEqual(['en', 'zh', 'zh']))
})

describe('the dense classifier', () => {
  it('learns classes that lie apart, the same for a seed', () => {
    const random = seededRandom(5)
    const dimensions = 8
    const labels = Int32Array.from({ length: 90 }, (_, i) => i % 3)
    const vectors = Float32Array.from({ length: 90 * dimensions }, (_, i) => {
      const label = labels[Math.floor(i / dimensions)]
      return (i % dimensions === label ? 0.9 : 0) + (random() - 0.5) / 2
    })
    const data = { vectors, dimensions, labels, classes: 3 }
    const trained = trainDense(data, { seed: 1 })
    expect(trainDense(data, { seed: 1 })).toEqual(trained)
    const right = [...labels].filter((label, i) => {
      const scores = scoreDense(trained, vectors.subarray(i * dimensions, (i + 1) * dimensions), new Float64Array(3))
      return scores.indexOf(Math.max(...scores)) === label
    })
    expect(right.length).toBeGreaterThan(85)
  })

  it('does not care for what all vectors have in common', () => {
    const dimensions = 4
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2)
    const random = seededRandom(3)
    const apart = Float32Array.from({ length: 40 * dimensions }, (_, i) =>
      i % dimensions === i % (2 * dimensions) ? 0.4 * random() : -0.4 * random(),
    )
    const shared = [3, -2, 1, 0]
    const shifted = apart.map((value, i) => value + (shared[i % dimensions] as number))
    const sharesOf = (vectors: Float32Array): number[] => {
      const trained = trainDense({ vectors, dimensions, labels, classes: 2 }, { seed: 1 })
      const scores = [...labels.keys()].map((i) => [
        ...scoreDense(trained, vectors.subarray(i * dimensions, (i + 1) * dimensions), new Float64Array(2)),
      ])
      return scores.map(([one = 0, other = 0]) => one - other)
    }
    const plain = sharesOf(apart)
    expect(Math.max(...plain.map(Math.abs))).toBeGreaterThan(1)
    sharesOf(shifted).forEach((difference, i) => expect(difference).toBeCloseTo(plain[i] as number, 2))
  })

  it('trusts little in what differs among rows of one class', () => {
    const rows = [
      [0.3, 0.8],
      [0.3, -0.6],
      [0.3, 0.7],
      [-0.3, -0.8],
      [-0.3, 0.6],
      [-0.3, -0.7],
    ]
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1)
    const vectors = Float32Array.from(rows.flat())
    const [x = 0, y = 0] = trainDense({ vectors, dimensions: 2, labels, classes: 2 }, { seed: 1 }).weights
    expect(Math.abs(y / x)).toBeLessThan(0.05)
  })
})

describe('fusing', () => {
  const log = (...p: number[]): Float64Array => Float64Array.from(p, Math.log)
  /** Dense opinions are right nine times in ten and say so. */
  const opinion = (i: number, ngrams: Float64Array): Opinions => ({
    label: i % 2,
    dense: (i % 2 === 0) === i % 20 < 18 ? log(0.9, 0.1) : log(0.1, 0.9),
    ngrams,
  })

  it('trusts the better opinion more', () => {
    const rows = Array.from({ length: 600 }, (_, i) => opinion(i, i % 3 === 0 ? log(0.8, 0.2) : log(0.2, 0.8)))
    const weights = fitFusion(rows)
    expect(weights.dense).toBeGreaterThan(4 * weights.ngrams)
  })

  it('silences neither of two by what a few rows say', () => {
    const rows = Array.from({ length: 40 }, (_, i) => opinion(i, i % 3 === 0 ? log(0.8, 0.2) : log(0.2, 0.8)))
    const weights = fitFusion(rows)
    expect(weights.dense).toBeLessThan(6 * weights.ngrams)
  })

  it('lets the n-grams speak for an intent without examples in the language', () => {
    const dense = logProbabilities([1, 1, 5], Uint8Array.of(1, 1, 0))
    expect(dense[2]).toBeNaN()
    const p = fuse(dense, log(0.05, 0.05, 0.9), { dense: 1, ngrams: 0.5 }, new Float64Array(3))
    expect(p[2]).toBeGreaterThan(0.7)
  })

  it('learns which sign tells what is in scope, and keeps to the default without sentences', () => {
    const random = seededRandom(2)
    const signs = (nearest: number): ScopeSigns => ({
      dense: random(),
      ngrams: random(),
      nearest,
      known: random(),
    })
    const inside = Array.from({ length: 100 }, () => signs(0.8 + random() / 5))
    const outside = Array.from({ length: 100 }, () => signs(0.4 + random() / 5))
    const weights = fitScopeWeights(inside, outside)
    expect(weights.nearest).toBeGreaterThan(5 * Math.max(weights.dense, weights.ngrams, weights.known))
    expect(fitScopeWeights(inside, [])).toBe(defaultScopeWeights)
  })
})
