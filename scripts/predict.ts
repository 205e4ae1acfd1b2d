// `npm run predict -- eval …`: every prediction model on a table with a yes/no column, on the same stratified folds.
import { columnOf, readTable } from '../knowledge/imports/read/index.js'
import { crossValidate, signalOf, type ModelScore } from '../knowledge/predictions/evaluation/cross-validate.js'
import { buildMatrix, namesOf, readLabels, recipesOf } from '../knowledge/predictions/features.js'
import { modelKinds } from '../knowledge/predictions/models/index.js'
import { numberOption, optional, required, rounded, runCommand, timed, type Given } from './lib/command.js'

const usage = `npm run predict -- eval --data FILE.csv --label COLUMN [--without COLUMN,…] [--folds 5] [--seed 1] [--json]
    COLUMN holds two values; which one is "yes" is said in the result.`

const shown = ({ pooled: _pooled, ...score }: ModelScore & { pooled: Float64Array }) =>
  Object.fromEntries(
    Object.entries(score).map(([name, value]) => [name, typeof value === 'number' ? rounded(value, 5) : value]),
  )

async function evaluate(given: Given): Promise<unknown> {
  const labelName = required(given, 'label')
  const without = optional(given, 'without')?.split(',') ?? []
  const folds = numberOption(given, 'folds', 5, 2, 20)
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const table = await readTable(required(given, 'data'))
  for (const name of without) columnOf(table, name)
  const { labels, yes } = readLabels(columnOf(table, labelName))
  const recipes = recipesOf(table, [labelName, ...without])
  const matrix = buildMatrix(table, recipes)
  const { result: scores, peakMemoryMb } = await timed(() =>
    modelKinds().map((model) => crossValidate(model, matrix, labels, { folds, seed })),
  )
  const best = scores.reduce((one, other) => (other.logLoss < one.logLoss ? other : one))
  const signal = signalOf(best)
  const kind = modelKinds().find(({ name }) => name === best.model)
  const importance = kind?.train(matrix, labels).importance ?? new Float64Array()
  const names = namesOf(recipes)
  const strongest = Array.from(importance.keys()).sort((a, b) => (importance[b] ?? 0) - (importance[a] ?? 0))
  return {
    rows: table.rows,
    yes,
    yesShare: rounded(labels.reduce((sum, label) => sum + label, 0) / labels.length),
    columns: matrix.columns,
    signal,
    ...(signal === 'none' && {
      message: 'No signal: no model foretells this label better than chance. 没有可学到的规律。',
    }),
    ...shown(best),
    strongestFeatures: signal === 'none' ? [] : strongest.slice(0, 8).map((at) => names[at] ?? ''),
    peakMemoryMb,
    unreadableRows: table.unreadable.length,
    models: scores.map(shown),
  }
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['eval', { options: { data: text, label: text, without: text, folds: text, seed: text }, run: evaluate }],
    ]),
  )
