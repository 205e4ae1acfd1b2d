// What an analysis of a version says, and a comparison of two: kept with the version, shown to admins. Safe in a browser.
import { z } from 'zod'
import { carelessKinds } from './robustness.js'

const share = z.number()
const count = z.number().int()

/** Shares are fractions. `format` grows when figures of an earlier kind must not be shown as these. */
export const versionAnalysisSchema = z.object({
  format: z.literal(1),
  /** Names of the encoders that took part; empty: n-grams alone. */
  encoders: z.array(z.string()),
  learning: z.object({
    points: z.array(z.object({ rows: count, accuracy: share })),
    moreExamples: z.array(z.object({ intent: z.string(), examples: count, recall: share, expectedGain: share })),
  }),
  robustness: z.object({
    sentences: count,
    accuracy: share,
    kinds: z.array(z.object({ kind: z.enum(carelessKinds), accuracy: share, changed: count })),
  }),
})
export type VersionAnalysis = z.infer<typeof versionAnalysisSchema>

export const versionComparisonSchema = z.object({
  format: z.literal(1),
  encoders: z.array(z.string()),
  sentences: count,
  /** Of the earlier one and of this one. */
  accuracyA: share,
  accuracyB: share,
  onlyA: count,
  onlyB: count,
  pValue: z.number(),
  verdict: z.enum(['a-better', 'b-better', 'no-difference-shown']),
  /** Sentences that only one of them gets right, the first of each kind. */
  differences: z.array(z.object({ text: z.string(), intent: z.string(), a: z.string(), b: z.string() })),
})
export type VersionComparison = z.infer<typeof versionComparisonSchema>
