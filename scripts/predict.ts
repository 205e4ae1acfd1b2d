// `npm run predict -- eval|curves …`: every prediction model on a table with a yes/no column, on the same stratified folds.
import { columnOf, readTable } from '../knowledge/imports/read/index.js'
import { crossValidate, signalOf } from '../knowledge/predictions/evaluation/cross-validate.js'
import { learningCurves, validationCurves, type CurvePoint } from '../knowledge/predictions/evaluation/curves.js'
import { lossOfKnowingNothing, verdictOf, type Judged } from '../knowledge/predictions/evaluation/verdict.js'
import { buildMatrix, namesOf, readLabels, recipesOf } from '../knowledge/predictions/features.js'
import { modelKinds } from '../knowledge/predictions/models/index.js'
import type { Matrix } from '../knowledge/predictions/models/model.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'

const usage = `npm run predict -- eval --data FILE.csv --label COLUMN [--without COLUMN,…] [--folds 5] [--seed 1] [--json]
    COLUMN holds two values; which one is "yes" is said in the result.
npm run predict -- curves --data FILE.csv --label COLUMN [--without COLUMN,…] [--model NAME] [--folds 5] [--seed 1] [--json]
    Scores on known and on unseen rows, from few rows to all and from simple settings to flexible ones, and what they mean in words.`

interface Question {
  rows: number
  unreadableRows: number
  matrix: Matrix
  labels: Uint8Array
  yes: string
  names: string[]
  options: { folds: number; seed: number }
}

async function readQuestion(given: Given): Promise<Question> {
  const labelName = required(given, 'label')
  const without = optional(given, 'without')?.split(',') ?? []
  const folds = numberOption(given, 'folds', 5, 2, 20)
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const table = await readTable(required(given, 'data'))
  for (const name of without) columnOf(table, name)
  const { labels, yes } = readLabels(columnOf(table, labelName))
  const recipes = recipesOf(table, [labelName, ...without])
  return {
    rows: table.rows,
    unreadableRows: table.unreadable.length,
    matrix: buildMatrix(table, recipes),
    names: namesOf(recipes),
    options: { folds, seed },
    ...{ labels, yes },
  }
}

const roundedScores = (scores: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(scores).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'number' ? rounded(value, 5) : value,
    ]),
  )

const shown = ({ pooled: _pooled, learned, prepared, ...score }: Judged) => ({
  ...roundedScores(score),
  learnedAuc: rounded(learned.auc, 5),
  learnedLogLoss: rounded(learned.logLoss, 5),
  prepared: prepared.map(({ step, folds }) => `${step} (${String(folds)} folds)`),
})

async function evaluate(given: Given): Promise<unknown> {
  const { rows, unreadableRows, matrix, labels, yes, names, options } = await readQuestion(given)
  const { result: scores, peakMemoryMb } = await timed(() =>
    modelKinds().map((model) => crossValidate(model, matrix, labels, options)),
  )
  const best = scores.reduce((one, other) => (other.logLoss < one.logLoss ? other : one))
  const signal = signalOf(best)
  const kind = modelKinds().find(({ name }) => name === best.model)
  const importance = kind?.train(matrix, labels).importance ?? new Float64Array()
  const strongest = Array.from(importance.keys()).sort((a, b) => (importance[b] ?? 0) - (importance[a] ?? 0))
  return {
    rows,
    yes,
    yesShare: rounded(labels.reduce((sum, label) => sum + label, 0) / labels.length),
    columns: matrix.columns,
    signal,
    ...(signal === 'none' && {
      message: 'No signal: no model foretells this label better than chance. 没有可学到的规律。',
    }),
    ...shown(best),
    verdict: verdictOf(best, labels, scores),
    strongestFeatures: signal === 'none' ? [] : strongest.slice(0, 8).map((at) => names[at] ?? ''),
    knowingNothingLogLoss: rounded(lossOfKnowingNothing(labels), 5),
    ...{ peakMemoryMb, unreadableRows },
    models: scores.map((score) => ({ ...shown(score), verdict: verdictOf(score, labels, scores).kind })),
  }
}

const shownPoint = ({ learned, unseen }: CurvePoint) => ({
  learnedLogLoss: rounded(learned.logLoss, 5),
  unseenLogLoss: rounded(unseen.logLoss, 5),
  learnedAuc: rounded(learned.auc, 5),
  unseenAuc: rounded(unseen.auc, 5),
})

async function curves(given: Given): Promise<unknown> {
  const { rows, matrix, labels, options } = await readQuestion(given)
  const wanted = optional(given, 'model')
  const names = modelKinds().map(({ name }) => name)
  if (wanted !== undefined && !names.includes(wanted))
    throw usageError(`--model must be one of ${names.join(', ')}, not "${wanted}".`)
  const isWanted = ({ model }: { model: string }): boolean => wanted === undefined || model === wanted
  const { result, seconds, peakMemoryMb } = await timed(() => ({
    // All models, whichever is shown: whether one learnt too little is told by what the others do.
    learning: learningCurves(modelKinds(), matrix, labels, options).filter(isWanted),
    validation: validationCurves(matrix, labels, options).filter(isWanted),
  }))
  return {
    rows,
    knowingNothingLogLoss: rounded(lossOfKnowingNothing(labels), 5),
    verdicts: result.learning.map(({ model, verdict, moreRows }) => ({
      ...{ model, verdict: verdict.kind, moreRowsHelp: moreRows.help },
      en: `${verdict.words.en} ${moreRows.words.en}`,
      zh: verdict.words.zh + moreRows.words.zh,
    })),
    learning: result.learning.flatMap(({ model, points }) =>
      points.map((point) => ({ model, rows: point.rows, ...shownPoint(point) })),
    ),
    validation: result.validation.flatMap(({ model, setting, points, best }) =>
      points.map((point) => ({
        ...{ model, setting, value: point.value },
        ...shownPoint(point),
        ...{ verdict: point.verdict.kind, best: point.value === best },
      })),
    ),
    ...{ seconds, peakMemoryMb },
  }
}

const text = { type: 'string' as const }
const questions = { data: text, label: text, without: text, folds: text, seed: text }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['eval', { options: questions, run: evaluate }],
      ['curves', { options: { ...questions, model: text }, run: curves }],
    ]),
  )
