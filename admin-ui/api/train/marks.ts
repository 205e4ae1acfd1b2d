// Values marked in utterances: put, and carried along when an utterance is reworded, moved or removed. Pure.
import { AppError } from '../../../platform/errors.js'
import type { EditableIntent, EntityDefinition, Intent, IntentStep, Mark, MarkedUtterance } from '../ports.js'

/** Replaces what is marked in one utterance. Rejects with `conflict` when the utterance is gone, with `input-invalid` for marks that overlap or end outside it. */
export function markUtterance(intent: EditableIntent, text: string, marks: readonly Mark[]): IntentStep {
  if (![...intent.utterances.en, ...intent.utterances.zh].includes(text))
    throw new AppError('conflict', 'An utterance is no longer there; look again.', { details: { intent: intent.name } })
  const entities = [...marks].sort((a, b) => a.start - b.start)
  const wrong = entities.findIndex(
    ({ start, end }, place) => start >= end || end > text.length || start < (entities[place - 1]?.end ?? 0),
  )
  const blank = entities.findIndex(({ start, end }) => text.slice(start, end).trim() === '')
  if (wrong >= 0 || blank >= 0)
    throw new AppError(
      'input-invalid',
      'Marked values must lie in the utterance, hold more than blanks and not overlap.',
      {
        details: { field: `entities.${String(wrong >= 0 ? wrong : blank)}`, reason: 'marks' },
      },
    )
  const { version: _, ...rest } = intent
  const others = (intent.marks ?? []).filter((marked) => marked.text !== text)
  return {
    name: intent.name,
    before: intent,
    after: withMarks(rest, [...others, ...(entities.length === 0 ? [] : [{ text, entities }])]),
  }
}

/** The intent with these marks; without any the field is absent, as in an intent that never had one. */
export function withMarks<I extends Intent>(intent: I, marks: readonly MarkedUtterance[]): I {
  const { marks: _, ...rest } = intent
  return (marks.length === 0 ? rest : { ...rest, marks }) as I
}

/** Marks of the utterances that are still there. */
export function keepMarks(intent: Intent): Intent {
  const texts = new Set([...intent.utterances.en, ...intent.utterances.zh])
  return withMarks(
    intent,
    (intent.marks ?? []).filter(({ text }) => texts.has(text)),
  )
}

/** Where the marked words stand once, and in the same order, in the new wording, they stay marked. */
export function reworded({ text, entities }: MarkedUtterance, to: string): MarkedUtterance {
  let read = 0
  const kept = entities.flatMap((mark) => {
    const words = text.slice(mark.start, mark.end)
    const start = to.indexOf(words)
    if (start < read || to.indexOf(words, start + 1) >= 0) return []
    read = start + words.length
    return [{ ...mark, start, end: read }]
  })
  return { text: to, entities: kept }
}

export interface MarkableEntity {
  name: string
  kind: EntityDefinition['kind'] | 'marked'
  roles: string[]
  marked: number
}

/** What a value can be marked as: definitions in their order, then other names in use. */
export function markableEntities(
  definitions: readonly EntityDefinition[],
  intents: readonly Pick<Intent, 'marks'>[],
): MarkableEntity[] {
  const byName = new Map<string, MarkableEntity>(
    definitions.map(({ name, kind }) => [name, { name, kind, roles: [], marked: 0 }]),
  )
  for (const { marks = [] } of intents)
    for (const { entities } of marks)
      for (const { entity, role } of entities) {
        const known = byName.get(entity) ?? { name: entity, kind: 'marked' as const, roles: [], marked: 0 }
        known.marked++
        if (role !== undefined && !known.roles.includes(role)) known.roles.push(role)
        byName.set(entity, known)
      }
  return [...byName.values()]
}
