// Dialogflow ES: the folder inside an exported zip, with intents/NAME.json, intents/NAME_usersays_LANG.json, entities/NAME.json and
// entities/NAME_entries_LANG.json. https://cloud.google.com/dialogflow/es/docs/agents-settings#export
import { z } from 'zod'
import { ExchangeBuilder, type ExchangeExample, type ExchangeSet } from './exchange-set.js'
import { fileNames, json, parseJson, type DataFile, type Format } from './format.js'
import { languagesOf } from './language-files.js'
import { exampleOf, partsOf } from './marked-parts.js'

const intentSchema = z.object({ name: z.string().min(1), fallbackIntent: z.boolean().default(false) })
const saysSchema = z.array(
  z.object({
    data: z.array(z.object({ text: z.string(), alias: z.string().optional(), meta: z.string().optional() })),
  }),
)
const entitySchema = z.object({ name: z.string().min(1), isRegexp: z.boolean().default(false) })
const entriesSchema = z.array(z.object({ value: z.string().min(1), synonyms: z.array(z.string()).default([]) }))

const says = /(?:^|\/)intents\/(.+)_usersays_[\w-]+\.json$/
const intentFile = /(?:^|\/)intents\/(.+)\.json$/
const entries = /(?:^|\/)entities\/(.+)_entries_[\w-]+\.json$/
const entityFile = /(?:^|\/)entities\/(.+)\.json$/

export const dialogflowEs: Format = {
  name: 'dialogflow-es',
  title: 'Dialogflow ES (exported folder)',
  detect: (files) => files.some(({ path }) => says.test(path) || entries.test(path)),
  read(files) {
    const builder = new ExchangeBuilder()
    readEntities(files, builder)
    readIntents(files, builder)
    return builder.build()
  },
  write,
}

function readIntents(files: readonly DataFile[], builder: ExchangeBuilder): void {
  const heads = files.filter(({ path }) => intentFile.test(path) && !says.test(path))
  const byFile = new Map(heads.map((file) => [intentFile.exec(file.path)?.[1], parseJson(file, intentSchema)]))
  for (const { name, fallbackIntent } of byFile.values()) if (!fallbackIntent) builder.intent(name)
  for (const file of files) {
    const base = says.exec(file.path)?.[1]
    if (base === undefined) continue
    const head = byFile.get(base) ?? { name: base, fallbackIntent: false }
    const found = parseJson(file, saysSchema).flatMap(({ data }) => exampleOf(data.map(partOf)) ?? [])
    if (head.fallbackIntent) builder.outOfScope.push(...found.map(({ text }) => text))
    else builder.intent(head.name).push(...found)
  }
}

const partOf = ({ text, alias, meta }: { text: string; alias?: string | undefined; meta?: string | undefined }) => {
  const entity = (meta ?? '').replace(/^@/, '')
  if (entity === '' || entity === 'sys.ignore') return { text }
  return { text, entity: { entity, ...(alias === undefined || alias === entity ? {} : { role: alias }) } }
}

function readEntities(files: readonly DataFile[], builder: ExchangeBuilder): void {
  const heads = files.filter(({ path }) => entityFile.test(path) && !entries.test(path))
  const byFile = new Map(heads.map((file) => [entityFile.exec(file.path)?.[1], parseJson(file, entitySchema)]))
  for (const { name, isRegexp } of byFile.values()) if (!isRegexp) builder.list(name)
  for (const file of files) {
    const base = entries.exec(file.path)?.[1]
    if (base === undefined) continue
    const { name, isRegexp } = byFile.get(base) ?? { name: base, isRegexp: false }
    for (const { value, synonyms } of parseJson(file, entriesSchema))
      if (isRegexp) builder.pattern(name, value)
      else builder.value(name, value, synonyms)
  }
}

const fallbackName = 'Default Fallback Intent'

function write({ intents, outOfScope, lists, patterns }: ExchangeSet): ReturnType<Format['write']> {
  const lost: string[] = []
  const fallback = outOfScope.map((text) => ({ text, entities: [] }))
  const all = [
    ...intents.map(({ name, examples }) => ({ name, examples, fallbackIntent: false })),
    ...(fallback.length === 0 ? [] : [{ name: fallbackName, examples: fallback, fallbackIntent: true }]),
  ]
  const names = fileNames(all.map(({ name }) => name))
  const entityNames = fileNames([...lists, ...patterns].map(({ name }) => name))
  for (const { name, examples, answers } of intents) {
    if (answers !== undefined) lost.push(`${name}: answers`)
    if (examples.some(({ entities }) => entities.some(({ value }) => value !== undefined)))
      lost.push(`${name}: what marked values stand for (Dialogflow keeps that in the entity)`)
  }
  const files = [
    json('package.json', { version: '1.0.0' }),
    json('agent.json', { displayName: 'Kefu', language: 'en', supportedLanguages: ['zh-cn'] }),
    ...all.flatMap(({ name, examples, fallbackIntent }) => {
      const base = `intents/${names.get(name) ?? name}`
      const head = { name, auto: true, fallbackIntent, responses: [{ parameters: parametersOf(examples) }] }
      return [
        json(`${base}.json`, head),
        ...languagesOf(examples, ({ text }) => text).map(([language, own]) =>
          json(
            `${base}_usersays_${language}.json`,
            own.map((example) => ({ data: dataOf(example), isTemplate: false, count: 0, lang: language })),
          ),
        ),
      ]
    }),
    ...[
      ...lists.map(({ name, values }) => ({ name, isRegexp: false, values })),
      ...groupPatterns(patterns).map(({ name, values }) => ({ name, isRegexp: true, values })),
    ].flatMap(({ name, isRegexp, values }) => {
      const base = `entities/${entityNames.get(name) ?? name}`
      return [
        json(`${base}.json`, { name, isOverridable: true, isEnum: false, isRegexp, automatedExpansion: false }),
        json(
          `${base}_entries_en.json`,
          values.map(({ value, synonyms }) => ({ value, synonyms: isRegexp ? [value] : [value, ...synonyms] })),
        ),
      ]
    }),
  ]
  return { files, lost }
}

const groupPatterns = (patterns: ExchangeSet['patterns']) =>
  [...new Set(patterns.map(({ name }) => name))].map((name) => ({
    name,
    values: patterns
      .filter((pattern) => pattern.name === name)
      .map(({ pattern }) => ({ value: pattern, synonyms: [] as readonly string[] })),
  }))

const parametersOf = (examples: readonly ExchangeExample[]) => {
  const byName = new Map(
    examples.flatMap(({ entities }) => entities.map(({ entity, role }) => [role ?? entity, entity] as const)),
  )
  return [...byName].map(([name, entity]) => ({ name, dataType: `@${entity}`, value: `$${name}`, isList: false }))
}

const dataOf = (example: ExchangeExample) =>
  partsOf(example).map(({ text, entity }) =>
    entity === undefined
      ? { text, userDefined: false }
      : { text, alias: entity.role ?? entity.entity, meta: `@${entity.entity}`, userDefined: true },
  )
