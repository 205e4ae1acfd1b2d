// Merges of two records into one, with what spoke for it. The pointer on the customer is the merge; this is its history.
import { z } from 'zod'
import { customerId } from '../branded.js'
import { partSchema, recordSchema } from '../record-schema.js'

export const evidenceSchema = z.object({
  /** `person`: somebody decided; `rule`: a deterministic key; `likeness`: the fitted model. */
  kind: z.enum(['person', 'rule', 'likeness']),
  /** Name of the key, where a rule matched. Never the value. */
  key: z.string().exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
  /** For each field how alike the two are: `same`, `closely`, `different` … */
  fields: z.array(z.object({ field: z.string(), level: z.string() })).exactOptional(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** `begun` and `undoing` are finished by whoever finds them. */
export const mergeStates = ['begun', 'done', 'undoing', 'undone'] as const

export const mergeSchema = z.object({
  id: z.string(),
  keep: customerId,
  gone: customerId,
  evidence: evidenceSchema,
  by: z.string(),
  at: z.date(),
  state: z.enum(mergeStates),
  undoneBy: z.string().exactOptional(),
  undoneAt: z.date().exactOptional(),
})
export type Merge = z.infer<typeof mergeSchema>
export type StoredMerge = Omit<Merge, 'id'> & { _id: string }

export const evidenceFields = partSchema({
  kind: String,
  key: String,
  probability: Number,
  fields: { type: [partSchema({ field: String, level: String })], default: undefined },
})

export const mergeMongoose = recordSchema<StoredMerge>('merges', {
  keep: { type: String, required: true },
  gone: { type: String, required: true },
  evidence: evidenceFields,
  by: { type: String, required: true },
  at: { type: Date, required: true },
  state: { type: String, required: true },
  undoneBy: String,
  undoneAt: Date,
})
mergeMongoose.index({ state: 1, at: -1 })
mergeMongoose.index({ gone: 1, at: -1 })
mergeMongoose.index({ keep: 1, at: -1 })
