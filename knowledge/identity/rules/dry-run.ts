// What other rules would have made of the records as they are: shown before a change of rules is written.
import { createHash } from 'node:crypto'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Store } from '../../store/connection.js'
import type { IdentityRules } from '../../store/models/identity-rules-model.js'
import { mergeSchema, type StoredMerge } from '../../store/models/merge-model.js'
import { fromStored } from '../../store/record-schema.js'
import { survivorFields } from '../../store/models/identity-rules-model.js'
import { people } from '../people.js'
import { findSuggestions, type FoundSuggestion } from '../suggesting/suggestions.js'
import { readRules } from './rule-store.js'

export interface DryRun {
  /** Names these rules on this version; writing them asks for it. */
  id: string
  version: number
  /** Pairs that the rules in force do not find, and those that they alone find. */
  added: readonly FoundSuggestion[]
  dropped: readonly FoundSuggestion[]
  /** Pairs that would be merged without asking. */
  wouldMerge: readonly FoundSuggestion[]
  /** Merges that a rule made and that these rules would not make; they stay until somebody takes them apart. */
  noLongerMade: readonly string[]
  /** Merged people of whom another value would be shown. */
  shownOtherwise: readonly { customerId: CustomerId; fields: readonly string[] }[]
}

/** Key order in what was handed in does not matter: the rules have been parsed. */
export const dryRunId = (rules: IdentityRules, version: number): string =>
  createHash('sha256')
    .update(JSON.stringify([version, rules]))
    .digest('hex')
    .slice(0, 16)

const nameOf = ({ keep, gone }: FoundSuggestion): string => [keep, gone].sort().join('\0')

const without = (pairs: readonly FoundSuggestion[], others: readonly FoundSuggestion[]): FoundSuggestion[] => {
  const known = new Set(others.map(nameOf))
  return pairs.filter((pair) => !known.has(nameOf(pair)))
}

/** Reads only. */
export async function dryRun(store: Store, rules: IdentityRules): Promise<DryRun> {
  const inForce = await readRules(store)
  const before = await findSuggestions(store, inForce.rules)
  const after = await findSuggestions(store, rules)
  const byRule = await store.models.merges.find({ state: 'done', 'evidence.kind': 'rule' }).lean<StoredMerge[]>()
  const merging = new Set(rules.keys.flatMap(({ field, merges }) => (merges ? [field as string] : [])))
  const person = people(store)
  const shownOtherwise: { customerId: CustomerId; fields: string[] }[] = []
  for (const root of await store.models.customers.distinct('mergedInto')) {
    const id = root as CustomerId
    const [now, then] = await Promise.all([person.get(id), person.get(id, rules.survivors)])
    const fields = survivorFields.filter(
      (field) => JSON.stringify(now?.customer[field]) !== JSON.stringify(then?.customer[field]),
    )
    if (now?.customer.id === id && fields.length > 0) shownOtherwise.push({ customerId: id, fields })
  }
  return {
    id: dryRunId(rules, inForce.version),
    version: inForce.version,
    added: without(after, before),
    dropped: without(before, after),
    wouldMerge: after.filter(({ merges }) => merges),
    noLongerMade: byRule
      .map((document) => fromStored('merges', mergeSchema, document))
      .filter(({ evidence }) => !merging.has(evidence.key ?? ''))
      .map(({ id }) => id),
    shownOtherwise,
  }
}
