// The versions of the models that foretell, a list and a live version for each target.
import { z } from 'zod'
import type { Clock } from '../../../platform/clock.js'
import { localizedText } from '../../store/branded.js'
import type { Store } from '../../store/connection.js'
import { modelVersions, type ModelVersions } from '../../store/model-versions.js'
import { verdictKinds } from '../evaluation/verdict.js'
import type { TargetName } from '../targets.js'

const reportSchema = z.object({
  model: z.string(),
  rows: z.number(),
  yesShare: z.number(),
  judgedRows: z.number(),
  auc: z.number(),
  logLoss: z.number(),
  calibrationError: z.number(),
  signal: z.enum(['strong', 'weak', 'none']),
  /** Whether it learnt too much or too little; absent in versions from before this was told. */
  verdict: z.object({ kind: z.enum(verdictKinds), words: localizedText }).exactOptional(),
  /** What is done to the columns first. */
  prepared: z.array(z.string()).exactOptional(),
})
export type PredictionReport = z.infer<typeof reportSchema>

export const predictionRegistry =
  (store: Store, clock: Clock) =>
  (target: TargetName): ModelVersions<PredictionReport> =>
    modelVersions(store, { kind: `prediction:${target}`, parseReport: (stored) => reportSchema.parse(stored), clock })
