// `npm run nlu-data -- lint | import | export | entities`: training data checked, carried between Kefu and other tools, and its annotations
// tried out.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import {
  formatNamed,
  fromTrainingSet,
  readDataset,
  toTrainingSet,
  writeDataset,
  type DataFile,
} from '../nlu/dataset/exchange/index.js'
import { lintTrainingSet } from '../nlu/dataset/lint/index.js'
import { Tagger, trainTagger, type AnnotatedRow } from '../nlu/entities/tagger/index.js'
import { spanScore } from '../nlu/evaluation/span-f1.js'
import { trainingSetSchema, type TrainingSet } from '../nlu/dataset/training-set.js'
import { AppError } from '../platform/errors.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'

const usage = `npm run --silent nlu-data -- lint PATH [--test PATH] [--format NAME] [--seed 1] [--json]
npm run --silent nlu-data -- import PATH [--format NAME] --to FILE.json [--json]
npm run --silent nlu-data -- export FILE.json --format NAME --to FOLDER [--json]
npm run --silent nlu-data -- entities --train PATH --test PATH [--seed 1] [--json]
    PATH is a file or a folder: rasa, luis, dialogflow-cx, dialogflow-es, botpress, jsonl, csv, or a training set of Kefu's own (JSON).
    FILE.json is a training set of Kefu's own.`

/** More than this in one file is no training data. */
const mostBytes = 200 * 1024 * 1024
const readable = /\.(?:ya?ml|jsonl?|ndjson|csv|tsv)$/i

async function filesAt(path: string): Promise<DataFile[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw usageError(`${path} is not there.`)
  if (!found.isDirectory()) return [await readOne(path, path)]
  const names = await readdir(path, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && readable.test(entry.name))
  return Promise.all(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => readOne(file, relative(path, file).split(sep).join('/'))),
  )
}

async function readOne(file: string, path: string): Promise<DataFile> {
  if ((await stat(file)).size > mostBytes) throw usageError(`${file} is larger than 200 MB.`)
  return { path, text: await readFile(file, 'utf8') }
}

interface Loaded {
  format: string
  set: TrainingSet
  renamed: { from: string; to: string }[]
  skipped: string[]
}

async function load(path: string, format: string | undefined): Promise<Loaded> {
  const files = await filesAt(path)
  const own = format === undefined ? ownSet(files) : undefined
  if (own !== undefined) return { format: 'kefu', set: own, renamed: [], skipped: [] }
  const read = readDataset(files, format)
  return { format: read.format, ...toTrainingSet(read.set) }
}

/** A training set as `import` writes it; undefined when the file is something else. */
function ownSet(files: readonly DataFile[]): TrainingSet | undefined {
  const [file] = files
  if (files.length !== 1 || file === undefined || !file.path.endsWith('.json')) return undefined
  try {
    const parsed = trainingSetSchema.safeParse(JSON.parse(file.text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

async function lint(given: Given): Promise<unknown> {
  const format = optional(given, 'format')
  const { set } = await load(required(given, 'path'), format)
  const testPath = optional(given, 'test')
  const test = testPath === undefined ? undefined : (await load(testPath, format)).set
  const findings = lintTrainingSet(set, {
    seed: numberOption(given, 'seed', 1, 0, 2 ** 31),
    test: test?.intents.flatMap(({ name, utterances }) => utterances.map((text) => ({ text, intent: name }))) ?? [],
  })
  if (given['json'] === true) return findings
  return findings.length === 0
    ? { findings: 'none · 没有发现问题' }
    : findings.map(({ rule, severity, message, suggestion }) => ({
        ...{ severity, rule, message: message.en, zh: message.zh, suggestion: suggestion.en },
      }))
}

async function importData(given: Given): Promise<unknown> {
  const { format, set, renamed, skipped } = await load(required(given, 'path'), optional(given, 'format'))
  const to = required(given, 'to')
  await write(to, `${JSON.stringify(set, null, 2)}\n`)
  return {
    ...{ format, file: to, intents: set.intents.length },
    utterances: set.intents.reduce((sum, { utterances }) => sum + utterances.length, 0),
    outOfScope: set.outOfScope.length,
    annotated: set.annotated?.length ?? 0,
    entities: set.entities.length,
    renamed,
    skipped,
  }
}

async function exportData(given: Given): Promise<unknown> {
  const { name } = formatNamed(required(given, 'format'))
  const { set } = await load(required(given, 'path'), undefined)
  const to = required(given, 'to')
  const { files, lost } = writeDataset(fromTrainingSet(set), name)
  for (const { path, text } of files) await write(join(to, path), text)
  return { format: name, folder: to, files: files.length, lost }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text).catch((cause: unknown) => {
    throw new AppError('input-invalid', `${file} cannot be written.`, { cause, details: { field: 'to' } })
  })
}

/** Exact spans with the right name, of a tagger that learns from one file and is tried on another. */
async function entities(given: Given): Promise<unknown> {
  const format = optional(given, 'format')
  const [train, test] = await Promise.all([
    annotatedAt(required(given, 'train'), format),
    annotatedAt(required(given, 'test'), format),
  ])
  const { result: tagger, seconds } = await timed(() =>
    trainTagger(train, { seed: numberOption(given, 'seed', 1, 0, 2 ** 31) }),
  )
  if (tagger === undefined) throw usageError('No row to train with is annotated.')
  const reader = new Tagger(tagger)
  const { result: found, seconds: testSeconds } = await timed(() => test.map((row) => reader.find(row.text)))
  const { precision, recall, f1 } = spanScore(
    test.map((row) => row.entities),
    found,
  )
  return {
    ...{ trainRows: train.length, testRows: test.length, labels: tagger.labels.length },
    ...{ precision: rounded(precision), recall: rounded(recall), f1: rounded(f1), trainSeconds: seconds },
    utterancesPerSecond: Math.round(test.length / testSeconds),
  }
}

async function annotatedAt(path: string, format: string | undefined): Promise<AnnotatedRow[]> {
  const { set } = readDataset(await filesAt(path), format)
  return set.intents.flatMap(({ examples }) => [...examples])
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name; the path may be given without `--path`. */
export function main(args: readonly string[]): Promise<void> {
  const [name = '', first, ...rest] = args
  const named = first === undefined || first.startsWith('-') ? args : [name, '--path', first, ...rest]
  return runCommand(
    named,
    usage,
    new Map([
      ['lint', { options: { path: text, test: text, format: text, seed: text }, run: lint }],
      ['import', { options: { path: text, format: text, to: text }, run: importData }],
      ['entities', { options: { train: text, test: text, format: text, seed: text }, run: entities }],
      ['export', { options: { path: text, format: text, to: text }, run: exportData }],
    ]),
  )
}
