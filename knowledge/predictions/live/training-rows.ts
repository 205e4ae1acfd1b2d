// Rows to learn from: every customer as of several days in the past, with what came true after each.
import { seededRandom, shuffled } from '../../learning/random.js'
import { featureRow, features } from '../../features/features.js'
import type { Fact } from '../../features/facts.js'
import type { Matrix } from '../models/model.js'
import { labelAt, type Target } from '../targets.js'

export interface LabelledRows {
  matrix: Matrix
  labels: Uint8Array
}

const day = 86_400_000
/** Days that are looked back to, each a horizon before the next. */
const looksBack = 4
export const mostRows = 20_000

/** Features are computed for the rows that are kept only: of a million customers these are few. */
function rowsAt(target: Target, all: readonly (readonly Fact[])[], times: readonly number[]): LabelledRows {
  const answered: { facts: readonly Fact[]; at: number; label: boolean }[] = []
  for (const facts of all)
    for (const at of times) {
      const label = labelAt(target, facts, at)
      if (label !== undefined) answered.push({ facts, at, label })
    }
  const kept = answered.length <= mostRows ? answered : shuffled(answered, seededRandom(1)).slice(0, mostRows)
  const values = new Float64Array(kept.length * features.length)
  for (const [row, { facts, at }] of kept.entries()) values.set(featureRow(facts, at), row * features.length)
  return {
    labels: Uint8Array.from(kept, ({ label }) => (label ? 1 : 0)),
    matrix: { rows: kept.length, columns: features.length, values },
  }
}

/** The newest day whose future is known is kept for judging: no model learns from it or from anything after it. */
export function trainingRows(
  target: Target,
  all: readonly (readonly Fact[])[],
  now: number,
): { learn: LabelledRows; judge: LabelledRows } {
  const step = target.horizonDays * day
  const newest = now - step
  const earlier = Array.from({ length: looksBack }, (_, back) => newest - (back + 1) * step)
  return { learn: rowsAt(target, all, earlier), judge: rowsAt(target, all, [newest]) }
}
