// `npm run nlu -- …`: the language engine by itself, on files of labelled sentences.
import { join } from 'node:path'
import { evaluateRows } from '../nlu/evaluation/evaluate-rows.js'
import { readLabelledFile } from '../nlu/evaluation/labelled-file.js'
import { openEncoders, type Encoders } from '../nlu/index.js'
import { numberOption, optional, required, rounded, runCommand, type Given } from './lib/command.js'

const usage = `npm run --silent nlu -- eval --train F.jsonl --test F.jsonl [--encoder NAME|small|off] [--shots K] [--seed S] [--json]
    Rows: {"text", "intent"[, "entities": [{"entity", "start", "end"}]]}, one JSON object a line; the intent "oos" is out of scope.
    Encoders are looked up in MODELS_DIR (default data/models), then in models/; the best one of each language is used.`

const text = { type: 'string' as const }

/** `off`: none; without a choice the best ones that are present. */
async function encodersFor(choice: string | undefined): Promise<Encoders> {
  if (choice === 'off') return {}
  return openEncoders([process.env['MODELS_DIR'] ?? join('data', 'models')], choice ?? 'best')
}

async function evaluate(given: Given): Promise<unknown> {
  const trainFile = required(given, 'train')
  const testFile = required(given, 'test')
  const shots = optional(given, 'shots') === undefined ? undefined : numberOption(given, 'shots', 0, 1, 1_000_000)
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const train = await readLabelledFile(trainFile)
  const test = await readLabelledFile(testFile)
  const encoders = await encodersFor(optional(given, 'encoder'))
  const { outOfScope, entities, seconds, ...rest } = await evaluateRows(train, test, {
    encoders,
    seed,
    ...(shots === undefined ? {} : { shots }),
    onProgress: progressLine(),
  })
  const figures = {
    ...rest,
    ...(outOfScope === undefined
      ? {}
      : {
          outOfScopeRows: outOfScope.rows,
          outOfScopeAuroc: outOfScope.auroc,
          outOfScopeRecallAt5PercentRejection: outOfScope.recallAt5,
          outOfScopeCaught: outOfScope.caught,
        }),
    ...(entities === undefined
      ? {}
      : { entityPrecision: entities.precision, entityRecall: entities.recall, entityF1: entities.f1 }),
    trainSeconds: seconds.train,
    predictSeconds: seconds.predict,
  }
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, typeof value === 'number' ? rounded(value) : value]),
  )
}

/** On a terminal: one line that is written over. */
function progressLine(): (done: number, what: string) => void {
  if (!process.stderr.isTTY) return () => undefined
  return (done, what) =>
    process.stderr.write(`\r\u001b[K${what}: ${String(Math.round(done * 100))} %${done >= 1 ? '\n' : ''}`)
}

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['eval', { options: { train: text, test: text, encoder: text, shots: text, seed: text }, run: evaluate }],
    ]),
  )
