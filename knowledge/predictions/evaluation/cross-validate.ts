// Every model on the same stratified folds: each row is foretold once, by a model that has not seen it.
import { seededRandom, shuffled } from '../../learning/random.js'
import { pickRows, type Matrix, type ModelKind } from '../models/model.js'
import { logLossOf } from '../models/log-loss.js'
import { areaUnderCurve, scorePredictions, type PredictionScore } from './metrics.js'

export interface ModelScore extends PredictionScore {
  model: string
  /** Mean over the folds, as other libraries print it; `auc` is over all rows at once. */
  meanFoldAuc: number
  /** On the rows that each fold learnt from, mean over the folds. */
  learned: { auc: number; logLoss: number }
  /** What was done to the columns first, with the number of folds that chose it; empty when all took them as they are. */
  prepared: readonly { step: string; folds: number }[]
  /** Wall-clock seconds to train on one fold, mean. */
  trainSeconds: number
}

export type Signal = 'strong' | 'weak' | 'none'

/** The fold of each row: both classes are spread evenly. Deterministic. */
export function stratifiedFolds(labels: Uint8Array, folds: number, seed: number): Uint8Array {
  const random = seededRandom(seed)
  const fold = new Uint8Array(labels.length)
  for (const label of [0, 1]) {
    const rows = shuffled(
      Array.from(labels.keys()).filter((row) => labels[row] === label),
      random,
    )
    for (const [at, row] of rows.entries()) fold[row] = at % folds
  }
  return fold
}

/**
 * `pooled` is the foretelling of every row by the fold that left it out.
 * @param options `share` of its rows each fold learns from; it is tested on the same rows whatever the share.
 */
export function crossValidate(
  model: ModelKind,
  matrix: Matrix,
  labels: Uint8Array,
  { folds = 5, seed = 1, share = 1 }: { folds?: number; seed?: number; share?: number } = {},
): ModelScore & { pooled: Float64Array } {
  const foldOf = stratifiedFolds(labels, folds, seed)
  const partOf = stratifiedFolds(labels, Math.round(1 / share), seed + 1)
  const pooled = new Float64Array(matrix.rows)
  const rows = Int32Array.from(labels.keys())
  const pick = (some: Int32Array) => Uint8Array.from(some, (row) => labels[row] ?? 0)
  let seconds = 0
  const areas: number[] = []
  const learned = { auc: 0, logLoss: 0 }
  const steps = new Map<string, number>()
  for (let fold = 0; fold < folds; fold += 1) {
    const learn = rows.filter((row) => foldOf[row] !== fold && partOf[row] === 0)
    const test = rows.filter((row) => foldOf[row] === fold)
    const learnMatrix = pickRows(matrix, learn)
    const known = pick(learn)
    const begin = performance.now()
    const trained = model.train(learnMatrix, known)
    seconds += (performance.now() - begin) / 1000
    const again = trained.predict(learnMatrix)
    learned.auc += areaUnderCurve(again, known) / folds
    learned.logLoss += logLossOf(again, known) / folds
    for (const step of trained.prepared ?? []) steps.set(step, (steps.get(step) ?? 0) + 1)
    const foretold = trained.predict(pickRows(matrix, test))
    for (const [at, row] of test.entries()) pooled[row] = foretold[at] as number
    areas.push(areaUnderCurve(foretold, pick(test)))
  }
  return {
    model: model.name,
    ...scorePredictions(pooled, labels),
    meanFoldAuc: areas.reduce((sum, area) => sum + area, 0) / folds,
    learned,
    prepared: [...steps].map(([step, count]) => ({ step, folds: count })),
    trainSeconds: seconds / folds,
    pooled,
  }
}

/**
 * Whether anything was learnt at all: an AUC that chance reaches is no signal, whatever the model. Three standard errors, because the best
 * of several models is looked at.
 */
export const signalOf = ({ meanFoldAuc, aucError }: Pick<ModelScore, 'meanFoldAuc' | 'aucError'>): Signal =>
  meanFoldAuc < 0.5 + 3 * aucError ? 'none' : meanFoldAuc < 0.6 ? 'weak' : 'strong'
