// Figures of a report made ready to draw. Pure.
import type { CurvesView } from '../../../api/train/contract.js'

export interface Tenth {
  /** `0.3` for 0.3 … 0.4 */
  from: number
  right: number
  wrong: number
}

/** How many answers were how sure, right and wrong apart: always ten, from unsure to sure. */
export function histogramOf(reliability: CurvesView['reliability']): Tenth[] {
  const tenths = Array.from({ length: 10 }, (_, tenth) => ({ from: tenth / 10, right: 0, wrong: 0 }))
  for (const { confidence, accuracy, count } of reliability) {
    const tenth = tenths[Math.min(9, Math.floor(confidence * 10))]
    if (tenth === undefined) continue
    const right = Math.round(accuracy * count)
    tenth.right += right
    tenth.wrong += count - right
  }
  return tenths
}

/** By what is wrongly turned away; only where sentences that are not ours were there to be caught. */
export function outOfScopePoints({ curve }: CurvesView['outOfScope']): { rejected: number; caught: number }[] {
  return curve
    .flatMap(({ inScopeRejected, caught }) => (caught === undefined ? [] : [{ rejected: inScopeRejected, caught }]))
    .sort((a, b) => a.rejected - b.rejected)
}

/** Too small to be told from luck, and not worth anybody's time. */
const smallestGain = 0.005

/** Intents for which ten more examples are worth typing, most first. */
export const worthwhile = <T extends { expectedGain: number }>(moreExamples: readonly T[], most = 10): T[] =>
  moreExamples.filter(({ expectedGain }) => expectedGain >= smallestGain).slice(0, most)
