// `npm run bench:nlu`: our intent engines beside others on public sets, in one run; fails when a committed score was lost.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findEncoders } from '../nlu/encoder/find-encoders.js'
import { openEncoders } from '../nlu/encoder/open-encoders.js'
import type { Engine } from '../nlu/evaluation/bench/engine.js'
import { kefuEngine } from '../nlu/evaluation/bench/engine-kefu.js'
import { ngramEngine } from '../nlu/evaluation/bench/engine-ngrams.js'
import { naturalBayesEngine } from '../nlu/evaluation/bench/engine-natural-bayes.js'
import { measure, measureFewShot, type Measured } from '../nlu/evaluation/bench/measure.js'
import { readPublicSet } from '../nlu/evaluation/bench/public-sets.js'
import { lostScores, scoresSchema, updatedScores, type Scores } from '../nlu/evaluation/bench/scores.js'

const usage = `Usage: npm run bench:nlu -- [--only PART-OF-ENGINE-NAME] [--sets a,b] [--few] [--write]
       npm run bench:nlu -- --quick [--write]   the Chinese benchmark of this repository only, under a minute`
const setNames = ['clinc150', 'snips-300', 'braun-chatbot', 'braun-askubuntu']
const seed = 1
const fewShotSeeds = [1, 2, 3]
const scoresFile = join('nlu', 'evaluation', 'scores', 'intents.json')

/** Prints a table on stdout; exit code 1 when a score was lost, 0 with a line on stderr where the sets are not on this machine. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      sets: { type: 'string' },
      few: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const shared = process.env['KEFU_SHARED'] ?? join(process.cwd(), '..', 'shared')
  const folder = values.quick ? 'nlu' : join(shared, 'data', 'nlu')
  const names = values.quick ? ['benchmark'] : (values.sets?.split(',') ?? setNames)
  const measured = new Map<string, number>()
  const all = values.quick ? await ownEngines() : await allEngines(join(shared, 'models'))
  const engines = all.filter((engine) => engine.name.includes(values.only ?? ''))
  for (const name of names) {
    const set = readPublicSet(folder, name)
    if (set === undefined) {
      console.error(`skipped ${name}: not found under ${folder} (KEFU_SHARED names the folder above data/nlu)`)
      continue
    }
    for (const engine of engines) {
      const row = await measure(engine, set, seed)
      print(row)
      record(measured, row)
      if (values.few && set.train.length > 1000) {
        for (const shots of [5, 10]) {
          const accuracy = await measureFewShot(engine, set, shots, fewShotSeeds)
          console.log(`${name} · ${engine.name} · ${shots} rows an intent: ${accuracy.toFixed(2)}`)
          measured.set(`${name} / ${engine.name} / ${shots} rows`, accuracy)
        }
      }
    }
  }
  await checkScores(measured, values.write)
}

/** What every checkout has. */
const ownEngines = async (): Promise<Engine[]> => [
  ngramEngine,
  kefuEngine('kefu small', await openEncoders([], 'small')),
]

/** Ours with each encoder of the folder, and the baseline. */
async function allEngines(models: string): Promise<Engine[]> {
  const better = findEncoders([models]).filter(({ hub }) => hub !== undefined)
  const engines = await ownEngines()
  for (const { name } of better) engines.push(kefuEngine(`kefu ${name}`, await openEncoders([models], name)))
  return [...engines, naturalBayesEngine]
}

function print(row: Measured): void {
  const percent = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(2))
  console.log(
    [
      row.set,
      row.engine,
      `accuracy ${percent(row.accuracy)}`,
      `macro-F1 ${percent(row.macroF1)}`,
      `one typo ${percent(row.typos)}`,
      `out-of-scope AUROC ${percent(row.auroc)} caught at 5 % ${percent(row.caught)}`,
      `trained in ${row.trainSeconds.toFixed(1)} s`,
      `${Math.round(row.utterancesPerSecond)}/s`,
      `${row.modelMegabytes === undefined ? '–' : row.modelMegabytes.toFixed(2)} MB`,
      `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`,
    ].join(' · '),
  )
}

/** Only our own engines are guarded. */
function record(measured: Map<string, number>, row: Measured): void {
  if (!row.engine.startsWith('kefu')) return
  const { accuracy, macroF1, typos, auroc, caught } = row
  for (const [name, value] of Object.entries({ accuracy, macroF1, typos, auroc, caught }))
    if (value !== undefined) measured.set(`${row.set} / ${row.engine} / ${name}`, value)
}

async function checkScores(measured: ReadonlyMap<string, number>, write: boolean): Promise<void> {
  const text = await readFile(scoresFile, 'utf8').catch(() => '{}')
  const committed: Scores = scoresSchema.parse(JSON.parse(text))
  if (write) {
    await writeFile(scoresFile, `${JSON.stringify(updatedScores(committed, measured), null, 2)}\n`)
    return
  }
  const lost = lostScores(committed, measured)
  for (const line of lost) console.error(`lost: ${line}`)
  if (lost.length > 0) process.exitCode = 1
}
