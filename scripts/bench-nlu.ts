// `npm run bench:nlu`: our language engine beside others on public sets, in one run; fails when a committed score was lost.
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { lostScores, scoresSchema, updatedScores, type Scores } from '../nlu/evaluation/bench/scores.js'
import type { Measured } from '../nlu/evaluation/bench/measured.js'
import type { Cell } from './bench-nlu/cell.js'
import { isOurs } from './bench-nlu/engines.js'
import { planCells, setNames } from './bench-nlu/plan.js'
import { reportOf, type Found } from './bench-nlu/report.js'
import { runCell } from './bench-nlu/run-cell.js'
import { writeBetween } from './lib/write-between.js'

const usage = `Usage: npm run bench:nlu -- [--only PART-OF-ENGINE-NAME,…] [--set NAME,…] [--write]
       npm run bench:nlu -- --quick [--write]   our own engines on the Chinese benchmark of this repository only, under a minute
Sets: ${setNames.join(', ')}. Those that are not in the repository are looked for in KEFU_SHARED.
--write puts the tables into docs/performance.md (not of a quick run) and the scores of our engines into nlu/evaluation/scores/.`
const scoresFile = join('nlu', 'evaluation', 'scores', 'intents.json')
const page = join('docs', 'performance.md')
const marks = ['<!-- bench:nlu begin -->', '<!-- bench:nlu end -->'] as const

/** Prints tables on stdout, progress on stderr; exit code 1 when a score was lost, 0 with a line on stderr where sets are not here. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      set: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return
  }
  const chosen = listOf(values.set)
  const strange = chosen.filter((name) => !setNames.includes(name))
  if (strange.length > 0) return refuse(`There is no set "${strange.join('", "')}"; there are ${setNames.join(', ')}.`)
  const { cells, skipped } = planCells({
    shared: process.env['KEFU_SHARED'] ?? join(process.cwd(), '..', 'shared'),
    only: listOf(values.only),
    chosen,
    quick: values.quick,
  })
  for (const line of skipped) console.error(`skipped ${line}`)
  if (cells.length === 0) return refuse('Nothing is left to measure: no engine has such a name, or no set is here.')
  const where = machine()
  const found = await runCells(cells)
  const report = reportOf(found, where)
  console.log(report)
  if (values.write && !values.quick) await writeBetween(page, marks, report)
  await checkScores(scoresOf(found), values.write)
}

function refuse(reason: string): void {
  console.error(reason)
  process.exitCode = 2
}

const listOf = (value: string | undefined): string[] => value?.split(',').filter((one) => one !== '') ?? []

const machine = (): string =>
  `Node ${process.version}, ${String(availableParallelism())} cores (${cpus()[0]?.model ?? 'unknown'}), load average ${(loadavg()[0] ?? 0).toFixed(0)}`

const nameOf = (cell: Cell): string =>
  cell.kind === 'intents'
    ? `${cell.engine} on ${cell.set}`
    : `${cell.kind === 'at-work' ? 'at work with ' : ''}${cell.kind === 'at-work' ? cell.encoder : cell.set}`

async function runCells(cells: readonly Cell[]): Promise<Found> {
  const intents: Measured[] = []
  const atWork: Found['atWork'][number][] = []
  const feelings: Found['feelings'][number][] = []
  const failed: Found['failed'][number][] = []
  for (const [i, cell] of cells.entries()) {
    const begun = performance.now()
    const outcome = await runCell(cell)
    const seconds = ((performance.now() - begun) / 1000).toFixed(0)
    const end = outcome.kind === 'failed' ? `failed: ${outcome.reason}` : `${seconds} s`
    console.error(`${String(i + 1)}/${String(cells.length)} ${nameOf(cell)}: ${end}`)
    if (outcome.kind === 'intents') intents.push(outcome.measured)
    else if (outcome.kind === 'at-work') atWork.push(outcome)
    else if (outcome.kind === 'feeling') feelings.push(outcome.measured)
    else failed.push({ cell: nameOf(cell), reason: outcome.reason })
  }
  return { intents, atWork, feelings, failed }
}

/** Figures that are guarded, by name. */
function scoresOf({ intents, feelings }: Found): Map<string, number> {
  const scores = new Map<string, number>()
  for (const { set, engine, accuracy, macroF1, typos, auroc, caught, entityF1, fewShot } of intents) {
    if (!isOurs(engine)) continue
    for (const [name, value] of Object.entries({ accuracy, macroF1, typos, auroc, caught, entityF1 }))
      if (value !== undefined) scores.set(`${set} / ${engine} / ${name}`, value)
    for (const { shots, accuracy: few } of fewShot) scores.set(`${set} / ${engine} / ${String(shots)} rows`, few)
  }
  for (const { set, lists, learnt } of feelings) scores.set(`${set} / lists`, lists).set(`${set} / learnt`, learnt)
  return scores
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
