// Rows of {text, intent, entities}: what CSV and JSONL have in common. `oos` marks sentences that no intent should claim.
import { z } from 'zod'
import type { ExchangeBuilder } from './exchange-set.js'
import { type ExchangeEntity, type ExchangeSet } from './exchange-set.js'
import { badData, type Format } from './format.js'

export const outOfScopeLabel = 'oos'

export const entitySchema = z.object({
  entity: z.string().min(1),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  role: z.string().min(1).optional(),
  value: z.string().min(1).optional(),
})

export const rowSchema = z.object({
  text: z.string().min(1),
  intent: z.string().min(1),
  entities: z.array(entitySchema).default([]),
})
export type Row = z.infer<typeof rowSchema>

/** @param at names the row in errors: `line 12` */
export function addRow(builder: ExchangeBuilder, row: Row, file: string, at: string): void {
  const lead = row.text.length - row.text.trimStart().length
  const text = row.text.trim()
  if (text === '') throw badData(file, at, 'the text is empty')
  if (row.intent === outOfScopeLabel) {
    builder.outOfScope.push(text)
    return
  }
  let read = 0
  const ordered = [...row.entities].sort((a, b) => a.start - b.start)
  const entities = ordered.map(({ role, value, ...given }): ExchangeEntity => {
    // Blanks around a value are none of it: annotation tools often take one along.
    const written = row.text.slice(given.start, given.end)
    const start = given.start - lead + (written.length - written.trimStart().length)
    const end = start + written.trim().length
    if (start < read || end <= start || given.end > row.text.length)
      throw badData(
        file,
        at,
        `the entity "${given.entity}" at ${String(given.start)}-${String(given.end)} is not a place of its own in the text`,
      )
    read = end
    return {
      ...{ entity: given.entity, start, end },
      ...(role === undefined ? {} : { role }),
      ...(value === undefined ? {} : { value }),
    }
  })
  builder.intent(row.intent).push({ text, entities })
}

export const rowsOf = ({ intents, outOfScope }: ExchangeSet): Row[] => [
  ...intents.flatMap(({ name, examples }) =>
    examples.map(({ text, entities }) => ({ text, intent: name, entities: [...entities] })),
  ),
  ...outOfScope.map((text) => ({ text, intent: outOfScopeLabel, entities: [] })),
]

/** What rows have no place for. */
export function lostInRows({ intents, lists, patterns }: ExchangeSet): ReturnType<Format['write']>['lost'] {
  return [
    ...intents.filter(({ answers }) => answers !== undefined).map(({ name }) => `${name}: answers`),
    ...intents.filter(({ examples }) => examples.length === 0).map(({ name }) => `${name}: it has no examples`),
    ...lists.map(({ name }) => `${name}: the list`),
    ...patterns.map(({ name }) => `${name}: the pattern`),
  ]
}
