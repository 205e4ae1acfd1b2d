// `npm run bench:record [-- --only segments,groups,predictions,recommendations] [--sizes 10000,100000,1000000] [--items 1000,5000,20000]
// [--write]`: how the cost of segments, predictions and recommendations grows, beside baselines, each in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { methodsOf, subjects, type Measured, type Method, type Subject } from './bench-record/subjects.js'
import { machine } from './lib/bench-by-sizes.js'
import { numberList, optional, runCommand, usageError, type Given } from './lib/command.js'
import { writeBetween } from './lib/write-between.js'

const usage = `npm run bench:record [-- --only ${subjects.join(',')}] [--sizes 10000,100000,1000000] [--items 1000,5000,20000] [--write]]
    Growth of cost with customers and items, printed as tables; --write puts them into docs/performance.md. About ten minutes on two cores.`
const page = 'docs/performance.md'

/** Rejects when the measurement fails; its complaint is on stderr. */
async function measure(subject: Subject, method: string, size: number): Promise<Measured> {
  console.error(`${subject}, ${String(size)}: ${method}`)
  const program = fileURLToPath(new URL(`./bench-record/measure${extname(import.meta.url)}`, import.meta.url))
  const child = fork(program, [subject, method, String(size)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  let measured: Measured | undefined
  child.once('message', (message) => (measured = message as Measured))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0 || measured === undefined) throw new Error(`${subject}, ${method}: ended with ${String(code)}`)
  return measured
}

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const short = (value: number): string => (value >= 10 ? whole(value) : value.toPrecision(2))
const share = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(4).replace(/^0/, ''))

interface Columns {
  title: string
  heads: readonly string[]
  cells(measured: Measured): readonly string[]
}

const perSecond = ({ units, cpuSeconds }: Measured): string => whole(units / Math.max(cpuSeconds, 0.001))

const columnsOf: Readonly<Record<Subject, Columns>> = {
  segments: {
    title: 'Rules over customers',
    heads: ['customers per processor second', 'seconds', 'most memory MB'],
    cells: (found) => [perSecond(found), short(found.seconds), whole(found.peakMb)],
  },
  groups: {
    title: 'Groups by purchases',
    heads: ['agreement', 'seconds', 'processor s', 'most memory MB'],
    cells: ({ quality, seconds, cpuSeconds, peakMb }) => [
      share(quality),
      short(seconds),
      short(cpuSeconds),
      whole(peakMb),
    ],
  },
  predictions: {
    title: 'Predictions',
    heads: ['AUC on the newest days', 'seconds', 'processor s', 'most memory MB'],
    cells: ({ quality, seconds, cpuSeconds, peakMb }) => [
      share(quality),
      short(seconds),
      short(cpuSeconds),
      whole(peakMb),
    ],
  },
  recommendations: {
    title: 'Recommendations, 20,000 customers',
    heads: ['fit s', 'p50 ms', 'p95 ms', 'most memory MB'],
    cells: ({ seconds, p50Ms = 0, p95Ms = 0, peakMb }) => [short(seconds), short(p50Ms), short(p95Ms), whole(peakMb)],
  },
}

async function table(subject: Subject, sizes: readonly number[]): Promise<string> {
  const { title, heads, cells } = columnsOf[subject]
  const lines: string[] = []
  for (const size of sizes)
    for (const { name, says, baseline } of methodsOf[subject] satisfies readonly Method[]) {
      const found = await measure(subject, name, size)
      lines.push(`| ${[whole(size), baseline ? `*${says}*` : says, ...cells(found)].join(' | ')} |`)
    }
  const unit = subject === 'recommendations' ? 'items' : 'customers'
  return [
    `**${title}**`,
    '',
    `| ${[unit, '', ...heads].join(' | ')} |`,
    `| ---: | --- | ${heads.map(() => '---:').join(' | ')} |`,
    ...lines,
  ].join('\n')
}

async function run(given: Given): Promise<undefined> {
  const only = optional(given, 'only')?.split(',') ?? subjects
  const unknown = only.find((name) => !subjects.some((subject) => subject === name))
  if (unknown !== undefined) throw usageError(`--only takes ${subjects.join(', ')}, not "${unknown}".`)
  const sizes = numberList(given, 'sizes', [10_000, 100_000, 1_000_000], 1_000, 10_000_000)
  const items = numberList(given, 'items', [1_000, 5_000, 20_000], 100, 100_000)
  const load = loadavg()[0] ?? 0
  const tables: string[] = []
  for (const subject of subjects.filter((name) => only.includes(name)))
    tables.push(await table(subject, subject === 'recommendations' ? items : sizes))
  const text = [
    `Measured by \`npm run bench:record\` on ${machine()}, while ${load.toFixed(0)} other processes wanted to run. Customers, purchases and baskets are`,
    'made up, the same in every run. In italics the baselines. Memory is that of the process, made-up data included.',
    '',
    tables.join('\n\n'),
  ].join('\n')
  console.log(text)
  if (given['write'] === true)
    await writeBetween(page, ['<!-- bench:record begin -->', '<!-- bench:record end -->'], text)
  return undefined
}

const text = { type: 'string' as const }

/** @param args what stands after the command's name. */
export const main = (args: readonly string[]): Promise<void> =>
  runCommand(
    ['run', ...args],
    usage,
    new Map([['run', { options: { only: text, sizes: text, items: text, write: { type: 'boolean' as const } }, run }]]),
  )
