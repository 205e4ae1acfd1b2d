// Probabilities that come true as often as they say: beta calibration (Kull, Silva Filho & Flach 2017), fitted on what was foretold for rows
// that a fit had not seen. It keeps the order of customers.
import { logLossOf, lossesOf, lowerBy } from './log-loss.js'
import { logisticRegression } from './logistic.js'
import { pickRows, type Matrix, type ModelKind } from './model.js'

type Curve = (foretold: Float64Array) => Float64Array

const parts = 3
/** Standard errors by which the mean loss must be lower for the probabilities to be changed. */
const certainty = 2
/** Keeps two columns that say nearly the same apart. */
const penalty = 1e-3

/** What a curve may rest on: the odds, or how near to certain yes and how near to certain no, alone or together. */
const views: readonly ((probability: number) => readonly number[])[] = [
  (probability) => [Math.log(probability), -Math.log(1 - probability)],
  (probability) => [Math.log(probability) - Math.log(1 - probability)],
  (probability) => [Math.log(probability)],
  (probability) => [-Math.log(1 - probability)],
]

function shownBy(view: (typeof views)[number], foretold: Float64Array): Matrix {
  const rows = Array.from(foretold, (probability) => view(Math.min(1 - 1e-9, Math.max(1e-9, probability))))
  return { rows: rows.length, columns: rows[0]?.length ?? 1, values: Float64Array.from(rows.flat()) }
}

const grid = Float64Array.from({ length: 99 }, (_, at) => (at + 1) / 100)
const rises = (curve: Curve): boolean => curve(grid).every((value, at, all) => at === 0 || value > (all[at - 1] ?? 0))

/** Of the curves that rise, the one with the lowest loss; undefined where none does. */
function fitCurve(foretold: Float64Array, labels: Uint8Array): Curve | undefined {
  let best: { curve: Curve; loss: number } | undefined
  for (const view of views) {
    const trained = logisticRegression(penalty).train(shownBy(view, foretold), labels)
    const curve: Curve = (others) => trained.predict(shownBy(view, others))
    const loss = logLossOf(curve(foretold), labels)
    if (rises(curve) && (!best || loss < best.loss)) best = { curve, loss }
  }
  return best?.curve
}

/**
 * The curve that makes honest probabilities of foretold ones; undefined unless it lowers the loss of rows that the curve was not fitted on.
 * @param foretold by fits that had not seen the row
 */
export function calibrationOf(foretold: Float64Array, labels: Uint8Array): Curve | undefined {
  const losses = new Float64Array(labels.length)
  for (const half of [0, 1]) {
    const isInside = (row: number): boolean => (row >> 1) % 2 === half
    const pick = (some: Float64Array, inside: boolean) => some.filter((_, row) => isInside(row) === inside)
    const known = labels.filter((_, row) => isInside(row))
    const curve = known.includes(0) && known.includes(1) ? fitCurve(pick(foretold, true), known) : undefined
    if (!curve) return undefined
    const changed = lossesOf(
      curve(pick(foretold, false)),
      labels.filter((_, row) => !isInside(row)),
    )
    let at = 0
    for (let row = 0; row < losses.length; row += 1)
      if (!isInside(row)) {
        losses[row] = changed[at] as number
        at += 1
      }
  }
  return lowerBy(losses, lossesOf(foretold, labels)) < certainty ? undefined : fitCurve(foretold, labels)
}

/** Each row foretold by a fit that had not seen it; undefined when a part holds one answer only. */
function foretoldUnseen(kind: ModelKind, matrix: Matrix, labels: Uint8Array): Float64Array | undefined {
  const foretold = new Float64Array(matrix.rows)
  const rows = Int32Array.from(labels.keys())
  for (let part = 0; part < parts; part += 1) {
    const [inside, outside] = [rows.filter((row) => row % parts !== part), rows.filter((row) => row % parts === part)]
    const known = Uint8Array.from(inside, (row) => labels[row] as number)
    if (!known.includes(1) || !known.includes(0)) return undefined
    const found = kind.train(pickRows(matrix, inside), known).predict(pickRows(matrix, outside))
    for (const [at, row] of outside.entries()) foretold[row] = found[at] as number
  }
  return foretold
}

/** The same model with honest probabilities, where unseen rows say that its own are not. Trains four times. */
export const calibrated = (kind: ModelKind): ModelKind => ({
  name: kind.name,
  train(matrix, labels) {
    const trained = kind.train(matrix, labels)
    const foretold = foretoldUnseen(kind, matrix, labels)
    const curve = foretold && calibrationOf(foretold, labels)
    return curve ? { ...trained, predict: (others) => curve(trained.predict(others)) } : trained
  },
})
