// A model from bare labelled sentences, as files hold them: any intent names, `oos` for sentences that no intent should claim.
import { labelledRows } from '../dataset/labelled-rows.js'
import { stampsOf, type Encoders } from '../encoder/encoder.js'
import { learnTagger } from '../entities/tagger/index.js'
import { outOfScopeLabel, type LabelledSentence } from '../evaluation/labelled-file.js'
import { wordsOf } from '../languages/lexicon.js'
import { encodeTexts } from '../semantic/vector-table.js'
import { AppError } from '../../platform/errors.js'
import type { TrainingSet } from '../dataset/training-set.js'
import { learn, type LearningTask, type LearnOptions } from './learn.js'
import { hashTraining, type TrainedModel } from './trained-model.js'

export interface TrainOnRowsOptions extends Omit<LearnOptions, 'vectors'> {
  encoders?: Encoders
}

/** Rows as the learning takes them: intents numbered in the order in which they appear, their names as pseudo-examples of small ones. */
export function taskOfRows(
  rows: readonly Pick<LabelledSentence, 'text' | 'intent'>[],
): LearningTask & { set: TrainingSet } {
  const byIntent = new Map<string, string[]>()
  const outOfScope: string[] = []
  for (const { text, intent } of rows) {
    const utterances = intent === outOfScopeLabel ? outOfScope : byIntent.get(intent)
    if (utterances === undefined) byIntent.set(intent, [text])
    else utterances.push(text)
  }
  if (byIntent.size === 0)
    throw new AppError('training-data-invalid', 'There is no row with an intent to learn from.', { details: {} })
  const set = {
    intents: [...byIntent].map(([name, utterances]) => ({ name: nameInWords(name), description: [], utterances })),
    outOfScope,
    entities: [],
  }
  return { intents: [...byIntent.keys()], rows: labelledRows(set).filter((row) => row.text !== ''), outOfScope, set }
}

/**
 * The same learning as `trainModel`, on this thread. Rejects with `training-data-invalid` where no row is in scope, with the encoder's
 * error, or with the signal's reason.
 */
export async function trainOnRows(
  rows: readonly LabelledSentence[],
  { encoders = {}, ...options }: TrainOnRowsOptions = {},
): Promise<TrainedModel> {
  const { set, ...task } = taskOfRows(rows)
  const vectors = await encodeTexts([...task.rows.map((row) => row.text), ...task.outOfScope], encoders, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (share) => options.onProgress?.(share, 'reading the meaning of all examples'),
  })
  const { settings, ...learnt } = learn(task, { ...options, vectors })
  const annotated = rows.flatMap(({ text, entities }) => (entities === undefined ? [] : [{ text, entities }]))
  const tagger = learnTagger(annotated, { seed: options.seed ?? 1, lists: [] })
  return {
    ...learnt,
    ...(tagger === undefined ? {} : { tagger }),
    settings: { ...settings, entities: [], lexicon: wordsOf(rows.map((row) => row.text)) },
    trainingHash: hashTraining(set, options.seed ?? 1, stampsOf(encoders)),
  }
}

/** `AddToPlaylist`, `credit_limit`, `账户/余额` as words; nothing where the name holds no letters. */
function nameInWords(intent: string): string {
  const words = intent.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[^\p{L}\p{N}]+/gu, ' ')
  return /\p{L}/u.test(words) ? words.trim() : ''
}
