// `npm run recs -- eval|uplift …`: every recommendation model on a file of interactions, by one of three protocols; and what personal
// recommendations brought here.
import { evaluateModels, type ModelReport } from '../knowledge/recommendations/evaluation/evaluate.js'
import { readInteractions, readItemTexts, readTime } from '../knowledge/recommendations/evaluation/log.js'
import { protocols, type Protocol } from '../knowledge/recommendations/evaluation/split.js'
import { catalogue } from '../knowledge/commerce/catalogue.js'
import { recommendations } from '../knowledge/recommendations/recommendations.js'
import { systemClock } from '../platform/clock.js'
import { numberOption, optional, required, rounded, runCommand, timed, usageError, type Given } from './lib/command.js'
import { withRecord } from './lib/with-record.js'

const usage = `npm run recs -- eval --interactions FILE.csv [--items FILE.csv] --protocol leave-last-out|time-split|random [--json]
    --split 8:1:1      random: parts to learn from, to choose with (masked in the test) and to test; 8:0:2 is 80/20
    --from 2011-10-01  time-split: what is newer is to be foretold; default the newest fifth
    --known N          shows the models only the newest N items of each customer
    --seed N           random: another draw
npm run recs -- uplift [--since 2026-01-01] [--json]
    Who bought what they were shown: with personal recommendations, and in the held-out part that gets popular ones; default 90 days.`

function readSplit(text: string | undefined): [number, number, number] {
  const parts = (text ?? '8:1:1').split(':').map(Number)
  const [learn = NaN, choose = NaN, test = NaN] = parts
  if (parts.length === 3 && parts.every((part) => part >= 0) && learn > 0 && test > 0) return [learn, choose, test]
  throw usageError(`--split must be three numbers such as 8:1:1, not "${String(text)}".`)
}

const shown = (report: ModelReport) =>
  Object.fromEntries(
    Object.entries(report).map(([name, value]) => [
      name,
      typeof value === 'number' ? rounded(value) : (value as string),
    ]),
  )

async function evaluate(given: Given): Promise<unknown> {
  const protocol = required(given, 'protocol') as Protocol
  if (!protocols.includes(protocol))
    throw usageError(`--protocol must be one of ${protocols.join(', ')}, not "${protocol}".`)
  const fromText = optional(given, 'from')
  const from = fromText === undefined ? undefined : readTime(fromText)
  if (Number.isNaN(from)) throw usageError(`--from must be a date or a number, not "${String(fromText)}".`)
  const parts = readSplit(optional(given, 'split'))
  const seed = numberOption(given, 'seed', 1, 0, 2 ** 31)
  const known = optional(given, 'known') === undefined ? undefined : numberOption(given, 'known', 0, 0, 100_000)
  const itemsPath = optional(given, 'items')
  const log = await readInteractions(required(given, 'interactions'))
  const texts = itemsPath === undefined ? undefined : await readItemTexts(itemsPath, log.items)
  const split = { protocol, parts, seed, ...(from !== undefined && { from }) }
  const progress = (line: string) => console.error(line)
  const {
    result: report,
    peakMemoryMb,
    cpuSeconds,
  } = await timed(() => evaluateModels(log, { split, texts, known, progress }))
  return {
    protocol,
    customers: log.customers.length,
    items: log.items.length,
    interactions: log.item.length,
    unreadableRows: log.unreadable,
    ...shown(report.hybrid),
    strangerGets: report.strangerGets,
    peakMemoryMb,
    cpuSeconds,
    switches: report.switches,
    models: report.models.map(shown),
  }
}

const usualDays = 90

function uplift(given: Given): Promise<unknown> {
  const text = optional(given, 'since')
  const since = text === undefined ? new Date(systemClock.now().getTime() - usualDays * 86_400_000) : new Date(text)
  if (Number.isNaN(since.getTime())) throw usageError(`--since must be a date, not "${String(text)}".`)
  return withRecord((store) => recommendations(store, systemClock, catalogue(store)).uplift(since))
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
          options: {
            interactions: text,
            items: text,
            protocol: text,
            split: text,
            from: text,
            known: text,
            seed: text,
          },
          run: evaluate,
        },
      ],
      ['uplift', { options: { since: text }, run: uplift }],
    ]),
  )
