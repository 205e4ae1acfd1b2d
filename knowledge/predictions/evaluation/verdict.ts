// Whether a model learnt too much, too little, or what there is to learn: said of its scores on rows it knew and rows it did not.
import type { LocalizedText } from '../../../bot/domain/locale.js'
import { lossesOf, lowerBy } from '../models/log-loss.js'
import { signalOf, type ModelScore } from './cross-validate.js'

export const verdictKinds = ['no-signal', 'over-fitting', 'under-fitting', 'well-fitted'] as const

export interface Verdict {
  kind: (typeof verdictKinds)[number]
  words: LocalizedText
}

export type Judged = ModelScore & { pooled: Float64Array }

/** Log loss of always foretelling the share of yes. */
export function lossOfKnowingNothing(labels: Uint8Array): number {
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length
  return -share * Math.log(share) - (1 - share) * Math.log(1 - share)
}

/** From here on too much of what was learnt does not carry over to other rows. */
const lostShare = 1 / 3
const certainty = 2

const percent = (share: number): string => `${String(Math.round(100 * share))} %`

/**
 * - No signal: chance reaches the AUC.
 * - Under-fitting: another model does better on rows that it did not know than this one does on rows that it knew, and better by two standard
 *   errors row by row.
 * - Over-fitting: a third or more of what the model gained over knowing nothing on rows it knew is lost on rows it did not know.
 * @param others all models on the same folds; the judged one may be among them.
 */
export function verdictOf(score: Judged, labels: Uint8Array, others: readonly Judged[]): Verdict {
  if (signalOf(score) === 'none')
    return {
      kind: 'no-signal',
      words: {
        en: 'No signal: on rows that it did not know, it does no better than chance.',
        zh: '没有信号：在未见过的数据上，它的表现不比随机猜测好。',
      },
    }
  const losses = lossesOf(score.pooled, labels)
  const better = others
    .filter(
      ({ logLoss, pooled }) => logLoss < score.learned.logLoss && lowerBy(lossesOf(pooled, labels), losses) > certainty,
    )
    .sort((a, b) => a.logLoss - b.logLoss)[0]
  if (better)
    return {
      kind: 'under-fitting',
      words: {
        en: `Under-fitting: too simple for these data. "${better.model}" foretells rows that it did not know better than this one foretells the rows it learnt from.`,
        zh: `欠拟合：对这些数据来说过于简单。“${better.model}”对未见过的数据的预测，比它对训练数据的预测还要好。`,
      },
    }
  const nothing = lossOfKnowingNothing(labels)
  const gained = nothing - score.learned.logLoss
  const lost = (score.logLoss - score.learned.logLoss) / gained
  if (gained > 0 && lost > lostShare)
    return {
      kind: 'over-fitting',
      words: {
        en: `Over-fitting: ${percent(Math.min(1, lost))} of what it learnt holds only for the rows it learnt from. More rows, fewer columns or a simpler setting help.`,
        zh: `过拟合：它学到的内容有 ${percent(Math.min(1, lost))} 只适用于训练数据。增加数据、减少列或选用更简单的设置会有帮助。`,
      },
    }
  return {
    kind: 'well-fitted',
    words: {
      en: `Well fitted: ${percent(1 - Math.max(0, lost))} of what it learnt carries over to rows that it did not know.`,
      zh: `拟合良好：它学到的内容有 ${percent(1 - Math.max(0, lost))} 适用于未见过的数据。`,
    },
  }
}
