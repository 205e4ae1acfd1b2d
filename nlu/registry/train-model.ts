// Training from a set to a model with its report: checks the data, then learns from it.
import { AppError } from '../../platform/errors.js'
import { annotatedRows } from '../dataset/annotated-rows.js'
import { labelledRows } from '../dataset/labelled-rows.js'
import { trainingSetSchema, type TrainingSet } from '../dataset/training-set.js'
import { stampsOf } from '../encoder/encoder.js'
import { hintsOf } from '../entities/tagged-values.js'
import { learnTagger } from '../entities/tagger/index.js'
import { vetPattern } from '../entities/vet-pattern.js'
import { wordsOf } from '../languages/lexicon.js'
import { polarityOfRating, trainFeeling } from '../sentiment/feeling-model.js'
import { learn, type LearnOptions } from './learn.js'
import { hashTraining, type TrainedModel } from './trained-model.js'

export type TrainOptions = LearnOptions

/**
 * Trains on this thread and blocks it for the length of each step: a server calls `trainInWorker` instead.
 * Rejects with `training-data-invalid` (details name every reason) or with the signal's reason.
 */
export async function trainModel(input: TrainingSet, options: TrainOptions = {}): Promise<TrainedModel> {
  const set = checkTrainingSet(input)
  const { settings, ...learnt } = learn(
    { intents: set.intents.map((intent) => intent.name), rows: labelledRows(set), outOfScope: set.outOfScope },
    options,
  )
  const { entities, rated = [] } = set
  const seed = options.seed ?? 1
  const tagger = learnTagger(annotatedRows(set), { seed, lists: hintsOf(entities) })
  const feeling = trainFeeling(
    rated.map(({ text, rating }) => ({ text, polarity: polarityOfRating(rating) })),
    seed,
  )
  return {
    ...learnt,
    ...(tagger === undefined ? {} : { tagger }),
    ...(feeling === undefined ? {} : { feeling }),
    settings: {
      ...settings,
      entities: set.entities,
      lexicon: wordsOf(set.intents.flatMap((intent) => intent.utterances)),
    },
    trainingHash: hashTraining(set, seed, stampsOf(options.vectors ?? {})),
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
