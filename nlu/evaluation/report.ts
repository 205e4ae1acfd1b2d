// What a training says about itself, from rows that the scoring model had not seen. Stored with the version, shown to admins.
import { z } from 'zod'

export const intentScoreSchema = z.object({
  intent: z.string(),
  examples: z.number(),
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
})

export const trainingReportSchema = z.object({
  rows: z.number(),
  intents: z.number(),
  folds: z.number(),
  /** Share of held-out rows whose best intent is right, nothing rejected. */
  accuracy: z.number(),
  /** What the n-grams alone reach, where sentence vectors helped. */
  accuracyOfNgrams: z.number().optional(),
  macroF1: z.number(),
  perIntent: z.array(intentScoreSchema),
  /** Most frequent mistakes first, each with the first few held-out rows of it. */
  confusions: z.array(
    z.object({ expected: z.string(), got: z.string(), count: z.number(), examples: z.array(z.string()).default([]) }),
  ),
  /** Expected calibration error over ten bins, and the bins themselves. */
  calibrationError: z.number(),
  reliability: z.array(z.object({ confidence: z.number(), accuracy: z.number(), count: z.number() })),
  /** With sentence vectors scores are shares of the threshold that holds for a sentence: the threshold is then 1. For each rejection budget: the threshold and, where out-of-scope sentences were given, the share of them it catches. */
  outOfScope: z.object({
    sentences: z.number(),
    auroc: z.number().optional(),
    chosen: z.object({ threshold: z.number(), inScopeRejected: z.number(), caught: z.number().optional() }),
    curve: z.array(z.object({ threshold: z.number(), inScopeRejected: z.number(), caught: z.number().optional() })),
  }),
  seconds: z.number(),
})
export type TrainingReport = z.infer<typeof trainingReportSchema>
