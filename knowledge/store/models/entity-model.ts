// Entities that admins define: closed lists with synonyms, and patterns.
import { z } from 'zod'
import type { EntitySeed } from '../../seed/dataset.js'
import { parseRecord, partSchema, recordSchema } from '../record-schema.js'

export const entitySchema: z.ZodType<EntitySeed> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('list'),
    name: z.string(),
    fuzzy: z.boolean().exactOptional(),
    values: z.array(z.object({ value: z.string(), synonyms: z.array(z.string()).exactOptional() })),
  }),
  z.object({
    kind: z.literal('pattern'),
    name: z.string(),
    pattern: z.string(),
    normalise: z.string().exactOptional(),
  }),
])

/** `_id` is the entity's name. */
export interface StoredEntity {
  _id: string
  kind: 'list' | 'pattern'
  order: number
  fuzzy?: boolean
  values?: readonly { value: string; synonyms?: readonly string[] }[]
  pattern?: string
  normalise?: string
}

export const entityMongoose = recordSchema<StoredEntity>('entities', {
  kind: { type: String, required: true },
  order: { type: Number, required: true },
  fuzzy: Boolean,
  values: {
    type: [partSchema({ value: String, synonyms: { type: [String], default: undefined } })],
    default: undefined,
  },
  pattern: String,
  normalise: String,
})

export function entityToStored({ name, ...entity }: EntitySeed, order: number): StoredEntity {
  return { _id: name, order, ...entity }
}

export function entityFromStored({ _id, order: _, ...entity }: StoredEntity): EntitySeed {
  return parseRecord('entities', entitySchema, { name: _id, ...entity })
}
