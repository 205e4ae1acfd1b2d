// Our whole engine with given encoders, as the product trains and asks it: n-grams and sentence vectors, fused, behind the gate.
import type { Encoders } from '../../encoder/encoder.js'
import { learnSpans } from '../../entities/tagger/index.js'
import { trainOnRows } from '../../registry/train-on-rows.js'
import { serializeModel } from '../../registry/trained-model.js'
import { answerRows } from '../answer-rows.js'
import type { Engine } from './engine.js'

export const kefuEngine = (name: string, encoders: Encoders): Engine => ({
  name,
  learnSpans,
  train: async (rows, seed) => {
    const model = await trainOnRows(rows, { seed, encoders })
    return {
      modelBytes: serializeModel(model).length,
      answer: async (texts) =>
        (await answerRows(model, texts, encoders)).map(({ intent, inScope }) => ({ intent, score: inScope })),
    }
  },
})
