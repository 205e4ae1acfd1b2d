// Why a prediction is what it is: each feature is set to its usual value in turn, and what moves the answer most is the reason.
import type { LocalizedText } from '../../../bot/domain/locale.js'
import { features } from '../../features/features.js'
import type { Matrix, TrainedModel } from '../models/model.js'

export interface PredictionReason {
  feature: string
  words: LocalizedText
  value: number
  usual: number
  /** How much the probability is higher (or lower) than with the usual value. */
  effect: number
}

const shownReasons = 3

export function medians({ rows, columns, values }: Matrix): number[] {
  return Array.from({ length: columns }, (_, column) => {
    const sorted = Float64Array.from({ length: rows }, (__, row) => values[row * columns + column] as number).sort()
    return sorted[Math.floor(rows / 2)] ?? 0
  })
}

/** Largest effect first. */
export function reasonsFor(model: TrainedModel, row: readonly number[], usual: readonly number[]): PredictionReason[] {
  const columns = row.length
  const values = new Float64Array((columns + 1) * columns)
  for (let at = 0; at <= columns; at += 1) {
    values.set(row, at * columns)
    if (at < columns) values[at * columns + at] = usual[at] ?? 0
  }
  const foretold = model.predict({ rows: columns + 1, columns, values })
  const own = foretold[columns] ?? 0
  return features
    .map(({ name, words }, at) => ({
      ...{ feature: name, words, value: row[at] ?? 0, usual: usual[at] ?? 0 },
      effect: own - (foretold[at] ?? own),
    }))
    .filter(({ effect }) => Math.abs(effect) > 0.005)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
    .slice(0, shownReasons)
}
