// What many schedules reached, so that a run in which no person ever spoke, or no answer ever came too late, does not pass for a proof.
import type { Write } from './turn-backend.js'

const named = [
  'said by a customer',
  'said by the bot',
  'said by a person',
  'handed over',
  'claimed',
  'taken back by the customer',
  'ended by a person',
  'answers discarded',
] as const

function namesOf({ before, next }: Write): (typeof named)[number][] {
  const authors = next.pending.messages.filter(({ seq }) => seq > before.lastSeq).map(({ author }) => author.kind)
  const said = authors.flatMap((kind) =>
    kind === 'system' ? [] : [`said by ${kind === 'bot' ? 'the' : 'a'} ${kind}` as (typeof named)[number]],
  )
  const moved = `${before.owner} to ${next.owner}`
  const events = next.pending.events.filter(({ id }) => !before.pending.events.some((older) => older.id === id))
  return [
    ...said,
    ...(moved === 'bot to queue' ? (['handed over'] as const) : []),
    ...(before.owner !== 'person' && next.owner === 'person' ? (['claimed'] as const) : []),
    ...(moved === 'queue to bot' && authors.includes('customer') ? (['taken back by the customer'] as const) : []),
    ...(moved === 'person to bot' ? (['ended by a person'] as const) : []),
    ...events.flatMap(({ type }) => (type === 'answer.discarded' ? (['answers discarded'] as const) : [])),
  ]
}

/** Counts over all schedules of a run. */
export function createCoverage() {
  const counts = new Map<string, number>(named.map((name) => [name, 0]))
  let schedules = 0
  let steps = 0
  return {
    add(writes: readonly Write[], taken: number): void {
      schedules += 1
      steps += taken
      for (const name of writes.flatMap(namesOf)) counts.set(name, (counts.get(name) ?? 0) + 1)
    },
    /** What no schedule reached. */
    missing: (): string[] => [...counts].filter(([, count]) => count === 0).map(([name]) => name),
    toString: (): string =>
      [
        `${String(schedules)} schedules`,
        `${String(steps)} steps`,
        ...[...counts].map(([name, count]) => `${String(count)} ${name}`),
      ].join(', '),
  }
}
