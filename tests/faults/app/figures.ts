// What a run of deaths and restarts came to, in numbers.
import type { History } from './record.js'

export interface Figures {
  /** How often the server died, by place. */
  deaths: Map<string, number>
  /** Times that a rested server was checked, and conversations looked at in all of them. */
  checks: number
  looks: number
  /** From ready to everything done, at each check. */
  restMs: number[]
  /** Known at the end. */
  conversations: number
  acknowledged: number
  sentAgain: number
  said: Map<string, number>
  happened: Map<string, number>
}

export const noFigures = (): Figures => ({
  deaths: new Map(),
  checks: 0,
  looks: 0,
  restMs: [],
  conversations: 0,
  acknowledged: 0,
  sentAgain: 0,
  said: new Map(),
  happened: new Map(),
})

export const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1)

/** Adds a conversation as it is at the end. */
export function addHistory(figures: Figures, { messages, events }: History): void {
  figures.conversations += 1
  for (const { author } of messages) count(figures.said, author.kind)
  for (const { type } of events)
    if (type.startsWith('handoff.') || type === 'answer.discarded') count(figures.happened, type)
}

const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([name, number]) => `${name} ${String(number)}`)
    .join(', ')

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0)

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}

export const shown = (figures: Figures): string[] => [
  `deaths        ${String(sum(figures.deaths))}`,
  ...[...figures.deaths]
    .sort(([, left], [, right]) => right - left)
    .map(([name, number]) => `  ${String(number).padStart(4)}  ${name}`),
  `checks        ${String(figures.checks)} after a restart, ${String(figures.looks)} looks at a conversation`,
  `conversations ${String(figures.conversations)}`,
  `acknowledged  ${String(figures.acknowledged)}, sent again afterwards ${String(figures.sentAgain)}`,
  `messages      ${listed(figures.said)}`,
  `hands         ${listed(figures.happened)}`,
  `at rest       ${String(median(figures.restMs))} ms after ready (median), ${String(Math.round(Math.max(0, ...figures.restMs)))} ms at most`,
]
