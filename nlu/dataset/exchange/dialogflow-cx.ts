// Dialogflow CX: the folder of an agent exported as a JSON package, with intents/NAME/NAME.json, intents/NAME/trainingPhrases/LANG.json,
// entityTypes/NAME/NAME.json and entityTypes/NAME/entities/LANG.json.
import { z } from 'zod'
import { ExchangeBuilder, type ExchangeExample, type ExchangeSet } from './exchange-set.js'
import { fileNames, json, parseJson, type DataFile, type Format } from './format.js'
import { languagesOf } from './language-files.js'
import { exampleOf, partsOf } from './marked-parts.js'

const intentSchema = z.object({
  displayName: z.string().min(1),
  isFallback: z.boolean().default(false),
  parameters: z.array(z.object({ id: z.string().min(1), entityType: z.string().min(1) })).default([]),
})
const phrasesSchema = z.object({
  trainingPhrases: z
    .array(z.object({ parts: z.array(z.object({ text: z.string(), parameterId: z.string().optional() })) }))
    .default([]),
})
const entityTypeSchema = z.object({ displayName: z.string().min(1), kind: z.string().default('KIND_MAP') })
const entitiesSchema = z.object({
  entities: z.array(z.object({ value: z.string().min(1), synonyms: z.array(z.string()).default([]) })).default([]),
})

const phrases = /(?:^|\/)intents\/([^/]+)\/trainingPhrases\/[^/]+\.json$/
const intentFile = /(?:^|\/)intents\/([^/]+)\/[^/]+\.json$/
const values = /(?:^|\/)entityTypes\/([^/]+)\/entities\/[^/]+\.json$/
const entityFile = /(?:^|\/)entityTypes\/([^/]+)\/[^/]+\.json$/

export const dialogflowCx: Format = {
  name: 'dialogflow-cx',
  title: 'Dialogflow CX (exported JSON package)',
  detect: (files) => files.some(({ path }) => phrases.test(path) || values.test(path)),
  read(files) {
    const builder = new ExchangeBuilder()
    readEntityTypes(files, builder)
    readIntents(files, builder)
    return builder.build()
  },
  write,
}

type Intent = z.infer<typeof intentSchema>

function readIntents(files: readonly DataFile[], builder: ExchangeBuilder): void {
  const heads = files.filter(({ path }) => intentFile.test(path))
  const byFolder = new Map(heads.map((file) => [intentFile.exec(file.path)?.[1], parseJson(file, intentSchema)]))
  for (const { displayName, isFallback } of byFolder.values()) if (!isFallback) builder.intent(displayName)
  for (const file of files) {
    const folder = phrases.exec(file.path)?.[1]
    if (folder === undefined) continue
    const intent = byFolder.get(folder) ?? { displayName: folder, isFallback: false, parameters: [] }
    const examples = parseJson(file, phrasesSchema).trainingPhrases.flatMap(({ parts }) => {
      const example = exampleOf(parts.map(({ text, parameterId }) => ({ text, ...entityOf(intent, parameterId) })))
      return example ?? []
    })
    if (intent.isFallback) builder.outOfScope.push(...examples.map(({ text }) => text))
    else builder.intent(intent.displayName).push(...examples)
  }
}

function entityOf({ parameters }: Intent, id: string | undefined) {
  if (id === undefined || id === '') return {}
  const type = parameters.find((parameter) => parameter.id === id)?.entityType ?? id
  const entity = type.replace(/^.*entityTypes\//, '').replace(/^@/, '')
  return { entity: { entity, ...(id === entity ? {} : { role: id }) } }
}

function readEntityTypes(files: readonly DataFile[], builder: ExchangeBuilder): void {
  const heads = files.filter(({ path }) => entityFile.test(path))
  const byFolder = new Map(heads.map((file) => [entityFile.exec(file.path)?.[1], parseJson(file, entityTypeSchema)]))
  for (const { displayName, kind } of byFolder.values()) if (kind !== 'KIND_REGEXP') builder.list(displayName)
  for (const file of files) {
    const folder = values.exec(file.path)?.[1]
    if (folder === undefined) continue
    const { displayName, kind } = byFolder.get(folder) ?? { displayName: folder, kind: 'KIND_MAP' }
    for (const { value, synonyms } of parseJson(file, entitiesSchema).entities)
      if (kind === 'KIND_REGEXP') builder.pattern(displayName, value)
      else builder.value(displayName, value, synonyms)
  }
}

const fallbackName = 'Default Negative Intent'

function write({ intents, outOfScope, lists, patterns }: ExchangeSet): ReturnType<Format['write']> {
  const lost: string[] = []
  for (const { name, examples, answers } of intents) {
    if (answers !== undefined) lost.push(`${name}: answers`)
    if (examples.some(({ entities }) => entities.some(({ value }) => value !== undefined)))
      lost.push(`${name}: what marked values stand for (Dialogflow keeps that in the entity type)`)
  }
  const negative = outOfScope.map((text) => ({ text, entities: [] }))
  const all = [
    ...intents.map(({ name, examples }) => ({ name, examples, isFallback: false })),
    ...(negative.length === 0 ? [] : [{ name: fallbackName, examples: negative, isFallback: true }]),
  ]
  const folders = fileNames(all.map(({ name }) => name))
  const types = [
    ...lists.map(({ name, values: own }) => ({ name, kind: 'KIND_MAP', own })),
    ...[...new Set(patterns.map(({ name }) => name))].map((name) => ({
      name,
      kind: 'KIND_REGEXP',
      own: patterns.filter((one) => one.name === name).map(({ pattern }) => ({ value: pattern, synonyms: [] })),
    })),
  ]
  const typeFolders = fileNames(types.map(({ name }) => name))
  const files = [
    json('agent.json', { displayName: 'Kefu', defaultLanguageCode: 'en', supportedLanguageCodes: ['zh-cn'] }),
    ...all.flatMap(({ name, examples, isFallback }) => {
      const folder = folders.get(name) ?? name
      const head = {
        displayName: name,
        priority: 500_000,
        ...(isFallback ? { isFallback } : {}),
        parameters: parametersOf(examples),
      }
      return [
        json(`intents/${folder}/${folder}.json`, head),
        ...languagesOf(examples, ({ text }) => text).map(([language, own]) =>
          json(`intents/${folder}/trainingPhrases/${language}.json`, {
            trainingPhrases: own.map((example) => phraseOf(example, language)),
          }),
        ),
      ]
    }),
    ...types.flatMap(({ name, kind, own }) => {
      const folder = typeFolders.get(name) ?? name
      return [
        json(`entityTypes/${folder}/${folder}.json`, { displayName: name, kind }),
        json(`entityTypes/${folder}/entities/en.json`, {
          entities: own.map(({ value, synonyms }) => ({ value, synonyms: [value, ...synonyms], languageCode: 'en' })),
        }),
      ]
    }),
  ]
  return { files, lost }
}

const parametersOf = (examples: readonly ExchangeExample[]) => {
  const byId = new Map(
    examples.flatMap(({ entities }) => entities.map(({ entity, role }) => [role ?? entity, entity] as const)),
  )
  return [...byId].map(([id, entity]) => ({ id, entityType: `@${entity}`, isList: false }))
}

const phraseOf = (example: ExchangeExample, languageCode: string) => ({
  parts: partsOf(example).map(({ text, entity }) =>
    entity === undefined ? { text, auto: false } : { text, parameterId: entity.role ?? entity.entity, auto: false },
  ),
  repeatCount: 1,
  languageCode,
})
