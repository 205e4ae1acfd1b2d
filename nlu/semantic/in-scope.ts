// When a message is one of ours, judged by everything at hand: a product of powers of four shares, exponents learnt where out-of-scope
// sentences are given. Which share tells most depends on the data: many examples make the classifiers telling, few the nearest example.

import { scopeTemperature } from '../intents/out-of-scope.js'
import { softened } from './fusion.js'

/** Each 0 … 1: softened probability by the dense and the n-gram classifier, cosine with the nearest example of the intent, share of known words. */
export interface ScopeSigns {
  dense: number
  ngrams: number
  nearest: number
  known: number
}
const signs = ['dense', 'ngrams', 'nearest', 'known'] as const
export type ScopeWeights = Record<(typeof signs)[number], number>

/** Logarithms are taken of nothing smaller. */
const smallest = 0.01
/** Where there are too few out-of-scope sentences to learn from. */
export const defaultScopeWeights: ScopeWeights = { dense: 0.5, ngrams: 0.5, nearest: 4.5, known: 0.5 }
const fewestSentences = 30

/** Without an example of the intent in this language nothing can be compared. */
const withoutExample = 0.8

/** @param dense log probabilities, NaN for intents without an example in this language; `ngrams` likewise, never NaN */
export function scopeSigns(
  dense: Float64Array,
  ngrams: Float64Array,
  intent: number,
  nearest: number | undefined,
  known: number,
): ScopeSigns {
  const byNgrams = softened(ngrams, intent, scopeTemperature)
  return {
    dense: Number.isNaN(dense[intent]) ? byNgrams : softened(dense, intent, scopeTemperature),
    ngrams: byNgrams,
    nearest: nearest ?? withoutExample,
    known,
  }
}

/** 0 … 1; higher is more surely in scope. */
export function scopeScore(given: ScopeSigns, weights: ScopeWeights): number {
  let sum = 0
  for (const sign of signs) sum += weights[sign] * Math.log(Math.max(given[sign], smallest))
  return Math.exp(sum)
}

/** Logistic regression on the logarithms with exponents of at least zero, both kinds weighing the same; by plain gradient steps. */
export function fitScopeWeights(inside: readonly ScopeSigns[], outside: readonly ScopeSigns[]): ScopeWeights {
  if (outside.length < fewestSentences || inside.length < fewestSentences) return defaultScopeWeights
  const rows = [...inside, ...outside].map((given) => signs.map((sign) => Math.log(Math.max(given[sign], smallest))))
  const shares = [...inside.map(() => 0.5 / inside.length), ...outside.map(() => 0.5 / outside.length)]
  const scale = signs.map(
    (_, k) => Math.sqrt(rows.reduce((sum, row, i) => sum + (shares[i] as number) * (row[k] as number) ** 2, 0)) || 1,
  )
  const weights = signs.map(() => 0.5)
  let bias = 1
  for (let step = 0; step < steps; step++) {
    const slope = signs.map(() => 0)
    let biasSlope = 0
    rows.forEach((row, i) => {
      let sum = bias
      row.forEach((value, k) => (sum += ((weights[k] as number) * value) / (scale[k] as number)))
      const error = ((i < inside.length ? 1 : 0) - 1 / (1 + Math.exp(-sum))) * (shares[i] as number)
      row.forEach((value, k) => (slope[k] = (slope[k] as number) + (error * value) / (scale[k] as number)))
      biasSlope += error
    })
    signs.forEach((_, k) => (weights[k] = Math.max(0, (weights[k] as number) + stepSize * (slope[k] as number))))
    bias += stepSize * biasSlope
  }
  const fitted = weights.map((weight, k) => weight / (scale[k] as number))
  return {
    dense: fitted[0] as number,
    ngrams: fitted[1] as number,
    nearest: fitted[2] as number,
    known: fitted[3] as number,
  }
}

const steps = 400
const stepSize = 2
