// `npm run bench:imports [-- --sizes 10000,100000,1000000] [--write]`: an import beside a bare reader and a bare writer of the same file, in
// one run on this machine, each in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Measured, Stage } from './bench-imports/measure.js'
import { writePeople } from './bench-imports/people.js'
import { benchBySizes, machine } from './lib/bench-by-sizes.js'

const marks = ['<!-- bench:imports begin -->', '<!-- bench:imports end -->'] as const
const page = 'docs/performance.md'
/** Importing everything a second time is told up to here; beyond, it says nothing new. */
const mostAgain = 100_000

const rowsOfTable: readonly { stage: Stage; says: string; baseline?: true }[] = [
  { stage: 'csv-parse', says: 'read by csv-parse', baseline: true },
  { stage: 'parse', says: 'read' },
  { stage: 'clean', says: 'read, mapped, converted, doubles found' },
  { stage: 'insertMany', says: 'read by csv-parse, `insertMany` of 2,000 flat documents', baseline: true },
  { stage: 'import', says: 'imported, all customers new' },
  { stage: 'import again', says: 'imported again, all customers known' },
]

/** Rejects when the measurement fails; its complaint is on stderr. */
async function measure(stage: Stage, file: string, folder: string): Promise<Measured> {
  const program = fileURLToPath(new URL(`./bench-imports/measure${extname(import.meta.url)}`, import.meta.url))
  const child = fork(program, [stage, file, folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let measured: Measured | undefined
  child.once('message', (message) => (measured = message as Measured))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0 || measured === undefined) throw new Error(`"${stage}" ended with ${String(code)}`)
  return measured
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')

async function table(size: number, folder: string): Promise<string> {
  const file = join(folder, `people-${String(size)}.csv`)
  await writePeople(file, size, size)
  const lines: string[] = []
  for (const { stage, says, baseline } of rowsOfTable) {
    if (stage === 'import again' && size > mostAgain) continue
    console.error(`${whole(size)} rows: ${stage} …`)
    const { rows, seconds, cpuSeconds, peakMb } = await measure(stage, file, join(folder, baseline ? stage : 'record'))
    const figures = [rows / seconds, rows / cpuSeconds, peakMb].map(whole)
    // The whole report takes long enough to be given up half-way.
    console.error(`  ${figures.join(' | ')}`)
    lines.push(`| ${baseline ? `*${says}*` : says} | ${figures.join(' | ')} |`)
  }
  const mb = (await stat(file)).size / 1048576
  await Promise.all(
    [...new Set(['record', 'insertMany', 'csv-parse'])].map((one) =>
      rm(join(folder, one), { recursive: true, force: true }),
    ),
  )
  return [
    `**${whole(size)} rows** (${mb.toFixed(1)} MB)`,
    '',
    '| | rows/s | rows per processor second | most memory MB |',
    '| --- | ---: | ---: | ---: |',
    ...lines,
  ].join('\n')
}

async function report(sizes: readonly number[]): Promise<string> {
  const load = loadavg()[0] ?? 0
  const folder = await mkdtemp(join(tmpdir(), 'kefu-bench-imports-'))
  const tables: string[] = []
  try {
    for (const size of sizes) tables.push(await table(size, folder))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return [
    `Measured by \`npm run bench:imports\` on ${machine()}, while ${load.toFixed(0)} other processes wanted to run. Eight columns: number, name, e-mail, phone,`,
    'city, date, money, yes or no. Reader, import and embedded database are one process, and its memory is counted without the pages of the data file, which',
    "are the system's cache. In italics the baselines: csv-parse, and flat documents of texts with indexes on three columns, without cleaning, matching, lineage or undoing.",
    '',
    tables.join('\n\n'),
  ].join('\n')
}

export const main = (args: readonly string[]): Promise<void> =>
  benchBySizes(args, { sizes: '10000,100000,1000000', page, marks, report })
