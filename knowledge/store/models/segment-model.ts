// Segments: named rules over the record, who is in each, and who entered or left when.
import { Schema } from 'mongoose'
import { z } from 'zod'
import { customerId, localizedText } from '../branded.js'
import { targetNames, type TargetName } from './prediction-score-model.js'
import { recordSchema } from '../record-schema.js'

const scalar = z.union([z.string().max(500), z.number(), z.boolean()])
const operators = ['is', 'is-not', 'above', 'below', 'at-least', 'at-most', 'one-of', 'contains', 'known', 'unknown'] as const

const comparison = { op: z.enum(operators), value: z.union([scalar, z.array(scalar).max(200)]).exactOptional() }

const probabilityOperators = ['above', 'below', 'at-least', 'at-most', 'known', 'unknown'] as const
const needsValue = (op: (typeof probabilityOperators)[number]): boolean => op !== 'known' && op !== 'unknown'

export type SegmentRule =
  | { kind: 'all' | 'any'; of: SegmentRule[] }
  | { kind: 'not'; of: SegmentRule }
  | { kind: 'trait' | 'counter'; name: string; op: (typeof operators)[number]; value?: unknown }
  | { kind: 'field'; name: 'locale' | 'number' | 'city' | 'country'; op: (typeof operators)[number]; value?: unknown }
  | { kind: 'event'; type: string; atLeast: number; withinDays?: number }
  | { kind: 'prediction'; name: TargetName; op: (typeof probabilityOperators)[number]; value?: number }

export const segmentRuleSchema: z.ZodType<SegmentRule> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all'), of: z.array(segmentRuleSchema).min(1).max(50) }),
    z.strictObject({ kind: z.literal('any'), of: z.array(segmentRuleSchema).min(1).max(50) }),
    z.strictObject({ kind: z.literal('not'), of: segmentRuleSchema }),
    z.strictObject({ kind: z.literal('trait'), name: z.string().min(1).max(100), ...comparison }),
    z.strictObject({ kind: z.literal('counter'), name: z.string().min(1).max(100), ...comparison }),
    z.strictObject({ kind: z.literal('field'), name: z.enum(['locale', 'number', 'city', 'country']), ...comparison }),
    z.strictObject({
      kind: z.literal('event'),
      type: z.string().min(1).max(100),
      atLeast: z.number().int().min(1).max(1_000_000),
      withinDays: z.number().positive().max(3660).exactOptional(),
    }),
    z
      .strictObject({
        kind: z.literal('prediction'),
        name: z.enum(targetNames),
        op: z.enum(probabilityOperators),
        /** A probability. */
        value: z.number().min(0).max(1).exactOptional(),
      })
      .refine(({ op, value }) => (value !== undefined) === needsValue(op), {
        path: ['value'],
        error: 'a number from 0 to 1, and none with known and unknown',
      }),
  ]),
)

export const segmentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/, 'lower case letters, digits and dashes'),
  name: localizedText,
  rule: segmentRuleSchema,
})
export type Segment = z.infer<typeof segmentSchema>

export type StoredSegment = Omit<Segment, 'id'> & { _id: string; at: Date }

export const segmentMongoose = recordSchema<StoredSegment>('segments', {
  name: Schema.Types.Mixed,
  rule: Schema.Types.Mixed,
  at: { type: Date, required: true },
})

/** `_id` is `<segment>:<customer>`. */
export interface StoredSegmentMember {
  _id: string
  segment: string
  customerId: string
  since: Date
}

export const segmentMemberMongoose = recordSchema<StoredSegmentMember>('segment_members', {
  segment: { type: String, required: true },
  customerId: { type: String, required: true },
  since: { type: Date, required: true },
})
segmentMemberMongoose.index({ segment: 1, customerId: 1 })
segmentMemberMongoose.index({ customerId: 1 })

export const segmentChangeSchema = z.object({
  id: z.string(),
  segment: z.string(),
  customerId,
  kind: z.enum(['entered', 'left']),
  at: z.date(),
})
export type SegmentChange = z.infer<typeof segmentChangeSchema>

export const segmentChangeMongoose = recordSchema<Omit<SegmentChange, 'id'> & { _id: string }>('segment_changes', {
  segment: { type: String, required: true },
  customerId: { type: String, required: true },
  kind: { type: String, required: true },
  at: { type: Date, required: true },
})
segmentChangeMongoose.index({ segment: 1, at: -1 })
segmentChangeMongoose.index({ customerId: 1, at: -1 })
