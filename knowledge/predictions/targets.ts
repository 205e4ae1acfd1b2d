// What is foretold of a customer: who is asked about, and what counts as yes, from what happened in the days after.
import { before } from '../features/features.js'
import type { Fact } from '../features/facts.js'
import type { TargetName } from '../store/models/prediction-score-model.js'

export { targetNames, type TargetName } from '../store/models/prediction-score-model.js'

export interface Target {
  horizonDays: number
  /** Whether the question makes sense for somebody with this past. */
  concerns(past: readonly Fact[], at: number): boolean
  /** @param future what happened within the horizon. Undefined when it says nothing. */
  cameTrue(future: readonly Fact[]): boolean | undefined
}

const day = 86_400_000
const within = (past: readonly Fact[], at: number, days: number): boolean => (past.at(-1)?.at ?? 0) >= at - days * day
const has = (facts: readonly Fact[], kind: Fact['kind']): boolean => facts.some((fact) => fact.kind === kind)

export const targets: Readonly<Record<TargetName, Target>> = {
  purchase: { horizonDays: 30, concerns: (past) => past.length > 0, cameTrue: (future) => has(future, 'order') },
  churn: {
    horizonDays: 90,
    concerns: (past, at) => has(past, 'order') && within(past, at, 180),
    cameTrue: (future) => future.length === 0,
  },
  dissatisfied: {
    horizonDays: 60,
    concerns: (past) => past.length > 0,
    cameTrue: (future) => {
      const starsOf = (kind: Fact['kind']) => future.filter((fact) => fact.kind === kind).map(({ value }) => value)
      const isBad = (stars: readonly number[]): boolean => stars.some((each) => each <= 2)
      // What was said of the service itself comes first; reviews of products stand in where it was not rated.
      const ratings = starsOf('rating')
      const reviews = starsOf('review')
      if (has(future, 'complaint') || isBad(ratings.length > 0 ? ratings : reviews)) return true
      return ratings.length > 0 || reviews.length > 0 || has(future, 'message') ? false : undefined
    },
  },
}

/** The answer for a customer as of a day in the past; undefined when the question does not concern them. */
export function labelAt(target: Target, facts: readonly Fact[], at: number): boolean | undefined {
  const past = before(facts, at)
  if (!target.concerns(past, at)) return undefined
  const end = at + target.horizonDays * day
  return target.cameTrue(facts.slice(past.length).filter((fact) => fact.at < end))
}
