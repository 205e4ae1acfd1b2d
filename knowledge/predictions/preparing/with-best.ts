// A model behind the preparation that suits the data: taken only when rows that a fit had not seen say that it helps.
import { pickRows, type Matrix, type ModelKind, type TrainedModel } from '../models/model.js'
import { lossesOf, lowerBy } from '../models/log-loss.js'
import type { Preparation, Prepared } from './preparation.js'

const parts = 3
/** What helps by less than so many rows can show is not worth another step. */
const judgedRows = 4_000
/** Standard errors by which the mean loss must be lower: several are tried, and the best of several looks better than it is. */
const certainty = 2

interface Judged {
  matrix: Matrix
  labels: Uint8Array
}

/** Evenly spread, so that both answers and all times of a table are among them. */
function fewer(matrix: Matrix, labels: Uint8Array): Judged {
  if (matrix.rows <= judgedRows) return { matrix, labels }
  const rows = Int32Array.from({ length: judgedRows }, (_, at) => Math.floor((at * matrix.rows) / judgedRows))
  return { matrix: pickRows(matrix, rows), labels: Uint8Array.from(rows, (row) => labels[row] as number) }
}

/**
 * The loss of each row, foretold by a fit that had not seen it; the preparation is fitted without it too. Undefined when a part holds one
 * answer only, or when there was nothing to prepare in any part.
 */
function unseenLosses(
  kind: ModelKind,
  { matrix, labels }: Judged,
  preparation?: Preparation,
): Float64Array | undefined {
  const losses = new Float64Array(matrix.rows)
  const rows = Int32Array.from(labels.keys())
  let prepared = preparation === undefined
  for (let part = 0; part < parts; part += 1) {
    const [inside, outside] = [rows.filter((row) => row % parts !== part), rows.filter((row) => row % parts === part)]
    const pick = (some: Int32Array) => Uint8Array.from(some, (row) => labels[row] as number)
    const known = pick(inside)
    if (!known.includes(1) || !known.includes(0)) return undefined
    const learn = pickRows(matrix, inside)
    const shown = preparation?.fit(learn, known)
    prepared ||= shown !== undefined
    const apply = (some: Matrix): Matrix => shown?.apply(some) ?? some
    const foretold = kind.train(apply(learn), known).predict(apply(pickRows(matrix, outside)))
    for (const [at, loss] of lossesOf(foretold, pick(outside)).entries()) losses[outside[at] as number] = loss
  }
  return prepared ? losses : undefined
}

/**
 * Trains on the columns as they are unless one of `preparations` foretells unseen rows better by two standard errors; then on the best.
 * Everything is chosen on the given rows, so that whoever cross-validates the result sees no leak.
 * @param judge tries the preparations in place of `kind`, where `kind` is slow.
 */
export const withBest = (
  kind: ModelKind,
  preparations: readonly Preparation[],
  judge: ModelKind = kind,
): ModelKind => ({
  name: kind.name,
  train(matrix, labels): TrainedModel {
    const judged = fewer(matrix, labels)
    const plain = matrix.columns > 1 ? unseenLosses(judge, judged) : undefined
    let best: { preparation: Preparation; loss: number } | undefined
    for (const preparation of plain ? preparations : []) {
      const losses = unseenLosses(judge, judged, preparation)
      if (!losses || !plain || lowerBy(losses, plain) < certainty) continue
      const loss = losses.reduce((sum, one) => sum + one, 0)
      if (!best || loss < best.loss) best = { preparation, loss }
    }
    const prepared: Prepared | undefined = best?.preparation.fit(matrix, labels)
    if (!best || !prepared) return kind.train(matrix, labels)
    const trained = kind.train(prepared.apply(matrix), labels)
    return {
      prepared: [best.preparation.label, ...(trained.prepared ?? [])],
      importance: prepared.trace(trained.importance),
      predict: (others) => trained.predict(prepared.apply(others)),
    }
  },
})
