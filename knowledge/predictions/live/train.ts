// Choosing and fitting the model of one target: by cross-validation on earlier days, judged once on the newest.
import { inWorker } from '../../../platform/in-worker.js'
import type { Fact } from '../../features/facts.js'
import { crossValidate, signalOf } from '../evaluation/cross-validate.js'
import { scorePredictions } from '../evaluation/metrics.js'
import { verdictOf } from '../evaluation/verdict.js'
import { modelKinds } from '../models/index.js'
import type { ModelFile } from './model-file.js'
import { targets, type TargetName } from '../targets.js'
import type { PredictionReport } from './registry.js'
import { trainingRows, type LabelledRows } from './training-rows.js'

type Rows = Omit<ModelFile, 'features'>

export interface FitInput {
  learn: LabelledRows
  judge: LabelledRows
  /** The model in use, to be judged on the same rows. */
  old: Rows | undefined
}

export interface Fitted {
  kind: 'trained' | 'no-signal'
  model: string
  report: PredictionReport
  oldLogLoss?: number
}

export type TrainOutcome =
  { kind: 'not-enough' | 'no-signal' } | { kind: 'trained'; file: Rows; report: PredictionReport; oldLogLoss?: number }

/** Of each answer; with fewer a model learns single customers by heart. */
const leastOfEach = 30
/** Fewer rows are done before a thread has started. */
export const threadFrom = 1_500
const folds = 5

/** Pure: chooses by log loss over folds, fits on all of `learn`, judges on `judge`. */
export function fitAndJudge({ learn, judge, old }: FitInput): Fitted {
  const scores = modelKinds().map((kind) => ({
    kind,
    score: crossValidate(kind, learn.matrix, learn.labels, { folds }),
  }))
  const best = scores.reduce((one, other) => (other.score.logLoss < one.score.logLoss ? other : one))
  const trained = best.kind.train(learn.matrix, learn.labels)
  const foretold = trained.predict(judge.matrix)
  const judged = scorePredictions(foretold, judge.labels)
  const signal = signalOf(best.score)
  const report = {
    model: best.kind.name,
    rows: learn.labels.length,
    yesShare: learn.labels.reduce((sum, label) => sum + label, 0) / learn.labels.length,
    judgedRows: judge.labels.length,
    auc: judged.auc,
    logLoss: judged.logLoss,
    calibrationError: judged.calibrationError,
    signal,
    verdict: verdictOf(
      best.score,
      learn.labels,
      scores.map(({ score }) => score),
    ),
    prepared: [...(trained.prepared ?? [])],
  }
  const oldKind = old && modelKinds().find(({ name }) => name === old.kind)
  const oldLogLoss =
    old && oldKind
      ? scorePredictions(oldKind.train(old.matrix, old.labels).predict(judge.matrix), judge.labels).logLoss
      : undefined
  return {
    kind: signal === 'none' ? 'no-signal' : 'trained',
    model: best.kind.name,
    report,
    ...(oldLogLoss !== undefined && { oldLogLoss }),
  }
}

const enough = ({ labels }: LabelledRows, least: number): boolean => {
  const yes = labels.reduce((sum, label) => sum + label, 0)
  return yes >= least && labels.length - yes >= least
}

export async function trainFor(input: {
  target: TargetName
  facts: readonly (readonly Fact[])[]
  now: number
  old: ModelFile | undefined
}): Promise<TrainOutcome> {
  const { learn, judge } = trainingRows(targets[input.target], input.facts, input.now)
  if (!enough(learn, leastOfEach) || !enough(judge, 1)) return { kind: 'not-enough' }
  const old = input.old && { kind: input.old.kind, matrix: input.old.matrix, labels: input.old.labels }
  const work: FitInput = { learn, judge, old }
  const { kind, model, report, oldLogLoss } =
    learn.labels.length < threadFrom
      ? fitAndJudge(work)
      : await inWorker<FitInput, Fitted>(import.meta.url, './train-worker', work)
  if (kind === 'no-signal') return { kind }
  return { kind, file: { kind: model, ...learn }, report, ...(oldLogLoss !== undefined && { oldLogLoss }) }
}
