// Learning curves (more and more rows) and validation curves (a setting from simple to flexible): scores on rows that a model knew beside
// scores on rows that it did not. Where the two part, it learns by heart; where both are bad, it is too simple.
import type { LocalizedText } from '../../../bot/domain/locale.js'
import { boostedTrees } from '../models/boosted-trees.js'
import { decisionTree } from '../models/decision-tree.js'
import { linearSvm } from '../models/linear-svm.js'
import { lossesOf, lowerBy } from '../models/log-loss.js'
import { logisticRegression } from '../models/logistic.js'
import type { Matrix, ModelKind } from '../models/model.js'
import { crossValidate } from './cross-validate.js'
import { verdictOf, type Judged, type Verdict } from './verdict.js'

export interface CurvePoint {
  learned: { auc: number; logLoss: number }
  unseen: { auc: number; logLoss: number }
}

export interface LearningCurve {
  model: string
  /** Fewest rows first; the last point has all rows. */
  points: readonly (CurvePoint & { rows: number })[]
  verdict: Verdict
  /** Whether the last doubling of the rows still helped. */
  moreRows: { help: boolean; words: LocalizedText }
}

export interface ValidationCurve {
  model: string
  setting: string
  /** Simplest first. */
  points: readonly (CurvePoint & { value: number; verdict: Verdict })[]
  /** The value that foretells unseen rows best. */
  best: number
}

interface Settings {
  model: string
  setting: string
  /** Simplest first. */
  values: readonly number[]
  kind(value: number): ModelKind
}

export const settingsToVary: readonly Settings[] = [
  {
    model: 'logistic regression',
    setting: 'penalty',
    values: [10_000, 1_000, 100, 10, 1, 0.01],
    kind: (value) => logisticRegression(value),
  },
  {
    model: 'boosted trees',
    setting: 'rounds',
    values: [5, 20, 75, 150, 400],
    kind: (value) => boostedTrees({ rounds: value }),
  },
  {
    model: 'decision tree',
    setting: 'leaves',
    values: [2, 4, 8, 16, 64, 256],
    kind: (value) => decisionTree({ mostLeaves: value, leastRows: value > 64 ? 2 : 40 }),
  },
  {
    model: 'linear SVM',
    setting: 'cost',
    values: [0.00001, 0.0001, 0.001, 0.05, 1],
    kind: (value) => linearSvm(value),
  },
]

export interface CurveOptions {
  folds?: number
  seed?: number
}

/** Parts of all rows; each is half of the next. */
const shares = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]
/** Of each answer in a fold: fewer say nothing. */
const leastOfEach = 8
const certainty = 2

const pointOf = ({ auc, logLoss, learned }: Judged): CurvePoint => ({ learned, unseen: { auc, logLoss } })

function hasEnough(labels: Uint8Array, share: number, folds: number): boolean {
  const yes = labels.reduce((sum, label) => sum + label, 0)
  return (Math.min(yes, labels.length - yes) * share * (folds - 1)) / folds >= leastOfEach
}

/**
 * One curve for each model. Every point is tested on the same rows, those that its fold left out.
 * @returns empty when there are too few rows of one answer.
 */
export function learningCurves(
  kinds: readonly ModelKind[],
  matrix: Matrix,
  labels: Uint8Array,
  { folds = 5, seed = 1 }: CurveOptions = {},
): LearningCurve[] {
  const used = shares.filter((share) => hasEnough(labels, share, folds))
  const curves = kinds.map((kind) => used.map((share) => crossValidate(kind, matrix, labels, { folds, seed, share })))
  const whole = curves.flatMap((scores) => scores.at(-1) ?? [])
  return curves.flatMap((scores) => {
    const [before, last] = [scores.at(-2), scores.at(-1)]
    if (!last) return []
    const help =
      before !== undefined && lowerBy(lossesOf(last.pooled, labels), lossesOf(before.pooled, labels)) > certainty
    return [
      {
        model: last.model,
        points: scores.map((score, at) => ({
          rows: Math.round(((used[at] as number) * labels.length * (folds - 1)) / folds),
          ...pointOf(score),
        })),
        verdict: verdictOf(last, labels, whole),
        moreRows: { help, words: help ? moreHelp : moreDoNot },
      },
    ]
  })
}

const moreHelp = {
  en: 'The last doubling of the rows still helped: more rows would help.',
  zh: '最近一次数据翻倍仍有提升：更多数据会有帮助。',
}
const moreDoNot = {
  en: 'The last doubling of the rows made no sure difference.',
  zh: '最近一次数据翻倍没有带来明确的提升。',
}

/** One curve for each setting that makes a model simpler or more flexible, on the columns as they are. */
export function validationCurves(
  matrix: Matrix,
  labels: Uint8Array,
  { folds = 5, seed = 1 }: CurveOptions = {},
  varied: readonly Settings[] = settingsToVary,
): ValidationCurve[] {
  const all = varied.map(({ model, setting, kind, values }) =>
    values.map((value) => {
      const name = `${model}, ${setting} ${String(value)}`
      return crossValidate({ ...kind(value), name }, matrix, labels, { folds, seed })
    }),
  )
  return varied.map(({ model, setting, values }, at) => {
    const scores = all[at] ?? []
    const best = scores.reduce(
      (least, score, place) => (score.logLoss < (scores[least]?.logLoss ?? 0) ? place : least),
      0,
    )
    return {
      model,
      setting,
      points: scores.map((score, place) => ({
        value: values[place] as number,
        ...pointOf(score),
        verdict: verdictOf(score, labels, all.flat()),
      })),
      best: values[best] as number,
    }
  })
}
