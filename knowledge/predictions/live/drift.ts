// Whether the customers of today still look like those a model learnt from: the population stability index of each feature.
import type { Matrix } from '../models/model.js'

/** From here on a feature counts as changed; the usual rule of thumb. */
export const driftAlarm = 0.25
const bins = 10

const columnOf = ({ rows, columns, values }: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => values[row * columns + column] as number)

function shares(values: Float64Array, bounds: readonly number[]): number[] {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0)
  for (const value of values) {
    const at = bounds.findIndex((bound) => value <= bound)
    const place = at < 0 ? bounds.length : at
    counts[place] = (counts[place] ?? 0) + 1
  }
  // Half a row in every bin: an empty one is rare, not impossible.
  return counts.map((count) => (count + 0.5) / (values.length + 0.5 * counts.length))
}

/**
 * Σ (now - then) · ln(now / then) over deciles of the training rows, less what chance makes of two samples of these sizes: about 0 for the
 * same population.
 */
export function stabilityIndex(then: Matrix, now: Matrix, column: number): number {
  const sorted = columnOf(then, column).sort()
  const cuts = Array.from({ length: bins - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bins)] ?? 0)
  const bounds = [...new Set(cuts)]
  const before = shares(columnOf(then, column), bounds)
  const after = shares(columnOf(now, column), bounds)
  const chance = bounds.length * (1 / Math.max(1, then.rows) + 1 / Math.max(1, now.rows))
  return before.reduce(
    (sum, share, at) => sum + ((after[at] ?? share) - share) * Math.log((after[at] ?? share) / share),
    -chance,
  )
}
