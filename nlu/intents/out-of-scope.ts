// When to say "I do not know": a score for being in scope, and the threshold that a stated budget of wrong rejections allows.
import { countBelow } from '../evaluation/ranking.js'
import { topOf } from './calibration.js'
import { exponential } from './exponential.js'

/**
 * Confidence is for choosing among intents; to tell whether there is one at all, probabilities at twice the temperature are better: they
 * still tell apart what is all "nearly sure" (clinc150: AUROC 96.7 instead of 96.2, of calibrated ones 95.3).
 */
export const scopeTemperature = 2

/** Softened top probability × share of known words: high only when an intent is likely and the words are ones that training knows. @param top the largest score */
export function inScopeScore(scores: ArrayLike<number>, knownShare: number, top = topOf(scores)): number {
  const coldness = 1 / scopeTemperature
  let sum = 0
  for (let c = 0; c < scores.length; c++) sum += exponential(((scores[c] as number) - top) * coldness)
  return sum === 0 ? 0 : knownShare / sum
}

export interface ThresholdPoint {
  threshold: number
  /** Share of in-scope sentences that would be turned away. */
  inScopeRejected: number
  /** Share of the given out-of-scope sentences that would be; absent when none were given. */
  caught?: number
}

const share = (sorted: Float64Array, limit: number): number =>
  sorted.length === 0 ? 0 : countBelow(sorted, limit) / sorted.length

function pointAt(inScope: Float64Array, outOfScope: Float64Array, threshold: number): ThresholdPoint {
  const inScopeRejected = share(inScope, threshold)
  if (outOfScope.length === 0) return { threshold, inScopeRejected }
  return { threshold, inScopeRejected, caught: share(outOfScope, threshold) }
}

/** The threshold below which `budget` of the in-scope scores lie. */
function thresholdFor(inScope: Float64Array, budget: number): number {
  return inScope.length === 0
    ? 0
    : (inScope[Math.min(Math.floor(inScope.length * budget), inScope.length - 1)] as number)
}

export const curveBudgets = [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3] as const

/** What each budget would cost and catch. */
export function thresholdCurve(
  inScopeScores: readonly number[],
  outOfScopeScores: readonly number[],
): ThresholdPoint[] {
  const inScope = Float64Array.from(inScopeScores).sort()
  const outOfScope = Float64Array.from(outOfScopeScores).sort()
  return curveBudgets.map((budget) => pointAt(inScope, outOfScope, thresholdFor(inScope, budget)))
}

/**
 * The threshold within the budget. Where out-of-scope sentences are given, the one that minimises wrong rejections plus missed sentences:
 * a budget is what may be spent, not what must be.
 */
export function chooseThreshold(
  inScopeScores: readonly number[],
  outOfScopeScores: readonly number[],
  budget: number,
): ThresholdPoint {
  const inScope = Float64Array.from(inScopeScores).sort()
  const outOfScope = Float64Array.from(outOfScopeScores).sort()
  const highest = pointAt(inScope, outOfScope, thresholdFor(inScope, budget))
  if (outOfScope.length === 0) return highest
  let best = highest
  let bestCost = cost(highest)
  for (const threshold of outOfScope) {
    // Just above an out-of-scope score, so that this sentence is caught.
    const point = pointAt(inScope, outOfScope, threshold + 1e-9)
    if (point.threshold >= highest.threshold) break
    if (cost(point) < bestCost) {
      best = point
      bestCost = cost(point)
    }
  }
  return best
}

const cost = (point: ThresholdPoint): number => point.inScopeRejected + 1 - (point.caught ?? 0)
