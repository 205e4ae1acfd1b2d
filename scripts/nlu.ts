// `npm run nlu -- …`: the language engine by itself, on files of labelled sentences.
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { learnSpans } from '../nlu/entities/tagger/index.js'
import { answerRows } from '../nlu/evaluation/answer-rows.js'
import { evaluateRows } from '../nlu/evaluation/evaluate-rows.js'
import { outOfScopeLabel, readLabelledFile } from '../nlu/evaluation/labelled-file.js'
import { learningCurve } from '../nlu/evaluation/learning-curve.js'
import { compareAnswers } from '../nlu/evaluation/mcnemar.js'
import { measureRobustness } from '../nlu/evaluation/robustness.js'
import { modelsFolder, openEncoders, serializeModel, taskOfRows, trainOnRows, type Encoders } from '../nlu/index.js'
import { runUntilSignal } from '../platform/lifecycle.js'
import { numberOption, optional, required, rounded, runCommand, usageError, type Given } from './lib/command.js'
import { modelFile, serve } from './nlu/serve.js'

const usage = `npm run --silent nlu -- eval --train F.jsonl --test F.jsonl [--encoder NAME|small|off] [--shots K] [--seed S] [--json]
    Rows: {"text", "intent"[, "entities": [{"entity", "start", "end"}]]}, one JSON object a line; the intent "oos" is out of scope.
npm run --silent nlu -- report --train F.jsonl [--test F.jsonl] [--encoder …] [--seed S] [--json]
    Cross-validated report, learning curve, and on test rows what careless writing costs.
npm run --silent nlu -- compare --train F.jsonl --test F.jsonl --encoder … --against … [--seed S] [--json]
    Is one of two engines really better? (McNemar's test)
npm run --silent nlu -- train --train F.jsonl --model DIR [--encoder …] [--seed S] [--json]
    Writes a model that "serve" answers by.
npm run --silent nlu -- serve [--train F.jsonl | --model DIR] [--encoder …] [--host 127.0.0.1] [--port 5005]
    Answers POST /model/parse as Rasa does. Without a file or a model: the sentences of the demo shop.
    Encoders are looked up in MODELS_DIR (default data/models), then in models/; the best one of each language is used.`

const text = { type: 'string' as const }

/** `off`: none; without a choice the best ones that are present. */
async function encodersFor(choice: string | undefined): Promise<Encoders> {
  if (choice === 'off') return {}
  return openEncoders([modelsFolder(process.env['MODELS_DIR'], join('data', 'models'))], choice ?? 'best')
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
    learnSpans,
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

async function report(given: Given): Promise<unknown> {
  const rows = await readLabelledFile(required(given, 'train'))
  const testFile = optional(given, 'test')
  const test = testFile === undefined ? [] : (await readLabelledFile(testFile)).filter(isInScope)
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const encoders = await encodersFor(optional(given, 'encoder'))
  const model = await trainOnRows(rows, { encoders, seed, onProgress: progressLine() })
  const { intents, rows: labelled } = taskOfRows(rows)
  const answer = async (texts: readonly string[]): Promise<string[]> =>
    (await answerRows(model, texts, encoders)).map(({ intent }) => intent)
  return {
    ...model.report,
    learningCurve: learningCurve(intents, labelled, { seed }),
    ...(test.length === 0 ? {} : { robustness: await measureRobustness(test, answer, seed) }),
  }
}

async function compare(given: Given): Promise<unknown> {
  const rows = await readLabelledFile(required(given, 'train'))
  const test = (await readLabelledFile(required(given, 'test'))).filter(isInScope)
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const answers: string[][] = []
  for (const choice of [required(given, 'encoder'), required(given, 'against')]) {
    const encoders = await encodersFor(choice)
    const model = await trainOnRows(rows, { encoders, seed, onProgress: progressLine() })
    const texts = test.map((row) => row.text)
    answers.push((await answerRows(model, texts, encoders)).map(({ intent }) => intent))
  }
  const [a = [], b = []] = answers
  return compareAnswers(
    test.map((row) => row.intent),
    a,
    b,
  )
}

const isInScope = (row: { intent: string }): boolean => row.intent !== outOfScopeLabel

async function train(given: Given): Promise<unknown> {
  const folder = required(given, 'model')
  const rows = await readLabelledFile(required(given, 'train'))
  const encoders = await encodersFor(optional(given, 'encoder'))
  const model = await trainOnRows(rows, {
    encoders,
    seed: numberOption(given, 'seed', 1, 0, 2 ** 31),
    onProgress: progressLine(),
  })
  const bytes = serializeModel(model)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, modelFile), bytes)
  const { accuracy, macroF1, folds, seconds } = model.report
  return {
    file: join(folder, modelFile),
    bytes: bytes.length,
    folds,
    accuracy: rounded(accuracy),
    macroF1: rounded(macroF1),
    seconds: rounded(seconds, 1),
  }
}

async function serveUntilSignal(given: Given): Promise<unknown> {
  const file = optional(given, 'train')
  const model = optional(given, 'model')
  if (file !== undefined && model !== undefined) throw usageError('--train and --model exclude each other.')
  const options = {
    ...(file === undefined ? {} : { train: file }),
    ...(model === undefined ? {} : { model }),
    encoders: await encodersFor(optional(given, 'encoder')),
    host: optional(given, 'host') ?? '127.0.0.1',
    port: numberOption(given, 'port', 5005, 0, 65_535),
    version: ownVersion(),
  }
  await runUntilSignal(async () => {
    const served = await serve(options)
    console.log(`Answering at ${served.url}/model/parse`)
    return served
  })
  return undefined
}

const ownVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8'))).version

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      ['eval', { options: { train: text, test: text, encoder: text, shots: text, seed: text }, run: evaluate }],
      ['report', { options: { train: text, test: text, encoder: text, seed: text }, run: report }],
      ['compare', { options: { train: text, test: text, encoder: text, against: text, seed: text }, run: compare }],
      ['train', { options: { train: text, model: text, encoder: text, seed: text }, run: train }],
      [
        'serve',
        { options: { train: text, model: text, encoder: text, host: text, port: text }, run: serveUntilSignal },
      ],
    ]),
  )
