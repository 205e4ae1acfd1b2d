// Rules of segments as closures: what can be decided once (names, lists, numbers) is decided before the first customer is looked at.
import type { Customer } from '../../bot/domain/customer.js'
import type { TargetName } from '../store/models/prediction-score-model.js'
import type { SegmentRule } from '../store/models/segment-model.js'

/** What a rule looks at. */
export interface SegmentSubject {
  customer: Customer
  /** How many events of a type since then (ms since 1970; -Infinity for ever). */
  eventsSince(type: string, since: number): number
  /** The stored probability, 0 … 1; undefined where there is none, or none may be known. */
  foretold(target: TargetName): number | undefined
}

export type Predicate = (subject: SegmentSubject, now: number) => boolean

const day = 86_400_000

type Comparison = Extract<SegmentRule, { kind: 'trait' | 'counter' | 'field' }>

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const numeric =
  (compare: (found: number, wanted: number) => boolean, wanted: unknown) =>
  (found: unknown): boolean =>
    typeof found === 'number' && typeof wanted === 'number' && compare(found, wanted)

/** A value of several (interests) is one of the wanted when any of them is. What is not known satisfies only `unknown` and `is-not`. */
function comparer({ op, value }: { op: Comparison['op']; value?: unknown }): (found: unknown) => boolean {
  switch (op) {
    case 'is':
      return (found) => listed(found).includes(value)
    case 'is-not':
      return (found) => !listed(found).includes(value)
    case 'above':
      return numeric((found, wanted) => found > wanted, value)
    case 'below':
      return numeric((found, wanted) => found < wanted, value)
    case 'at-least':
      return numeric((found, wanted) => found >= wanted, value)
    case 'at-most':
      return numeric((found, wanted) => found <= wanted, value)
    case 'one-of': {
      const wanted = new Set(listed(value))
      return (found) => listed(found).some((one) => wanted.has(one))
    }
    case 'contains': {
      const wanted = String(value).toLowerCase()
      return (found) => listed(found).some((one) => typeof one === 'string' && one.toLowerCase().includes(wanted))
    }
    case 'known':
      return (found) => found !== undefined
    case 'unknown':
      return (found) => found === undefined
  }
}

function reader(rule: Comparison): (customer: Customer) => unknown {
  const { name } = rule
  switch (rule.kind) {
    case 'trait':
      return ({ traits }) => {
        for (const trait of traits) if (trait.name === name) return trait.value
        return undefined
      }
    case 'counter':
      return ({ counters }) => counters[name]
    case 'field':
      switch (rule.name) {
        case 'locale':
          return ({ locale }) => locale
        case 'number':
          return ({ number }) => number
        case 'city':
          return ({ address }) => address?.city
        case 'country':
          return ({ address }) => address?.country
      }
  }
}

/** Never `new Function`: the parts call each other. */
export function compileRule(rule: SegmentRule): Predicate {
  switch (rule.kind) {
    case 'all': {
      const parts = rule.of.map(compileRule)
      return (subject, now) => parts.every((part) => part(subject, now))
    }
    case 'any': {
      const parts = rule.of.map(compileRule)
      return (subject, now) => parts.some((part) => part(subject, now))
    }
    case 'not': {
      const part = compileRule(rule.of)
      return (subject, now) => !part(subject, now)
    }
    case 'event': {
      const { type, atLeast, withinDays } = rule
      return ({ eventsSince }, now) =>
        eventsSince(type, withinDays === undefined ? -Infinity : now - withinDays * day) >= atLeast
    }
    case 'prediction': {
      const { name } = rule
      const holds = comparer(rule)
      return ({ foretold }) => holds(foretold(name))
    }
    case 'trait':
    case 'counter':
    case 'field': {
      const read = reader(rule)
      const holds = comparer(rule)
      return ({ customer }) => holds(read(customer))
    }
  }
}

/** The event types that a rule counts, with how far back each must be known, in days (Infinity: for ever). */
export function eventsOf(rule: SegmentRule, found = new Map<string, number>()): Map<string, number> {
  if (rule.kind === 'all' || rule.kind === 'any') for (const part of rule.of) eventsOf(part, found)
  else if (rule.kind === 'not') eventsOf(rule.of, found)
  else if (rule.kind === 'event') found.set(rule.type, Math.max(found.get(rule.type) ?? 0, rule.withinDays ?? Infinity))
  return found
}

/** Whether a rule looks at anything that was foretold. */
export function looksAhead(rule: SegmentRule): boolean {
  if (rule.kind === 'all' || rule.kind === 'any') return rule.of.some(looksAhead)
  return rule.kind === 'not' ? looksAhead(rule.of) : rule.kind === 'prediction'
}
