// The measurements as Markdown.
import { cpus } from 'node:os'
import type { Flood, Idle, Measured } from './load.js'
import type { Stage } from './stages.js'

export interface Row extends Measured {
  target: string
  visitors: number
  /** Messages per second in each round. */
  rounds: readonly number[]
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN
}

/** The middle of several rounds, figure by figure. */
export function middle(target: string, visitors: number, rounds: readonly Measured[]): Row {
  const of = (figure: keyof Measured) => median(rounds.map((round) => round[figure]))
  return {
    target,
    visitors,
    messagesPerSecond: of('messagesPerSecond'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    cpuMsPerMessage: of('cpuMsPerMessage'),
    rounds: rounds.map((round) => round.messagesPerSecond),
  }
}

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0))
const range = (values: readonly number[]): string =>
  `${Math.min(...values).toFixed(0)} … ${Math.max(...values).toFixed(0)}`

export interface Report {
  rows: readonly Row[]
  /** Name of the server that the product is held against. */
  against: string
  own: string
  stages: readonly Stage[]
  idle?: Idle
  flood?: Flood
}

/** At each number of visitors where both were measured. */
function sharesOf({ rows, own, against }: Report): readonly string[] {
  const at = (target: string, visitors: number) =>
    rows.find((row) => row.target === target && row.visitors === visitors)?.messagesPerSecond
  return [...new Set(rows.map((row) => row.visitors))].flatMap((visitors) => {
    const [ours, theirs] = [at(own, visitors), at(against, visitors)]
    return ours === undefined || theirs === undefined
      ? []
      : `${(ours / theirs).toFixed(2)} with ${String(visitors)} visitors`
  })
}

function floodLine({ visitors, alone, beside, sent, accepted, refused }: Flood): string {
  const codes = [...refused].map(([code, count]) => `${String(count)} ${code}`).join(', ')
  return `One visitor sends ${String(sent)} messages without waiting (${String(accepted)} accepted, refused: ${codes || 'none'}); ${String(visitors)} others meanwhile are answered ${beside.messagesPerSecond.toFixed(0)} times a second, p50 ${ms(beside.p50)} ms, p95 ${ms(beside.p95)} ms (without the flood ${alone.messagesPerSecond.toFixed(0)}, ${ms(alone.p50)} and ${ms(alone.p95)}).`
}

export function toMarkdown(report: Report): string {
  const { rows, stages, idle, flood } = report
  const shares = sharesOf(report)
  return [
    `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node.js ${process.versions.node}; the visitors are played on the same machine.`,
    '',
    '| visitors | server | messages/s | rounds | p50 ms | p95 ms | p99 ms | server CPU ms a message |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${String(row.visitors)} | ${row.target} | ${row.messagesPerSecond.toFixed(0)} | ${range(row.rounds)} | ${ms(row.p50)} | ${ms(row.p95)} | ${ms(row.p99)} | ${row.cpuMsPerMessage.toFixed(2)} |`,
    ),
    '',
    ...(shares.length > 0
      ? [`${report.own} over ${report.against}, messages per second: ${shares.join(', ')}.`, '']
      : []),
    '| stage | mean ms |',
    '| --- | --- |',
    ...stages.map((stage) => `| ${stage.name} | ${stage.meanMs.toFixed(2)} |`),
    ...(idle
      ? [
          '',
          `${String(idle.visitors)} idle visitors take ${(idle.bytesPerVisitor / 1024).toFixed(1)} kB each; meanwhile one who talks is answered in ${ms(idle.p50)} ms (p50).`,
        ]
      : []),
    ...(flood ? ['', floodLine(flood)] : []),
    '',
  ].join('\n')
}
