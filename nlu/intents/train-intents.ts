// From labelled texts to an intent model.
import { compress, type IntentModel } from './intent-model.js'
import { trainSoftmax } from './softmax.js'
import { readCorpus, weighFeatures, weighRows, type Corpus, type Weighing } from './sparse-rows.js'
import type { WeightTable } from './weight-table.js'

export interface LabelledTexts {
  intents: readonly string[]
  texts: readonly string[]
  /** Position in `intents`, by text. */
  labels: Int32Array
}

export interface LabelledRows {
  intents: readonly string[]
  /** Texts of a corpus to learn from. A model that is kept learns from the first ones: its features are then those of these texts alone. */
  rows: Int32Array
  /** Position in `intents`, by row. */
  labels: Int32Array
}

export interface TrainIntentsOptions {
  /** Same seed and data, same model. */
  seed: number
  /** Models that learnt from parts of these rows, where there are any (`MeanStart`). Is written over. */
  start?: WeightTable
  onEpoch?: (done: number, of: number) => void
}

export function trainIntents({ texts, ...data }: LabelledTexts, options: TrainIntentsOptions): IntentModel {
  return trainOnCorpus(readCorpus(texts), { ...data, rows: Int32Array.from(texts.keys()) }, options)
}

/** Learns from some of the texts that were read. */
export function trainOnCorpus(corpus: Corpus, task: LabelledRows, options: TrainIntentsOptions): IntentModel {
  const { weighing, exact } = learnWeights(corpus, task, options)
  return compress(exact, { ...weighing, hashes: corpus.hashes.slice(0, weighing.idf.length) }, task.intents)
}

/** The same before it is made small. */
export function learnWeights(
  corpus: Corpus,
  { intents, rows, labels }: LabelledRows,
  options: TrainIntentsOptions,
): { weighing: Weighing; exact: WeightTable } {
  const weighing = weighFeatures(corpus, rows)
  const exact = trainSoftmax(weighRows(corpus, rows, weighing), labels, {
    ...options,
    classes: intents.length,
    features: weighing.idf.length,
  })
  return { weighing, exact }
}
