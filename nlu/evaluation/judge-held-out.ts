// From held-out scores to judgements and to the settings that the model decides by: temperature, fusion weights, thresholds, gates.
import { encoderLanguages, type EncoderLanguage } from '../encoder/encoder.js'
import { fitTemperature, probabilities } from '../intents/calibration.js'
import type { Evidence } from '../intents/decide.js'
import { chooseThreshold, inScopeScore } from '../intents/out-of-scope.js'
import { fitFusion, fuse, logProbabilities, type FusionWeights, type Opinions } from '../semantic/fusion.js'
import { fitScopeWeights, scopeScore, scopeSigns, type ScopeSigns } from '../semantic/in-scope.js'
import type { DenseMethod, SemanticSettings } from '../semantic/semantic-part.js'
import type { HeldOutScore } from './held-out.js'

export interface Judged {
  label: number
  got: number
  confidence: number
  /** In-scope score; below `threshold` the row would be turned away. */
  inScope: number
  threshold: number
  text: string
}

export interface Settings {
  temperature: number
  /** In-scope scores of the n-grams below are out of scope. */
  threshold: number
  semantic: Partial<Record<EncoderLanguage, SemanticSettings>>
}

/** Without held-out rows (one example an intent) nothing can be measured: such a model rejects little. */
const unmeasuredThreshold = 0.1
/** Every how many rows a gate is tried. */
const gateSteps = 50

/** @param budget share of in-scope sentences that may be turned away to catch out-of-scope ones */
export function judgeHeldOut(
  held: readonly HeldOutScore[],
  budget: number,
): { settings: Settings; ngrams: Judged[]; judged: Judged[] } {
  const temperature = fitTemperature(held.filter((row) => row.label >= 0))
  const ngrams = withThreshold(
    held.map((row) => judgeByNgrams(row, temperature)),
    budget,
  )
  const threshold = ngrams[0]?.threshold ?? unmeasuredThreshold
  const settings: Settings = { temperature, threshold, semantic: {} }
  const judged: Judged[] = [...ngrams]
  for (const language of encoderLanguages) {
    const rows = [...held.keys()].filter((i) => held[i]?.semantic?.language === language)
    if (rows.length === 0) continue
    const own = rows.map((i) => held[i] as HeldOutScore)
    const { method, weights, read } = chooseMethod(own)
    const signsOf = (inside: boolean): ScopeSigns[] =>
      read.filter((row) => row.label >= 0 === inside).map((row) => row.signs)
    const scope = fitScopeWeights(signsOf(true), signsOf(false))
    const fused = withThreshold(
      read.map(({ signs, ...row }) => ({ ...row, inScope: scopeScore(signs, scope) })),
      budget,
    )
    const alone = rows.map((i) => ngrams[i] as JudgedByNgrams)
    const sureFrom = chooseGate(alone, fused)
    settings.semantic[language] = {
      method,
      weights,
      scope,
      threshold: fused[0]?.threshold ?? unmeasuredThreshold,
      sureFrom,
    }
    rows.forEach((i, at) => {
      if ((ngrams[i] as JudgedByNgrams).sureness < sureFrom) judged[i] = fused[at] as Judged
    })
  }
  return { settings, ngrams, judged }
}

function withThreshold<T extends Omit<Judged, 'threshold'>>(
  rows: readonly T[],
  budget: number,
): (T & Pick<Judged, 'threshold'>)[] {
  const inside = rows.filter((row) => row.label >= 0).map((row) => row.inScope)
  const outside = rows.filter((row) => row.label < 0).map((row) => row.inScope)
  const threshold = inside.length > 0 ? chooseThreshold(inside, outside, budget).threshold : unmeasuredThreshold
  return rows.map((row) => ({ ...row, threshold }))
}

type JudgedByNgrams = Judged & Pick<Evidence, 'sureness'>

function judgeByNgrams(row: HeldOutScore, temperature: number): Omit<JudgedByNgrams, 'threshold'> {
  const p = probabilities(row.scores, temperature, new Float64Array(row.scores.length))
  const got = largest(p)
  const confidence = p[got] as number
  const inScope = inScopeScore(row.scores, row.knownShare)
  return { label: row.label, got, confidence, inScope, sureness: confidence * row.knownShare, text: row.text }
}

/** The way of training whose fused answers are right most often; the first one where they are equal. */
function chooseMethod(rows: readonly HeldOutScore[]): {
  method: DenseMethod
  weights: FusionWeights
  read: FusedReading[]
} {
  const tried = Object.keys(rows[0]?.semantic?.dense ?? {}).map((name) => {
    const method = name as DenseMethod
    const weights = fitFusion(rows.flatMap((row) => opinionsOf(row, method)))
    const read = rows.map((row) => readFused(row, method, weights))
    return { method, weights, read, right: read.filter((row) => row.got === row.label).length }
  })
  return tried.reduce((best, next) => (next.right > best.right ? next : best))
}

const opinionsOf = (row: HeldOutScore, method: DenseMethod): Opinions[] => {
  const dense = row.semantic?.dense[method]
  return row.label < 0 || dense === undefined ? [] : [{ dense, ngrams: logProbabilities(row.scores), label: row.label }]
}

type FusedReading = Pick<Judged, 'label' | 'got' | 'confidence' | 'text'> & { signs: ScopeSigns }

function readFused(row: HeldOutScore, method: DenseMethod, weights: FusionWeights): FusedReading {
  const ngrams = logProbabilities(row.scores)
  const dense = row.semantic?.dense[method] ?? ngrams
  const p = fuse(dense, ngrams, weights, new Float64Array(ngrams.length))
  const got = largest(p)
  const signs = scopeSigns(dense, ngrams, got, row.semantic?.similarity(got), row.knownShare)
  return { label: row.label, got, confidence: p[got] as number, signs, text: row.text }
}

function largest(p: Float64Array): number {
  let got = 0
  for (let c = 1; c < p.length; c++) if ((p[c] as number) > (p[got] as number)) got = c
  return got
}

/** A wrong intent, or out of scope and answered. In-scope rows turned away are what the budget of each tier is for. */
const isMistaken = (row: Judged): boolean => (row.label < 0 ? row.inScope >= row.threshold : row.got !== row.label)

/**
 * How sure the n-grams must be so that they alone never fall behind: looked at from the surest rows on, it ends where they first have a
 * mistake more. Infinity where that is at once. Later gains by chance do not count: they would pay for mistakes of sure rows.
 */
function chooseGate(alone: readonly JudgedByNgrams[], fused: readonly Judged[]): number {
  const order = [...alone.keys()].sort(
    (a, b) => (alone[b] as JudgedByNgrams).sureness - (alone[a] as JudgedByNgrams).sureness,
  )
  let gate = Infinity
  let cost = 0
  for (const [at, i] of order.entries()) {
    cost += Number(isMistaken(alone[i] as Judged)) - Number(isMistaken(fused[i] as Judged))
    if (at % gateSteps !== gateSteps - 1) continue
    if (cost > 0) break
    gate = (alone[i] as JudgedByNgrams).sureness
  }
  return gate
}
