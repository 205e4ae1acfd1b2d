// `npm run identity -- eval …`: finds the doubles in a file of people and holds them against known pairs. `-- sample …` writes made-up people.
// The commands on the record itself are in identity/.
import { baselines, link, readPairs, readRecords, scoreLinkage } from '../knowledge/identity/bench/evaluate-files.js'
import { scoreGroups, type PairScore } from '../knowledge/identity/linkage/evaluate.js'
import { openLookup } from '../knowledge/identity/linkage/lookup.js'
import { bench } from './identity/bench.js'
import { deskCommands, deskUsage } from './identity/desk-commands.js'
import { writeSample } from './identity/sample.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'

const usage = `npm run identity -- eval --records FILE.csv --pairs PAIRS.csv [--without COLUMN,…] [--threshold 0.5] [--baselines] [--json]
    The first column of FILE is the record's id and never a feature; PAIRS has the header left,right.
npm run identity -- sample --kind western|chinese --count N --records FILE.csv --pairs PAIRS.csv
    Writes made-up people with known doubles.
npm run identity -- find --records FILE.csv --like "COLUMN=VALUE;COLUMN=VALUE"
    Who of the file somebody is, most probable first.
npm run identity -- bench [--sizes 10000,100000,1000000] [--kind western|chinese] [--write]
    Matches made-up people of each number and looks up more of them. --write puts the table into docs/performance.md.
${deskUsage}`

const shown = (score: PairScore) => ({
  ...score,
  precision: rounded(score.precision),
  recall: rounded(score.recall),
  f1: rounded(score.f1),
})

async function evaluate(given: Given): Promise<unknown> {
  const without = optional(given, 'without')?.split(',') ?? []
  const threshold = numberOption(given, 'threshold', 0.5, 0, 1)
  const recordsPath = required(given, 'records')
  const pairsPath = required(given, 'pairs')
  const reading = await timed(() => readRecords(recordsPath, without))
  const file = reading.result
  const linking = await timed(() => link(file, { threshold }))
  const { result: linkage, seconds, cpuSeconds, peakMemoryMb } = linking
  const known = await readPairs(pairsPath, file.ids)
  const result = {
    ...shown(scoreLinkage(linkage, known)),
    records: file.records,
    recordsPerSecond: Math.round(file.records / (reading.seconds + seconds)),
    seconds: rounded(reading.seconds + seconds, 3),
    cpuSeconds: rounded(reading.cpuSeconds + cpuSeconds, 3),
    peakMemoryMb,
    comparedPairs: linkage.compared,
    reviewPairs: linkage.review.length,
    unreadableRows: file.unreadable.length,
    unknownPairs: known.unknown,
    fields: linkage.fields.map(({ name, kind }) => `${name}: ${kind}`),
  }
  if (given['baselines'] !== true) return result
  const others = []
  for (const [method, run] of baselines(file, linkage)) {
    const { result: groups, ...cost } = await timed(run)
    others.push({ method, ...shown(scoreGroups(groups, known.pairs)), ...cost })
  }
  return { ...result, baselines: others }
}

async function sample(given: Given): Promise<unknown> {
  const kind = required(given, 'kind')
  if (kind !== 'western' && kind !== 'chinese') throw usageError(`--kind must be western or chinese, not "${kind}".`)
  const count = numberOption(given, 'count', 10_000, 10, 2_000_000)
  const { records, pairs } = await writeSample(kind, count, {
    records: required(given, 'records'),
    pairs: required(given, 'pairs'),
  })
  return { records, pairs }
}

/** Who of a file somebody is. */
async function find(given: Given): Promise<unknown> {
  const file = await readRecords(required(given, 'records'))
  const wanted = new Map<string, string>()
  for (const part of required(given, 'like').split(';')) {
    const [, name = '', value = ''] = /^\s*([^=]+?)\s*=(.*)$/.exec(part) ?? []
    if (!file.features.some((column) => column.name === name))
      throw usageError(
        `--like: "${part}" names no column; there are: ${file.features.map((column) => column.name).join(', ')}.`,
      )
    wanted.set(name, value.trim())
  }
  return openLookup(link(file))(wanted).map(({ record, probability }) => ({
    record: file.ids.values[file.ids.codes[record] ?? 0],
    probability: rounded(probability),
    ...Object.fromEntries(file.features.map(({ name, values, codes }) => [name, values[codes[record] ?? 0]])),
  }))
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    args,
    usage,
    new Map([
      [
        'eval',
        {
          options: { records: text, pairs: text, without: text, threshold: text, baselines: { type: 'boolean' } },
          run: evaluate,
        },
      ],
      ['sample', { options: { kind: text, count: text, records: text, pairs: text }, run: sample }],
      ['find', { options: { records: text, like: text }, run: find }],
      ['bench', { options: { sizes: text, kind: text, write: { type: 'boolean' } }, run: bench }],
      ...deskCommands,
    ]),
  )
