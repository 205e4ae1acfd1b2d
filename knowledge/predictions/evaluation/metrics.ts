// How good probabilities are: order (AUC), sharpness (log loss, Brier) and honesty (calibration error).

import { logLossOf } from '../models/log-loss.js'

export interface PredictionScore {
  auc: number
  /** Standard error of the AUC (Hanley & McNeil 1982). */
  aucError: number
  logLoss: number
  brier: number
  /** Mean gap between foretold and seen rates over ten bins of equal width, weighted by rows. */
  calibrationError: number
}

/** Area under the ROC curve by ranks; ties count half. 0.5 when one class is missing. */
export function areaUnderCurve(probabilities: Float64Array, labels: Uint8Array): number {
  const order = Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[a] as number) - (probabilities[b] as number),
  )
  let rankSum = 0
  let yes = 0
  for (let from = 0; from < order.length;) {
    let to = from + 1
    while (to < order.length && probabilities[order[to] as number] === probabilities[order[from] as number]) to += 1
    const rank = (from + 1 + to) / 2
    for (let at = from; at < to; at += 1)
      if (labels[order[at] as number] === 1) {
        rankSum += rank
        yes += 1
      }
    from = to
  }
  const no = order.length - yes
  return yes === 0 || no === 0 ? 0.5 : (rankSum - (yes * (yes + 1)) / 2) / (yes * no)
}

function errorOfArea(auc: number, yes: number, no: number): number {
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)]
  const variance = (auc * (1 - auc) + (yes - 1) * (q1 - auc * auc) + (no - 1) * (q2 - auc * auc)) / (yes * no)
  return Math.sqrt(Math.max(variance, 0))
}

const bins = 10

export function calibrationError(probabilities: Float64Array, labels: Uint8Array): number {
  const foretold = new Float64Array(bins)
  const seen = new Float64Array(bins)
  for (const [row, probability] of probabilities.entries()) {
    const bin = Math.min(bins - 1, Math.floor(probability * bins))
    foretold[bin] = (foretold[bin] as number) + probability
    seen[bin] = (seen[bin] as number) + (labels[row] as number)
  }
  return (
    foretold.reduce((sum, value, bin) => sum + Math.abs(value - (seen[bin] as number)), 0) /
    Math.max(1, probabilities.length)
  )
}

export function scorePredictions(probabilities: Float64Array, labels: Uint8Array): PredictionScore {
  const rows = labels.length
  const yes = labels.reduce((sum, label) => sum + label, 0)
  const logLoss = logLossOf(probabilities, labels)
  let brier = 0
  for (const [row, probability] of probabilities.entries()) brier += (probability - (labels[row] as number)) ** 2 / rows
  const auc = areaUnderCurve(probabilities, labels)
  return {
    auc,
    aucError: errorOfArea(auc, yes, rows - yes),
    logLoss,
    brier,
    calibrationError: calibrationError(probabilities, labels),
  }
}
