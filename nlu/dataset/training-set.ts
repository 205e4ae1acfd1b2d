// What the language model is trained on. Edges (database, YAML, admin API) parse into this schema.
import { z } from 'zod'

/** A closed set of values with synonyms: colours, categories, product names. Matching folds case, width and small typos (`fuzzy`). */
export const entityListSchema = z.object({
  kind: z.literal('list'),
  name: z.string().min(1),
  fuzzy: z.boolean().default(true),
  values: z.array(z.object({ value: z.string().min(1), synonyms: z.array(z.string().min(1)).default([]) })),
})

/** A form of writing: order numbers, SKUs. Matched on NFKC text, case-insensitively, never inside a longer word or number. */
export const entityPatternSchema = z.object({
  kind: z.literal('pattern'),
  name: z.string().min(1),
  /** JavaScript regular expression without flags; nested quantifiers and back-references are refused. */
  pattern: z.string().min(1).max(500),
  /** How the match is normalised: `$1`-style template, e.g. `NL-$1`. */
  normalise: z.string().optional(),
})

export const entityDefinitionSchema = z.discriminatedUnion('kind', [entityListSchema, entityPatternSchema])
export type EntityDefinition = z.infer<typeof entityDefinitionSchema>

export const trainingIntentSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case words joined by hyphens'),
  /** Name and description serve as pseudo-examples while there are few utterances. */
  description: z.array(z.string()).default([]),
  utterances: z.array(z.string().min(1)).min(1),
})

/** A sentence with the values marked in it: what the tagger learns from. */
export const annotatedTextSchema = z
  .object({
    text: z.string().min(1),
    /** Half-open ranges of UTF-16 code units, in order, without overlaps. */
    entities: z.array(
      z.object({
        entity: z.string().min(1),
        start: z.number().int().nonnegative(),
        end: z.number().int().positive(),
        /** What it is in the sentence: `from`, `to`. */
        role: z.string().min(1).optional(),
        /** What it stands for, where that is not what is written. */
        value: z.string().min(1).optional(),
      }),
    ),
  })
  .refine(
    ({ text, entities }) =>
      entities.every(({ start, end }, i) => start < end && end <= text.length && start >= (entities[i - 1]?.end ?? 0)),
    { path: ['entities'], message: 'must lie in the text, in order, without overlaps' },
  )
export type AnnotatedText = z.infer<typeof annotatedTextSchema>

export const trainingSetSchema = z.object({
  intents: z.array(trainingIntentSchema).min(1),
  /** Sentences that no intent should claim: they set the rejection threshold, they are not a class. */
  outOfScope: z.array(z.string().min(1)).default([]),
  entities: z.array(entityDefinitionSchema).default([]),
  /** Utterances, or other sentences, with marked values. */
  annotated: z.array(annotatedTextSchema).optional(),
  /** What customers wrote in conversations that they rated, with their stars: feeling is learnt from it. */
  rated: z.array(z.object({ text: z.string().min(1), rating: z.number().int().min(1).max(5) })).optional(),
})
export type TrainingSet = z.infer<typeof trainingSetSchema>
