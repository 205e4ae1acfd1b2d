// Training from a set to a model with its report: checks the data, cross-validates for the thresholds, then learns from everything.
import { AppError } from '../../platform/errors.js'
import { labelledRows } from '../dataset/labelled-rows.js'
import { trainingSetSchema, type TrainingSet } from '../dataset/training-set.js'
import { vetPattern } from '../entities/vet-pattern.js'
import { encoderLanguages, stampsOf } from '../encoder/encoder.js'
import { crossValidate, semanticRows } from '../evaluation/held-out.js'
import { foldsFor } from '../evaluation/folds.js'
import { makeReport } from '../evaluation/make-report.js'
import { trainIntents } from '../intents/train-intents.js'
import { trainSemantic } from '../semantic/semantic-part.js'
import type { VectorTables } from '../semantic/vector-table.js'
import { hashTraining, type TrainedModel } from './trained-model.js'

export interface TrainOptions {
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

/**
 * Trains on this thread and blocks it for the length of each step: a server calls `trainInWorker` instead.
 * Rejects with `training-data-invalid` (details name every reason) or with the signal's reason.
 */
export async function trainModel(input: TrainingSet, options: TrainOptions = {}): Promise<TrainedModel> {
  const { seed = 1, rejectionBudget = 0.05, vectors = {}, onProgress = () => undefined, signal } = options
  const startedAt = performance.now()
  const set = checkTrainingSet(input)
  const intents = set.intents.map((intent) => intent.name)
  const rows = labelledRows(set)
  const folds = foldsFor(rows.length)
  const steps = folds + 1
  signal?.throwIfAborted()
  const held = crossValidate(intents, rows, set.outOfScope, {
    folds,
    seed,
    vectors,
    onFold: (done) => {
      onProgress(done / steps, 'measuring on held-out examples')
      signal?.throwIfAborted()
    },
  })
  const intentModel = trainIntents(
    { intents, texts: rows.map((row) => row.text), labels: Int32Array.from(rows, (row) => row.label) },
    { seed, onEpoch: (done, of) => onProgress((folds + done / of) / steps, 'learning from all examples') },
  )
  const { report, settings } = makeReport(intents, held, { budget: rejectionBudget, folds, startedAt })
  const semantic: TrainedModel['semantic'] = {}
  for (const language of encoderLanguages) {
    const table = vectors[language]
    const part = table && trainSemantic(table, semanticRows(rows, table), intents.length, seed)
    const decided = settings.semantic[language]
    if (part !== undefined && decided !== undefined) semantic[language] = { ...part, settings: decided }
  }
  return {
    intentModel,
    semantic,
    settings: { temperature: settings.temperature, threshold: settings.threshold, entities: set.entities },
    report,
    trainingHash: hashTraining(set, seed, stampsOf(vectors)),
  }
}

/** The parsed set, or `training-data-invalid` with all reasons at once. */
export function checkTrainingSet(input: unknown): TrainingSet {
  const parsed = trainingSetSchema.safeParse(input)
  if (!parsed.success) throw invalid(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  const set = parsed.data
  const reasons = [
    ...repeated(set.intents.map((intent) => intent.name)).map((name) => `intents: "${name}" is there twice`),
    ...repeated(set.entities.map((entity) => entity.name)).map((name) => `entities: "${name}" is there twice`),
    ...set.entities.flatMap((entity) => {
      const reason = entity.kind === 'pattern' ? vetPattern(entity.pattern) : undefined
      return reason === undefined ? [] : [`entities: pattern of "${entity.name}" ${reason}`]
    }),
  ]
  if (reasons.length > 0) throw invalid(reasons)
  return set
}

const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
]

const invalid = (reasons: readonly string[]): AppError =>
  new AppError('training-data-invalid', `The training data cannot be used: ${reasons.slice(0, 5).join('; ')}.`, {
    details: { reasons },
  })
