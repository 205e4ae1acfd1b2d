// Temperature scaling (Guo et al. 2017): one number that makes stated confidence agree with how often the answer is right.
import { exponential } from './exponential.js'

/** The largest of some scores. */
export function topOf(scores: ArrayLike<number>): number {
  let top = -Infinity
  for (let c = 0; c < scores.length; c++) if ((scores[c] as number) > top) top = scores[c] as number
  return top
}

/** Probabilities of raw scores at a temperature, written into `into`. @param top the largest score */
export function probabilities(
  scores: ArrayLike<number>,
  temperature: number,
  into: Float64Array,
  top = topOf(scores),
): Float64Array {
  const coldness = 1 / temperature
  let sum = 0
  for (let c = 0; c < scores.length; c++) {
    const e = exponential(((scores[c] as number) - top) * coldness)
    into[c] = e
    sum += e
  }
  const share = 1 / sum
  for (let c = 0; c < scores.length; c++) into[c] = (into[c] as number) * share
  return into
}

interface Labelled {
  scores: ArrayLike<number>
  label: number
}

function meanLoss(rows: readonly Labelled[], temperature: number): number {
  let loss = 0
  for (const { scores, label } of rows) {
    const top = topOf(scores)
    let sum = 0
    for (let c = 0; c < scores.length; c++) sum += exponential(((scores[c] as number) - top) / temperature)
    loss += Math.log(sum) - ((scores[label] as number) - top) / temperature
  }
  return loss / rows.length
}

/** More rows do not move the temperature. */
const mostRows = 1500

/** The temperature with the smallest log loss on held-out rows, by golden-section search on its logarithm; 1 without rows. */
export function fitTemperature(all: readonly Labelled[]): number {
  if (all.length === 0) return 1
  const step = Math.ceil(all.length / mostRows)
  const rows = all.filter((_, i) => i % step === 0)
  const ratio = (Math.sqrt(5) - 1) / 2
  let low = Math.log(0.05)
  let high = Math.log(10)
  const loss = (logT: number): number => meanLoss(rows, Math.exp(logT))
  let a = high - ratio * (high - low)
  let b = low + ratio * (high - low)
  let lossA = loss(a)
  let lossB = loss(b)
  while (high - low > 0.01) {
    if (lossA < lossB) {
      high = b
      b = a
      lossB = lossA
      a = high - ratio * (high - low)
      lossA = loss(a)
    } else {
      low = a
      a = b
      lossA = lossB
      b = low + ratio * (high - low)
      lossB = loss(b)
    }
  }
  return Math.exp((low + high) / 2)
}
