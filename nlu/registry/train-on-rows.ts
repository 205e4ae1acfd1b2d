// A model from bare labelled sentences, as files hold them: any intent names, `oos` for sentences that no intent should claim.
import { labelledRows } from '../dataset/labelled-rows.js'
import { stampsOf, type Encoders } from '../encoder/encoder.js'
import { outOfScopeLabel } from '../evaluation/labelled-file.js'
import { encodeTexts } from '../semantic/vector-table.js'
import { AppError } from '../../platform/errors.js'
import { learn, type LearnOptions } from './learn.js'
import { hashTraining, type TrainedModel } from './trained-model.js'

export interface TrainOnRowsOptions extends Omit<LearnOptions, 'vectors'> {
  encoders?: Encoders
}

/**
 * The same learning as `trainModel`, on this thread. Intents are numbered in the order in which they appear. Rejects with
 * `training-data-invalid` where no row is in scope, with the encoder's error, or with the signal's reason.
 */
export async function trainOnRows(
  rows: readonly { text: string; intent: string }[],
  { encoders = {}, ...options }: TrainOnRowsOptions = {},
): Promise<TrainedModel> {
  const byIntent = new Map<string, string[]>()
  const outOfScope: string[] = []
  for (const { text, intent } of rows) {
    if (intent === outOfScopeLabel) outOfScope.push(text)
    else byIntent.set(intent, [...(byIntent.get(intent) ?? []), text])
  }
  if (byIntent.size === 0)
    throw new AppError('training-data-invalid', 'There is no row with an intent to learn from.', { details: {} })
  const intents = [...byIntent.keys()]
  const set = {
    intents: [...byIntent].map(([name, utterances]) => ({ name: wordsOf(name), description: [], utterances })),
    outOfScope,
    entities: [],
  }
  const learnable = labelledRows(set).filter((row) => row.text !== '')
  const vectors = await encodeTexts([...learnable.map((row) => row.text), ...outOfScope], encoders, {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (share) => options.onProgress?.(share, 'reading the meaning of all examples'),
  })
  const { settings, ...learnt } = learn({ intents, rows: learnable, outOfScope }, { ...options, vectors })
  return {
    ...learnt,
    settings: { ...settings, entities: [] },
    trainingHash: hashTraining(set, options.seed ?? 1, stampsOf(encoders)),
  }
}

/** `AddToPlaylist`, `credit_limit`, `账户/余额` as words; nothing where the name holds no letters. */
function wordsOf(intent: string): string {
  const words = intent.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replace(/[^\p{L}\p{N}]+/gu, ' ')
  return /\p{L}/u.test(words) ? words.trim() : ''
}
