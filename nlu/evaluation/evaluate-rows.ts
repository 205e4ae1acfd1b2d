// Trains on one set of labelled sentences and tests on another: how right, how sure, how fast.
import type { Encoders } from '../encoder/encoder.js'
import { stampsOf } from '../encoder/encoder.js'
import { trainOnRows } from '../registry/train-on-rows.js'
import { accuracyOf, macroF1Of } from './accuracy.js'
import { rowAnswerer, type RowAnswer } from './answer-rows.js'
import { fewShot } from './few-shot.js'
import { outOfScopeLabel, type LabelledSentence } from './labelled-file.js'
import { areaUnderRoc, countBelow } from './ranking.js'
import { spanScore, type LearnSpans, type SpanScore } from './span-f1.js'

/** All shares are fractions. */
export interface Evaluation {
  /** Names of the encoders that took part; empty: n-grams alone. */
  encoders: string[]
  trainRows: number
  intents: number
  /** Test rows in scope. */
  testRows: number
  /** In-scope rows whose best intent is right, nothing turned away. */
  accuracy: number
  macroF1: number
  /** As the product would answer: in-scope rows turned away, and the share of those answered that is right. */
  rejected: number
  accuracyOfAnswered: number
  /** Missing where the test rows hold no `oos`. */
  outOfScope?: {
    rows: number
    auroc: number
    /** Share caught when the threshold turns 5 % of the in-scope test rows away. */
    recallAt5: number
    /** Share that the trained threshold catches. */
    caught: number
  }
  /** Exact spans with the right name; missing where no row is annotated or no tagger was given. */
  entities?: SpanScore
  /** Share of the test rows for which an encoder was asked. */
  encoded: number
  seconds: { train: number; predict: number }
  utterancesPerSecond: number
}

export interface EvaluateOptions {
  encoders?: Encoders
  seed?: number
  /** So many rows of each intent, drawn by the seed; out-of-scope rows stay. */
  shots?: number
  learnSpans?: LearnSpans
  onProgress?: (done: number, what: string) => void
}

/** Deterministic for a seed apart from the times. Rejects as `trainOnRows` does. */
export async function evaluateRows(
  train: readonly LabelledSentence[],
  test: readonly LabelledSentence[],
  { encoders = {}, seed = 1, shots, learnSpans, onProgress }: EvaluateOptions = {},
): Promise<Evaluation> {
  const rows =
    shots === undefined
      ? train
      : [...fewShot(train.filter(isInside), shots, seed), ...train.filter((row) => !isInside(row))]
  const begin = performance.now()
  const model = await trainOnRows(rows, { encoders, seed, ...(onProgress === undefined ? {} : { onProgress }) })
  const trainSeconds = (performance.now() - begin) / 1000
  // A server has long compiled what it answers by; sentences for an encoder take so much longer that it does not matter.
  const answer = rowAnswerer(model, encoders)
  if (Object.keys(encoders).length === 0) await answer(textsOf(rows.slice(0, warmUpRows)))
  const asked = performance.now()
  const answers = await answer(textsOf(test))
  const predictSeconds = (performance.now() - asked) / 1000
  const inside = answers.filter((_, i) => isInside(test[i] as LabelledSentence))
  const wanted = test.filter(isInside).map((row) => row.intent)
  const got = inside.map((answer) => answer.intent)
  const kept = inside.map((answer) => answer.inScope >= 1)
  const outOfScope = judgeOutOfScope(
    inside,
    answers.filter((_, i) => !isInside(test[i] as LabelledSentence)),
  )
  const entities = learnSpans && (await judgeSpans(rows, test, learnSpans, seed))
  return {
    encoders: stampsOf(
      Object.fromEntries(Object.entries(model.semantic).map(([l, { examples }]) => [l, examples])),
    ).map(({ name }) => name),
    trainRows: rows.length,
    intents: model.intentModel.intents.length,
    testRows: wanted.length,
    accuracy: accuracyOf(wanted, got),
    macroF1: macroF1Of(wanted, got),
    rejected: kept.length === 0 ? 0 : kept.filter((one) => !one).length / kept.length,
    accuracyOfAnswered: accuracyOf(
      wanted.filter((_, i) => kept[i]),
      got.filter((_, i) => kept[i]),
    ),
    ...(outOfScope === undefined ? {} : { outOfScope }),
    ...(entities === undefined ? {} : { entities }),
    encoded: answers.length === 0 ? 0 : answers.filter((answer) => answer.encoded).length / answers.length,
    seconds: { train: trainSeconds, predict: predictSeconds },
    utterancesPerSecond: predictSeconds === 0 ? 0 : test.length / predictSeconds,
  }
}

/** Training sentences that are answered before any is timed. */
const warmUpRows = 10_000

const textsOf = (rows: readonly { text: string }[]): string[] => rows.map((row) => row.text)
const isInside = (row: { intent: string }): boolean => row.intent !== outOfScopeLabel

/** Share of in-scope sentences that the recall figure allows to be turned away. */
const rejectionBudget = 0.05

function judgeOutOfScope(inside: readonly RowAnswer[], outside: readonly RowAnswer[]): Evaluation['outOfScope'] {
  const insideScores = Float64Array.from(inside, (answer) => answer.inScope).sort()
  const outsideScores = Float64Array.from(outside, (answer) => answer.inScope).sort()
  const auroc = areaUnderRoc([...insideScores], [...outsideScores])
  if (auroc === undefined) return undefined
  const threshold = insideScores[Math.floor(insideScores.length * rejectionBudget)] ?? 0
  return {
    rows: outside.length,
    auroc,
    recallAt5: countBelow(outsideScores, threshold) / outside.length,
    caught: countBelow(outsideScores, 1) / outside.length,
  }
}

async function judgeSpans(
  train: readonly LabelledSentence[],
  test: readonly LabelledSentence[],
  learnSpans: LearnSpans,
  seed: number,
): Promise<SpanScore | undefined> {
  if (!train.some((row) => row.entities?.length) || !test.some((row) => row.entities?.length)) return undefined
  const find = await learnSpans(train, seed)
  return spanScore(
    test.map((row) => row.entities ?? []),
    test.map((row) => find(row.text)),
  )
}
