// The learning itself, from labelled rows to the parts of a model with a report: cross-validates for the settings, then learns from everything.
import type { LabelledRow } from '../dataset/labelled-rows.js'
import { encoderLanguages } from '../encoder/encoder.js'
import { corpusOf, crossValidate, semanticRows } from '../evaluation/held-out.js'
import { foldsFor } from '../evaluation/folds.js'
import { makeReport } from '../evaluation/make-report.js'
import { MeanStart } from '../intents/mean-start.js'
import { featuresOf } from '../intents/sparse-rows.js'
import { trainOnCorpus } from '../intents/train-intents.js'
import { trainSemantic } from '../semantic/semantic-part.js'
import type { VectorTables } from '../semantic/vector-table.js'
import type { TrainedModel } from './trained-model.js'

export interface LearnOptions {
  /** Same seed and data, same model. Default 1. */
  seed?: number
  /** Share of in-scope sentences that may be turned away so that out-of-scope ones are caught. Default 0.05. */
  rejectionBudget?: number
  /** Sentence vectors of the set's texts (`encodeTexts`); without them the n-grams answer alone. */
  vectors?: VectorTables
  /** `done` grows from 0 to 1. */
  onProgress?: (done: number, what: string) => void
  /** Checked between the steps; in a worker it stops at once. */
  signal?: AbortSignal
}

export interface LearningTask {
  intents: readonly string[]
  /** Labels are positions in `intents`. */
  rows: readonly LabelledRow[]
  outOfScope: readonly string[]
}

export interface Learnt extends Pick<TrainedModel, 'intentModel' | 'semantic' | 'report'> {
  settings: { temperature: number; threshold: number }
}

/** Blocks this thread for the length of each step. Throws the signal's reason. Deterministic for a seed. */
export function learn({ intents, rows, outOfScope }: LearningTask, options: LearnOptions = {}): Learnt {
  const { seed = 1, rejectionBudget = 0.05, vectors = {}, onProgress = () => undefined, signal } = options
  const startedAt = performance.now()
  const folds = foldsFor(rows.length)
  const steps = folds + 1
  signal?.throwIfAborted()
  const corpus = corpusOf(rows, outOfScope)
  const start = new MeanStart({
    ...{ rows: rows.length, features: featuresOf(corpus, rows.length) },
    ...{ classes: intents.length, models: folds },
  })
  const held = crossValidate(intents, rows, outOfScope, {
    ...{ folds, seed, vectors, corpus, start },
    onFold: (done) => {
      onProgress(done / steps, 'measuring on held-out examples')
      signal?.throwIfAborted()
    },
  })
  const begun = start.take()
  const intentModel = trainOnCorpus(
    corpus,
    { intents, rows: Int32Array.from(rows.keys()), labels: Int32Array.from(rows, (row) => row.label) },
    {
      seed,
      ...(begun === undefined ? {} : { start: begun }),
      onEpoch: (done, of) => onProgress((folds + done / of) / steps, 'learning from all examples'),
    },
  )
  const { report, settings } = makeReport(intents, held, { budget: rejectionBudget, folds, startedAt })
  const semantic: TrainedModel['semantic'] = {}
  for (const language of encoderLanguages) {
    const table = vectors[language]
    const decided = settings.semantic[language]
    if (table === undefined || decided === undefined) continue
    const { method } = decided
    const part = trainSemantic(table, semanticRows(rows, table), intents.length, { seed, method })
    if (part !== undefined) semantic[language] = { ...part, settings: decided }
  }
  return {
    intentModel,
    semantic,
    report,
    settings: { temperature: settings.temperature, threshold: settings.threshold },
  }
}
