// The rules of identity: which keys say that two records are one person, and which value lives on. One document; changes are conditional
// on its version.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { recordSchema } from '../record-schema.js'

export const keyFields = ['email', 'phone'] as const
export const survivorFields = ['name', 'email', 'phone', 'locale', 'address'] as const

/** `survivor`: the value of the record that lives on, else the oldest other one's. */
export const survivorRules = ['survivor', 'verified', 'oldest', 'newest', 'longest', 'most-common'] as const
export type SurvivorRule = (typeof survivorRules)[number]

const perField = z.object(
  Object.fromEntries(survivorFields.map((field) => [field, z.enum(survivorRules)])) as Record<
    (typeof survivorFields)[number],
    z.ZodEnum<{ [Rule in SurvivorRule]: Rule }>
  >,
)

export const identityRulesSchema = z
  .strictObject({
    /** In the order of priority. */
    keys: z
      .array(
        z.strictObject({
          field: z.enum(keyFields),
          /** More records than this with one value prove nothing: a family's phone, a shop's till. */
          mostRecords: z.number().int().min(2).max(50),
          /** Merge at once when both records are verified; otherwise it is a suggestion. */
          merges: z.boolean(),
        }),
      )
      .refine((keys) => new Set(keys.map(({ field }) => field)).size === keys.length, 'a key may be listed once'),
    /** Values that say nothing, as they are compared: lower case, digits of a phone. */
    blocked: z.array(z.string().min(1).max(200)).max(1000),
    likeness: z
      .strictObject({ likelyFrom: z.number().min(0.05).max(1), hideBelow: z.number().min(0.01).max(1) })
      .refine(({ likelyFrom, hideBelow }) => hideBelow <= likelyFrom, 'hideBelow must not exceed likelyFrom'),
    survivors: perField,
  })
export type IdentityRules = z.infer<typeof identityRulesSchema>

export interface StoredIdentityRules {
  _id: string
  version: number
  rules: IdentityRules
  by: string
  at: Date
}

export const identityRulesMongoose = recordSchema<StoredIdentityRules>('identity_rules', {
  version: { type: Number, required: true },
  rules: Schema.Types.Mixed,
  by: { type: String, required: true },
  at: { type: Date, required: true },
})
