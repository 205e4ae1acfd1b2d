// From labelled texts to an intent model.
import { buildRows } from './sparse-rows.js'
import { compress, type IntentModel } from './intent-model.js'
import { trainSoftmax } from './softmax.js'

export interface LabelledTexts {
  intents: readonly string[]
  texts: readonly string[]
  /** Position in `intents`, by text. */
  labels: Int32Array
}

export function trainIntents(
  data: LabelledTexts,
  options: { seed: number; onEpoch?: (done: number, of: number) => void },
): IntentModel {
  const { vocabulary, rows } = buildRows(data.texts)
  const dense = trainSoftmax(rows, data.labels, {
    ...options,
    classes: data.intents.length,
    features: vocabulary.index.size,
  })
  return compress(dense, vocabulary, data.intents)
}
