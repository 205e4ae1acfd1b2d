// Between Kefu's training set and what other tools call theirs: names in Kefu's form, marked values as annotations.
import { AppError } from '../../../platform/errors.js'
import { trainingSetSchema, type TrainingSet } from '../training-set.js'
import type { ExchangeExample, ExchangeSet } from './exchange-set.js'

export interface Imported {
  set: TrainingSet
  /** Names that had to change: from → to. */
  renamed: { from: string; to: string }[]
}

/**
 * Rejects with `training-data-invalid` when nothing is left to train, or when two names fall together in Kefu's form. Intents without
 * examples are left out and said so.
 */
export function toTrainingSet(from: ExchangeSet): Imported & { skipped: string[] } {
  const kept = from.intents.filter(({ examples }) => examples.length > 0)
  const intentNames = kefuNames(kept.map(({ name }) => name))
  const entityNames = kefuNames([
    ...from.lists.map(({ name }) => name),
    ...from.patterns.map(({ name }) => name),
    ...kept.flatMap(({ examples }) => examples.flatMap(({ entities }) => entities.map(({ entity }) => entity))),
  ])
  const annotated = kept.flatMap(({ examples }) => examples).filter(({ entities }) => entities.length > 0)
  const set = {
    intents: kept.map(({ name, examples }) => ({
      name: intentNames.get(name),
      utterances: [...new Set(examples.map(({ text }) => text))],
    })),
    outOfScope: [...new Set(from.outOfScope)],
    entities: [
      ...from.lists
        .filter(({ values }) => values.length > 0)
        .map(({ name, values }) => ({ kind: 'list', name: entityNames.get(name), values })),
      ...from.patterns.map(({ name, pattern }) => ({ kind: 'pattern', name: entityNames.get(name), pattern })),
    ],
    ...(annotated.length > 0 && {
      annotated: annotated.map(({ text, entities }) => ({
        text,
        entities: entities.map(({ entity, ...rest }) => ({ entity: entityNames.get(entity), ...rest })),
      })),
    }),
  }
  const parsed = trainingSetSchema.safeParse(set)
  if (!parsed.success)
    throw new AppError('training-data-invalid', 'The files hold no training data that Kefu can use.', {
      details: { reasons: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) },
    })
  const renamed = [...intentNames, ...entityNames].flatMap(([name, to]) => (name === to ? [] : [{ from: name, to }]))
  return {
    set: parsed.data,
    renamed,
    skipped: from.intents.filter(({ examples }) => examples.length === 0).map(({ name }) => name),
  }
}

/** `FindConnection`, `find_connection`, `Find Connection` → `find-connection`; letters without a Latin form become their code points. */
function kefuNames(names: readonly string[]): Map<string, string> {
  const result = new Map<string, string>()
  const taken = new Map<string, string>()
  for (const name of new Set(names)) {
    const short = name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}/gu, '')
      .replace(/[^\p{ASCII}]/gu, (c) => `u${(c.codePointAt(0) ?? 0).toString(16)}`)
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
    const other = taken.get(short)
    if (other !== undefined)
      throw new AppError('training-data-invalid', `"${other}" and "${name}" would have the same name in Kefu.`, {
        details: { reasons: [`"${other}" and "${name}" both become "${short}"`] },
      })
    taken.set(short, name)
    result.set(name, short === '' ? 'unnamed' : short)
  }
  return result
}

export function fromTrainingSet({ intents, outOfScope, entities, annotated = [] }: TrainingSet): ExchangeSet {
  const marks = new Map(annotated.map((row) => [row.text, row.entities]))
  const example = (text: string): ExchangeExample => ({ text, entities: marks.get(text) ?? [] })
  return {
    intents: intents.map(({ name, utterances }) => ({ name, examples: utterances.map(example) })),
    outOfScope,
    lists: entities.flatMap((entity) => (entity.kind === 'list' ? [{ name: entity.name, values: entity.values }] : [])),
    patterns: entities.flatMap((entity) =>
      entity.kind === 'pattern' ? [{ name: entity.name, pattern: entity.pattern }] : [],
    ),
  }
}
