// Turns held-out scores into the report that admins read and the settings that the model decides by.
import { thresholdCurve } from '../intents/out-of-scope.js'
import { countBelow, areaUnderRoc } from './ranking.js'
import type { HeldOutScore } from './held-out.js'
import { judgeHeldOut, type Judged, type Settings } from './judge-held-out.js'
import type { TrainingReport } from './report.js'

/** @param budget share of in-scope sentences that may be turned away to catch out-of-scope ones */
export function makeReport(
  intents: readonly string[],
  held: readonly HeldOutScore[],
  { budget, folds, startedAt }: { budget: number; folds: number; startedAt: number },
): { report: TrainingReport; settings: Settings } {
  const { settings, ngrams, judged } = judgeHeldOut(held, budget)
  const inside = judged.filter((row) => row.label >= 0)
  // Each tier and language has its own threshold: scores are shares of it, so that one curve can be drawn.
  const fused = Object.keys(settings.semantic).length > 0
  const scoreOf = (row: Judged): number => (fused ? row.inScope / row.threshold : row.inScope)
  const insideScores = inside.map(scoreOf)
  const outsideScores = judged.filter((row) => row.label < 0).map(scoreOf)
  const threshold = fused ? 1 : settings.threshold
  const perIntent = scoreIntents(intents, inside)
  const auroc = areaUnderRoc(insideScores, outsideScores)
  const reliability = reliabilityBins(inside)
  const report: TrainingReport = {
    rows: inside.length,
    intents: intents.length,
    folds,
    accuracy: ratio(inside.filter(isRight).length, inside.length),
    ...(fused ? { accuracyOfNgrams: ratio(ngrams.filter(isRight).length, inside.length) } : {}),
    macroF1: ratio(
      perIntent.reduce((sum, row) => sum + row.f1, 0),
      perIntent.length,
    ),
    perIntent,
    confusions: confusions(intents, inside),
    calibrationError: reliability.reduce(
      (sum, bin) => sum + (bin.count / inside.length) * Math.abs(bin.confidence - bin.accuracy),
      0,
    ),
    reliability,
    outOfScope: {
      sentences: outsideScores.length,
      ...(auroc === undefined ? {} : { auroc }),
      chosen: {
        threshold,
        inScopeRejected: below(insideScores, threshold),
        ...(outsideScores.length === 0 ? {} : { caught: below(outsideScores, threshold) }),
      },
      curve: thresholdCurve(insideScores, outsideScores),
    },
    seconds: (performance.now() - startedAt) / 1000,
  }
  return { report, settings }
}

const below = (scores: readonly number[], limit: number): number =>
  ratio(countBelow(Float64Array.from(scores).sort(), limit), scores.length)

/** Of each pair of intents that are taken for one another. */
const shownExamples = 20

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const isRight = (row: Judged): boolean => row.got === row.label

function scoreIntents(intents: readonly string[], rows: readonly Judged[]): TrainingReport['perIntent'] {
  const examples = new Uint32Array(intents.length)
  const named = new Uint32Array(intents.length)
  const hits = new Uint32Array(intents.length)
  for (const { label, got } of rows) {
    examples[label] = (examples[label] as number) + 1
    named[got] = (named[got] as number) + 1
    if (label === got) hits[label] = (hits[label] as number) + 1
  }
  return intents.map((intent, label) => {
    const right = hits[label] as number
    const precision = ratio(right, named[label] as number)
    const recall = ratio(right, examples[label] as number)
    const f1 = ratio(2 * precision * recall, precision + recall)
    return { intent, examples: examples[label] as number, precision, recall, f1 }
  })
}

function confusions(intents: readonly string[], rows: readonly Judged[]): TrainingReport['confusions'] {
  const pairs = new Map<number, { count: number; examples: string[] }>()
  for (const row of rows) {
    if (isRight(row)) continue
    const key = row.label * intents.length + row.got
    const pair = pairs.get(key)
    if (pair === undefined) pairs.set(key, { count: 1, examples: [row.text] })
    else {
      pair.count++
      if (pair.examples.length < shownExamples) pair.examples.push(row.text)
    }
  }
  return [...pairs]
    .sort(([, a], [, b]) => b.count - a.count)
    .slice(0, 50)
    .map(([key, { count, examples }]) => ({
      expected: intents[Math.floor(key / intents.length)] ?? '',
      got: intents[key % intents.length] ?? '',
      count,
      examples,
    }))
}

function reliabilityBins(rows: readonly Judged[]): TrainingReport['reliability'] {
  const bins = Array.from({ length: 10 }, () => ({ confidence: 0, right: 0, count: 0 }))
  for (const row of rows) {
    const bin = bins[Math.min(Math.floor(row.confidence * 10), 9)]
    if (bin === undefined) continue
    bin.confidence += row.confidence
    bin.right += isRight(row) ? 1 : 0
    bin.count++
  }
  return bins
    .filter((bin) => bin.count > 0)
    .map(({ confidence, right, count }) => ({ confidence: confidence / count, accuracy: right / count, count }))
}
