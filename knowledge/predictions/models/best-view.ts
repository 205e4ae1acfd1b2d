// A linear model behind the view of the columns that suits the data best.
import { logLossOf } from './log-loss.js'
import { pickRows, type Matrix, type ModelKind, type TrainedModel } from './model.js'
import { viewsOf, type View } from './views.js'

const parts = 3

/** Mean log loss over rows that each fit had not seen. */
function unseenLoss(kind: ModelKind, matrix: Matrix, labels: Uint8Array): number {
  const rows = Int32Array.from(labels.keys())
  let loss = 0
  for (let part = 0; part < parts; part += 1) {
    const [inside, outside] = [rows.filter((row) => row % parts !== part), rows.filter((row) => row % parts === part)]
    const pick = (some: Int32Array) => Uint8Array.from(some, (row) => labels[row] ?? 0)
    const known = pick(inside)
    // Too few of one kind to tell the views apart.
    if (!known.includes(1) || !known.includes(0)) return 0
    const foretold = kind.train(pickRows(matrix, inside), known).predict(pickRows(matrix, outside))
    loss += logLossOf(foretold, pick(outside)) / parts
  }
  return loss
}

/** `importance` is that of the original columns; a column shown twice counts by its larger weight. */
export const withBestView = (kind: ModelKind, judge: ModelKind = kind): ModelKind => ({
  name: kind.name,
  train(matrix, labels): TrainedModel {
    const views = viewsOf(matrix)
    let best: { view: View; loss: number } | undefined
    for (const view of views) {
      const loss = views.length === 1 ? 0 : unseenLoss(judge, view.apply(matrix), labels)
      if (!best || loss < best.loss) best = { view, loss }
    }
    const view = best?.view ?? { label: '', apply: (other: Matrix) => other }
    const trained = kind.train(view.apply(matrix), labels)
    return {
      importance: trained.importance.slice(0, matrix.columns),
      predict: (others) => trained.predict(view.apply(others)),
    }
  },
})
