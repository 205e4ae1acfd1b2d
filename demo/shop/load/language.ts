// What the language model learns from: nlu/*.yaml, one intent a file beside the entities and the sentences that no intent should claim.
import { z } from 'zod'
import type { EntitySeed, IntentDefinition } from '../../../knowledge/seed/dataset.js'
import { localized, localizedLists, slug } from './localized.js'
import { parseDataFile, refuse, refuseDuplicates, type DataFile } from './yaml-file.js'

const shared = { name: slug, description: localized, utterances: localizedLists }

const intentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('flow'), ...shared }),
  z.strictObject({ kind: z.literal('dialogue'), ...shared }),
  z.strictObject({ kind: z.literal('article'), article: slug, ...shared }),
  z.strictObject({ kind: z.literal('answer'), answers: localizedLists, ...shared }),
])

const entitySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('list'),
    name: slug,
    fuzzy: z.boolean().exactOptional(),
    values: z
      .array(z.strictObject({ value: z.string().min(1), synonyms: z.array(z.string().min(1)).exactOptional() }))
      .min(1),
  }),
  z.strictObject({
    kind: z.literal('pattern'),
    name: slug,
    pattern: z.string().min(1),
    normalise: z.string().exactOptional(),
  }),
])

export interface LanguageData {
  intents: readonly IntentDefinition[]
  outOfScope: { en: readonly string[]; zh: readonly string[] }
  entities: readonly EntitySeed[]
}

const apart = { outOfScope: 'nlu/out-of-scope.yaml', entities: 'nlu/entities.yaml' }

function required(files: readonly DataFile[], name: string): DataFile {
  const found = files.find((file) => file.name === name)
  if (!found) throw refuse(name, '', 'is missing')
  return found
}

/**
 * @param articles slugs of the articles there are
 *
 * Throws `input-invalid` naming file and field, also for an intent whose article does not exist or whose file is named otherwise.
 */
export function parseLanguage(files: readonly DataFile[], articles: ReadonlySet<string>): LanguageData {
  const intents = files
    .filter(({ name }) => !Object.values(apart).includes(name))
    .map((file): IntentDefinition => {
      const intent = parseDataFile(file, intentSchema)
      if (file.name !== `nlu/${intent.name}.yaml`) throw refuse(file.name, 'name', 'must be the name of the file')
      if (intent.kind === 'article' && !articles.has(intent.article))
        throw refuse(file.name, 'article', `there is no article "${intent.article}"`)
      return intent
    })
  const entitiesFile = required(files, apart.entities)
  const entities = parseDataFile(entitiesFile, z.array(entitySchema))
  refuseDuplicates(
    entities.map(({ name }, index) => ({ key: name, file: entitiesFile.name, field: `[${String(index)}].name` })),
  )
  return { intents, outOfScope: parseDataFile(required(files, apart.outOfScope), localizedLists), entities }
}
