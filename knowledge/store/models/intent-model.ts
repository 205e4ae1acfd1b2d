// Intents with what people say and what answers them; out-of-scope sentences are kept as two lists under a reserved id.
import { Schema } from 'mongoose'
import { z } from 'zod'
import type { IntentDefinition } from '../../seed/dataset.js'
import { localizedLists, localizedText } from '../branded.js'
import { parseRecord, partSchema, recordSchema } from '../record-schema.js'

const markedUtterance = z.object({
  text: z.string(),
  entities: z.array(
    z.object({
      entity: z.string(),
      start: z.number().int(),
      end: z.number().int(),
      role: z.string().exactOptional(),
      value: z.string().exactOptional(),
    }),
  ),
})

export const intentSchema: z.ZodType<IntentDefinition> = z.object({
  name: z.string(),
  description: localizedText,
  kind: z.enum(['flow', 'article', 'answer', 'dialogue']),
  article: z.string().exactOptional(),
  answers: localizedLists.exactOptional(),
  utterances: localizedLists,
  marks: z.array(markedUtterance).exactOptional(),
})

/** `_id` is the intent's name. */
export type StoredIntent = Omit<IntentDefinition, 'name'> & {
  _id: string
  order: number
  /** Grows with each change made by an editor; absent until the first. */
  version?: number
}

const listFields = partSchema({ en: [String], zh: [String] })

export const intentMongoose = recordSchema<StoredIntent>('intents', {
  description: partSchema({ en: String, zh: String }),
  kind: { type: String, required: true },
  article: String,
  answers: Schema.Types.Mixed,
  utterances: listFields,
  marks: Schema.Types.Mixed,
  order: { type: Number, required: true },
  version: Number,
})

export function intentToStored({ name, ...intent }: IntentDefinition, order: number): StoredIntent {
  return { _id: name, ...intent, order }
}

export function intentFromStored({ _id, order: _, ...intent }: StoredIntent): IntentDefinition {
  return parseRecord('intents', intentSchema, { name: _id, ...intent })
}
