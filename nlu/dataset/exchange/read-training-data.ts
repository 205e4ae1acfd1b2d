// Files of other tools, read into Kefu's training set with everything that is to be said about them.
import { vetPattern } from '../../entities/vet-pattern.js'
import type { TrainingSet } from '../training-set.js'
import type { ExchangeSet } from './exchange-set.js'
import type { DataFile } from './format.js'
import { readRows, type BadRow } from './read-rows.js'
import { toTrainingSet } from './training-set-exchange.js'

export interface ReadTrainingData {
  format: string
  set: TrainingSet
  /** What the bot says, by the intent's name in Kefu; only from formats that keep questions and answers together. */
  answers: { intent: string; en: string[]; zh: string[] }[]
  /** Names that had to change. */
  renamed: { from: string; to: string }[]
  /** Intents without examples. */
  skipped: string[]
  bad: BadRow[]
  /** Patterns that cannot be used, left out of the set. */
  refused: { name: string; reason: string }[]
}

/** Rejects with `training-data-invalid` where a file cannot be read or nothing in them is of use. */
export function readTrainingData(files: readonly DataFile[], name?: string): ReadTrainingData {
  const { format, set: read, bad } = readRows(files, name)
  const { set, renamed, skipped } = toTrainingSet(read)
  const refused = set.entities.flatMap((entity) => {
    const reason = entity.kind === 'pattern' ? vetPattern(entity.pattern) : undefined
    return reason === undefined ? [] : [{ name: entity.name, reason }]
  })
  return {
    ...{ format, renamed, skipped, bad, refused },
    set: { ...set, entities: set.entities.filter((entity) => !refused.some((other) => other.name === entity.name)) },
    answers: answersOf(read, renamed),
  }
}

function answersOf(
  { intents }: ExchangeSet,
  renamed: readonly { from: string; to: string }[],
): ReadTrainingData['answers'] {
  return intents.flatMap(({ name, answers }) => {
    if (answers === undefined) return []
    const of = (chinese: boolean): string[] =>
      Object.entries(answers).flatMap(([language, texts]) => (language.startsWith('zh') === chinese ? texts : []))
    return [{ intent: renamed.find(({ from }) => from === name)?.to ?? name, en: of(false), zh: of(true) }]
  })
}
