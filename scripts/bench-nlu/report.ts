// What was measured, as Markdown.
import type { AtWork, Feeling, Measured } from '../../nlu/evaluation/bench/measured.js'

/** What one run found. */
export interface Found {
  intents: readonly Measured[]
  atWork: readonly { set: string; measured: AtWork }[]
  feelings: readonly Feeling[]
  /** Engines that did not answer, with the reason. */
  failed: readonly { cell: string; reason: string }[]
}

const percent = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(1))
const small = (value: number | undefined): string =>
  value === undefined ? '–' : value < 0.005 ? '< 0.01' : value.toFixed(value < 0.095 ? 2 : value < 9.95 ? 1 : 0)
const thousands = (value: number): string => Math.round(value).toLocaleString('en')

/** @param align how many leading columns hold words */
function table(header: readonly string[], rows: readonly (readonly string[])[], align = 1): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map((_, i) => (i < align ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function intentsOf(set: string, measured: readonly Measured[]): string {
  const [first] = measured
  if (first === undefined) return ''
  const shots = [...new Set(measured.flatMap(({ fewShot }) => fewShot.map((one) => one.shots)))]
  const hasOutside = measured.some(({ auroc }) => auroc !== undefined)
  const hasEntities = measured.some(({ entityF1 }) => entityF1 !== undefined)
  const header = [
    ...['engine', 'accuracy', 'macro-F1', ...shots.map((count) => `${String(count)} rows an intent`), 'one typo'],
    ...(hasOutside ? ['out-of-scope AUROC', 'caught at 5 %'] : []),
    ...(hasEntities ? ['entity F1'] : []),
    ...['training s', 'sentences/s', 'model MB', 'memory MB'],
  ]
  const rows = measured.map((one) => [
    one.engine,
    percent(one.accuracy),
    percent(one.macroF1),
    ...shots.map((count) => percent(one.fewShot.find((few) => few.shots === count)?.accuracy)),
    percent(one.typos),
    ...(hasOutside ? [percent(one.auroc), percent(one.caught)] : []),
    ...(hasEntities ? [percent(one.entityF1)] : []),
    small(one.trainSeconds),
    thousands(one.utterancesPerSecond),
    small(one.modelMegabytes),
    thousands(one.peakMegabytes),
  ])
  const most = Math.max(...measured.map(({ sampled }) => sampled))
  const fewer = measured.filter(({ sampled }) => sampled < most)
  const note = [
    ...(most < first.testRows ? [`Typos and few rows: on ${thousands(most)} of the test sentences.`] : []),
    ...(fewer.length > 0
      ? [`${fewer.map(({ engine }) => engine).join(', ')}: on ${thousands(fewer[0]?.sampled ?? 0)}, being slow.`]
      : []),
  ]
  const title = `**${set}**: ${thousands(first.trainRows)} rows to learn from, ${thousands(first.testRows)} to answer`
  return [title, table(header, rows), ...(note.length > 0 ? [note.join(' ')] : [])].join('\n\n')
}

function atWorkOf(found: Found['atWork']): string {
  const rows = found.map(({ set, measured: { encoder, trainRows, swaps, encoding, pipeline } }) => [
    `${encoder}, ${set} (${thousands(trainRows)} rows)`,
    `${small(swaps.medianMs)} (${small(swaps.mostMs)})`,
    `${small(swaps.heldMedianMs)} (${small(swaps.heldMostMs)})`,
    small(encoding.seconds),
    `${small(encoding.delayP99Ms)} (${small(encoding.delayMostMs)})`,
    thousands(pipeline.withoutEncoder),
    `${thousands(pipeline.withEncoder)} (${percent(100 * pipeline.encoded)} % encoded, ${pipeline.textsGiven.toFixed(2)} texts a message, ${percent(100 * pipeline.late)} % late)`,
  ])
  const [{ measured } = { measured: undefined }] = found
  if (measured === undefined) return ''
  const header = [
    'encoder, model',
    'swap ms (most)',
    'of which the event loop was held, ms (most)',
    `${thousands(measured.encoding.texts)} texts encoded in s`,
    'event loop late meanwhile, ms, p99 (most)',
    'messages/s without encoder',
    'messages/s, gate on',
  ]
  const note = `Messages pass through everything (language, entities, intents, feeling), ${String(measured.pipeline.atOnce)} under way at once, each for the first time and in a turn of the event loop of its own. A swap begins with the bytes of the version.`
  return ['**The whole engine at work**', table(header, rows), note].join('\n\n')
}

function feelingsOf(feelings: readonly Feeling[]): string {
  if (feelings.length === 0) return ''
  const rows = feelings.map((one) => [
    one.set,
    `${percent(one.lists)} of ${thousands(one.unseenRows)}`,
    `${percent(one.learnt)} of ${thousands(one.rows)}`,
  ])
  const header = ['sentences', 'right by word lists alone', 'right when learnt, 5 folds']
  return ['**Feeling**, positive or negative', table(header, rows)].join('\n\n')
}

/** The tables, with what did not work below. */
export function reportOf(found: Found, machine: string): string {
  const sets = [...new Set(found.intents.map(({ set }) => set))]
  const failed = found.failed.map(({ cell, reason }) => `${cell} did not work here: ${reason}`)
  return [
    `Measured by \`npm run bench:nlu\` on ${machine}. Every engine learnt the same shuffled rows in a process of its own; shares in percent; with few rows the mean of three draws; memory is the most that the process held.`,
    ...sets.map((set) =>
      intentsOf(
        set,
        found.intents.filter((one) => one.set === set),
      ),
    ),
    atWorkOf(found.atWork),
    feelingsOf(found.feelings),
    ...failed,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}
