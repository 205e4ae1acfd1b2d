// LUIS: an app exported as JSON (schema 7). Positions of entities count UTF-16 code units, the last one included.
// https://learn.microsoft.com/azure/ai-services/luis/app-schema-definition
import { z } from 'zod'
import { ExchangeBuilder, type ExchangeEntity, type ExchangeSet } from './exchange-set.js'
import { badData, json, parseJson, peek, type DataFile, type Format } from './format.js'

const noneIntent = 'None'
const named = z.object({ name: z.string().min(1) })
const appSchema = z.object({
  luis_schema_version: z.string(),
  intents: z.array(named),
  closedLists: z
    .array(
      named.extend({
        subLists: z.array(z.object({ canonicalForm: z.string().min(1), list: z.array(z.string()).default([]) })),
      }),
    )
    .default([]),
  regex_entities: z.array(named.extend({ regexPattern: z.string().min(1) })).default([]),
  utterances: z
    .array(
      z.object({
        text: z.string(),
        intent: z.string().min(1),
        entities: z
          .array(
            z.object({
              entity: z.string().min(1),
              startPos: z.number().int().nonnegative(),
              endPos: z.number().int().nonnegative(),
              role: z.string().nullish(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})
type Utterance = z.infer<typeof appSchema>['utterances'][number]

export const luis: Format = {
  name: 'luis',
  title: 'LUIS (exported app, JSON)',
  detect: (files) => files.some((file) => peek(file)?.['luis_schema_version'] !== undefined),
  read(files) {
    const builder = new ExchangeBuilder()
    for (const file of files) if (file.path.endsWith('.json')) readApp(file, builder)
    return builder.build()
  },
  write,
}

function readApp(file: DataFile, builder: ExchangeBuilder): void {
  const app = parseJson(file, appSchema)
  for (const { name } of app.intents) if (name !== noneIntent) builder.intent(name)
  for (const { name, subLists } of app.closedLists) {
    builder.list(name)
    for (const { canonicalForm, list } of subLists) builder.value(name, canonicalForm, list)
  }
  for (const { name, regexPattern } of app.regex_entities) builder.pattern(name, regexPattern)
  app.utterances.forEach((utterance, i) => {
    const text = utterance.text.trim()
    if (text === '') return
    if (utterance.intent === noneIntent) builder.outOfScope.push(text)
    else
      builder.intent(utterance.intent).push({ text, entities: entitiesOf(file, `utterances.${String(i)}`, utterance) })
  })
}

/** Of nested marks (a machine-learnt entity and its children) the outer one stays. */
function entitiesOf(file: DataFile, at: string, { text, entities }: Utterance): ExchangeEntity[] {
  const lead = text.length - text.trimStart().length
  const ordered = [...entities].sort((a, b) => a.startPos - b.startPos || b.endPos - a.endPos)
  let read = 0
  return ordered.flatMap(({ entity, startPos, endPos, role }): ExchangeEntity[] => {
    const [start, end] = [startPos - lead, endPos + 1 - lead]
    if (endPos < startPos || endPos >= text.length)
      throw badData(
        file.path,
        `${at}.entities`,
        `"${entity}" at ${String(startPos)}-${String(endPos)} is outside the text`,
      )
    if (start < read) return []
    read = end
    return [{ entity, start, end, ...(role === null || role === undefined || role === '' ? {} : { role }) }]
  })
}

function write({ intents, outOfScope, lists, patterns }: ExchangeSet): ReturnType<Format['write']> {
  const lost: string[] = []
  const roles = new Map<string, Set<string>>()
  for (const { name, examples, answers } of intents) {
    if (answers !== undefined) lost.push(`${name}: answers`)
    for (const { entities } of examples)
      for (const { entity, role, value } of entities) {
        const known = roles.get(entity) ?? new Set<string>()
        if (role !== undefined) known.add(role)
        roles.set(entity, known)
        if (value !== undefined) lost.push(`${name}: that "${entity}" stands for "${value}"`)
      }
  }
  const rolesOf = (name: string): string[] => [...(roles.get(name) ?? [])]
  const defined = new Set([...lists, ...patterns].map(({ name }) => name))
  const app = {
    luis_schema_version: '7.0.0',
    versionId: '0.1',
    name: 'Kefu',
    culture: 'en-us',
    intents: [...intents.map(({ name }) => ({ name })), { name: noneIntent }],
    entities: [...roles.keys()]
      .filter((name) => !defined.has(name))
      .map((name) => ({ name, children: [], roles: rolesOf(name) })),
    closedLists: lists.map(({ name, values }) => ({
      name,
      subLists: values.map(({ value, synonyms }) => ({ canonicalForm: value, list: [...synonyms] })),
      roles: rolesOf(name),
    })),
    regex_entities: patterns.map(({ name, pattern }) => ({ name, regexPattern: pattern, roles: rolesOf(name) })),
    utterances: [
      ...intents.flatMap(({ name, examples }) =>
        examples.map(({ text, entities }) => ({
          text,
          intent: name,
          entities: entities.map(({ entity, start, end, role }) => ({
            ...{ entity, startPos: start, endPos: end - 1 },
            ...(role === undefined ? {} : { role }),
          })),
        })),
      ),
      ...outOfScope.map((text) => ({ text, intent: noneIntent, entities: [] })),
    ],
  }
  return { files: [json('luis-app.json', app)], lost: [...new Set(lost)] }
}
