// The training examples that a text is most like.
import { beforeAll, expect, it } from 'vitest'
import type { Encoders } from '../encoder/encoder.js'
import { openEncoders } from '../encoder/open-encoders.js'
import { trainModel } from '../registry/train-model.js'
import type { TrainedModel } from '../registry/trained-model.js'
import { smallSet } from '../testing/small-set.js'
import { nearestExamples } from './nearest-examples.js'
import { encodeTexts } from './vector-table.js'

let encoders: Encoders
let model: TrainedModel
beforeAll(async () => {
  encoders = await openEncoders([], 'small')
  const texts = smallSet.intents.flatMap(({ utterances }) => utterances)
  model = await trainModel(smallSet, { vectors: await encodeTexts(texts, encoders) })
})

it('are found in either language, nearest first, whatever their intent', async () => {
  for (const text of ['track my package!', '订单发货了吗？']) {
    const found = await nearestExamples(model, text, encoders, 3)
    expect(found[0]).toMatchObject({ intent: 'order-status' })
    expect(found[0]?.similarity).toBeGreaterThan(0.8)
    expect(found.map(({ similarity }) => similarity)).toEqual(
      found.map(({ similarity }) => similarity).sort((a, b) => b - a),
    )
    expect(found).toHaveLength(3)
  }
})

it('are not told of where the encoder is not that of the model', async () => {
  expect(await nearestExamples(model, 'track my package', {})).toEqual([])
  expect(await nearestExamples({ ...model, semantic: {} }, 'track my package', encoders)).toEqual([])
})
