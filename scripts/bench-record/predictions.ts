// Predictions from made-up pasts, beside one model alone.
import { scorePredictions } from '../../knowledge/predictions/evaluation/metrics.js'
import { fitAndJudge } from '../../knowledge/predictions/live/train.js'
import { trainingRows } from '../../knowledge/predictions/live/training-rows.js'
import { logisticRegression } from '../../knowledge/predictions/models/logistic.js'
import { targets } from '../../knowledge/predictions/targets.js'
import { facts, now } from './made-up.js'
import type { Prepared } from './measure.js'

export function measurePredictions(method: string, size: number): Prepared {
  const pasts = facts(size)
  const rows = () => trainingRows(targets.purchase, pasts, now)
  return {
    units: size,
    work: () => {
      const { learn, judge } = rows()
      switch (method) {
        case 'features':
          return undefined
        case 'training':
          return { quality: fitAndJudge({ learn, judge, old: undefined }).report.auc }
        default: {
          const foretold = logisticRegression().train(learn.matrix, learn.labels).predict(judge.matrix)
          return { quality: scorePredictions(foretold, judge.labels).auc }
        }
      }
    },
  }
}
