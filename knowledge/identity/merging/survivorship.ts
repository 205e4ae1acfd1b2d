// Which value of several records of one person is shown. Computed when it is read: every record keeps its own values, so that nothing has to
// be restored when they are taken apart again.
import type { Customer, Trait } from '../../../bot/domain/customer.js'
import type { CustomerId } from '../../../bot/domain/ids.js'
import { survivorFields, type IdentityRules, type SurvivorRule } from '../../store/models/identity-rules-model.js'

export type SurvivorField = (typeof survivorFields)[number]

/** One record of the person; the first of a list is the one that lives on. */
export interface PersonRecord {
  customer: Customer
  verified: boolean
}

export interface Conflict {
  /** A field, `number`, or `trait:<name>`. */
  field: string
  /** Distinct values with the record that has each; the one that is shown first. */
  values: readonly { value: unknown; customerId: CustomerId }[]
}

export interface Survivor {
  customer: Customer
  conflicts: readonly Conflict[]
}

interface Held {
  value: NonNullable<Customer[SurvivorField]>
  verified: boolean
  customer: Customer
  /** Place in the list: 0 is the record that lives on. */
  place: number
}

/** Equal for people: case, spaces and the order of an address's fields do not matter. */
const folded = (value: unknown): string => {
  if (typeof value === 'string') return value.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
  if (Array.isArray(value)) return value.map(folded).sort().join('\0')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => `${name}=${folded(one)}`)
      .join('\0')
  return String(value)
}

const age = (a: Held, b: Held): number => a.customer.createdAt.getTime() - b.customer.createdAt.getTime()

/** Best first; what a rule leaves open the place in the list decides. */
function ordered(rule: SurvivorRule, held: readonly Held[]): Held[] {
  const count = (one: Held): number => held.filter((other) => folded(other.value) === folded(one.value)).length
  const by: Readonly<Record<SurvivorRule, (a: Held, b: Held) => number>> = {
    survivor: () => 0,
    verified: (a, b) => Number(b.verified) - Number(a.verified),
    oldest: age,
    newest: (a, b) => age(b, a),
    longest: (a, b) => folded(b.value).length - folded(a.value).length,
    'most-common': (a, b) => count(b) - count(a),
  }
  return [...held].sort((a, b) => by[rule](a, b) || a.place - b.place)
}

const distinct = (list: readonly { value: unknown; customerId: CustomerId }[]) => {
  const seen = new Set<string>()
  return list.filter(({ value }) => !seen.has(folded(value)) && seen.add(folded(value)))
}

function conflictOf(field: string, list: readonly { value: unknown; customerId: CustomerId }[]): Conflict[] {
  const values = distinct(list)
  return values.length > 1 ? [{ field, values }] : []
}

/** Of each trait the most certain value, then the newest. What enrichment derived is the living record's alone: it has seen all events. */
function traitsOf(records: readonly PersonRecord[]): { traits: Trait[]; conflicts: Conflict[] } {
  const byName = new Map<string, { trait: Trait; customerId: CustomerId; place: number }[]>()
  for (const [place, { customer }] of records.entries())
    for (const trait of customer.traits) {
      if (place > 0 && trait.source.startsWith('enrich:')) continue
      byName.set(trait.name, [...(byName.get(trait.name) ?? []), { trait, customerId: customer.id, place }])
    }
  const sorted = [...byName].map(([name, held]) => ({
    name,
    held: held.sort(
      (a, b) =>
        b.trait.confidence - a.trait.confidence || b.trait.at.getTime() - a.trait.at.getTime() || a.place - b.place,
    ),
  }))
  return {
    traits: sorted.flatMap(({ held }) => held[0]?.trait ?? []),
    conflicts: sorted.flatMap(({ name, held }) =>
      conflictOf(
        `trait:${name}`,
        held.map(({ trait, customerId }) => ({ value: trait.value, customerId })),
      ),
    ),
  }
}

/** Counters of the living record are enrichment's, over the events of all; one that only others have is kept. */
const countersOf = (records: readonly PersonRecord[]): Record<string, number> =>
  Object.assign({}, ...[...records].reverse().map(({ customer }) => customer.counters)) as Record<string, number>

/** @param records the one that lives on first; throws a RangeError when there is none. */
export function surviving(records: readonly PersonRecord[], rules: IdentityRules['survivors']): Survivor {
  const first = records[0]?.customer
  if (!first) throw new RangeError('A person has at least one record.')
  if (records.length === 1) return { customer: first, conflicts: [] }
  const chosen: Partial<Record<SurvivorField, unknown>> = {}
  const conflicts: Conflict[] = []
  for (const field of survivorFields) {
    const held = records.flatMap(({ customer, verified }, place): Held[] => {
      const value = customer[field]
      return value === undefined ? [] : [{ value, verified, customer, place }]
    })
    const best = ordered(rules[field], held)
    if (best[0]) chosen[field] = best[0].value
    conflicts.push(
      ...conflictOf(
        field,
        best.map(({ value, customer }) => ({ value, customerId: customer.id })),
      ),
    )
  }
  const numbers = records.flatMap(({ customer: { number, id } }) =>
    number === undefined ? [] : [{ value: number, customerId: id }],
  )
  const { traits, conflicts: traitConflicts } = traitsOf(records)
  const times = records.map(({ customer }) => customer.createdAt.getTime())
  return {
    customer: {
      ...first,
      ...(numbers[0] && { number: numbers[0].value }),
      ...(chosen as Partial<Customer>),
      traits,
      counters: countersOf(records),
      createdAt: new Date(Math.min(...times)),
      updatedAt: new Date(Math.max(...records.map(({ customer }) => customer.updatedAt.getTime()))),
    },
    conflicts: [...conflictOf('number', numbers), ...conflicts, ...traitConflicts],
  }
}
