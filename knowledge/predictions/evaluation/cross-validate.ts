// Every model on the same stratified folds: each row is foretold once, by a model that has not seen it.
import { seededRandom, shuffled } from '../../learning/random.js'
import { pickRows, type Matrix, type ModelKind } from '../models/model.js'
import { scorePredictions, type PredictionScore } from './metrics.js'

export interface ModelScore extends PredictionScore {
  model: string
  /** Mean over the folds, as other libraries print it; `auc` is over all rows at once. */
  meanFoldAuc: number
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

/** `pooled` is the foretelling of every row by the fold that left it out. */
export function crossValidate(
  model: ModelKind,
  matrix: Matrix,
  labels: Uint8Array,
  { folds = 5, seed = 1 }: { folds?: number; seed?: number } = {},
): ModelScore & { pooled: Float64Array } {
  const foldOf = stratifiedFolds(labels, folds, seed)
  const pooled = new Float64Array(matrix.rows)
  const rows = Int32Array.from(labels.keys())
  const pick = (some: Int32Array) => Uint8Array.from(some, (row) => labels[row] ?? 0)
  let seconds = 0
  const areas: number[] = []
  for (let fold = 0; fold < folds; fold += 1) {
    const learn = rows.filter((row) => foldOf[row] !== fold)
    const test = rows.filter((row) => foldOf[row] === fold)
    const learnMatrix = pickRows(matrix, learn)
    const begin = performance.now()
    const trained = model.train(learnMatrix, pick(learn))
    seconds += (performance.now() - begin) / 1000
    const foretold = trained.predict(pickRows(matrix, test))
    for (const [at, row] of test.entries()) pooled[row] = foretold[at] as number
    areas.push(scorePredictions(foretold, pick(test)).auc)
  }
  return {
    model: model.name,
    ...scorePredictions(pooled, labels),
    meanFoldAuc: areas.reduce((sum, area) => sum + area, 0) / folds,
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
