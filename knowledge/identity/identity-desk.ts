// Identity for people who look after the record: suggestions, merges, rules, and a person with all that is known of them.
import type { Customer } from '../../bot/domain/customer.js'
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { AppError } from '../../platform/errors.js'
import { timeline } from '../customers/timeline.js'
import type { Store } from '../store/connection.js'
import { groups } from './groups.js'
import { merges, type MergesOptions } from './merging/merges.js'
import type { Conflict } from './merging/survivorship.js'
import { people } from './people.js'
import { dryRun, dryRunId } from './rules/dry-run.js'
import { parseRules, readRules, writeRules, type VersionedRules } from './rules/rule-store.js'
import { suggestions } from './suggesting/suggestions.js'

export type IdentityDesk = ReturnType<typeof identityDesk>

export function identityDesk(store: Store, clock: Clock, options: MergesOptions = {}) {
  const merging = merges(store, clock, groups(store), options)
  const queue = suggestions(store, clock, merging)
  const [person, group] = [people(store), groups(store)]

  return {
    merges: merging,
    suggestions: queue,
    finishInterrupted: () => merging.finishInterrupted(),

    /** The whole person: shown values, conflicts, and which records they are made of. */
    async person(id: CustomerId) {
      const shown = await person.get(id)
      if (!shown) return undefined
      const records = await group.members(shown.customer.id)
      return { ...shown, records, merges: await merging.of(records, 50) }
    },

    /** Merges of all records of the person, those that were undone too, newest first. */
    mergesOf: async (id: CustomerId, limit: number) => merging.of(await group.members(await group.living(id)), limit),

    timeline: (id: CustomerId, page: { cursor?: string | undefined; limit: number }) => timeline(store, id, page),

    /** Records as they are, whether merged or not. */
    async records(ids: readonly CustomerId[]): Promise<Customer[]> {
      return (await person.records(ids)).map(({ customer }) => customer)
    },

    /** Values that disagree between the records of one person, a page of merged people at a time. */
    async conflicts(limit: number): Promise<{ customerId: CustomerId; conflicts: readonly Conflict[] }[]> {
      const listed: { customerId: CustomerId; conflicts: readonly Conflict[] }[] = []
      for (const id of await store.models.customers.distinct('mergedInto')) {
        if (listed.length >= limit) break
        const shown = await person.get(id as CustomerId)
        if (shown && shown.customer.id === id && shown.conflicts.length > 0)
          listed.push({ customerId: shown.customer.id, conflicts: shown.conflicts })
      }
      return listed
    },

    rules: {
      get: () => readRules(store),

      /** Rejects with `input-invalid` for rules that are not well-formed. */
      dryRun: async (given: unknown) => dryRun(store, parseRules(given)),

      /**
       * `seen` is the id of a dry run of exactly these rules on this version: nobody changes rules without having looked at what they do.
       * Rejects with `input-invalid` without it, and with `conflict` when the rules were changed since.
       */
      async set(given: unknown, change: { version: number; seen: string; by: string }): Promise<VersionedRules> {
        const rules = parseRules(given)
        const { version, seen, by } = change
        if (seen !== dryRunId(rules, version))
          throw new AppError('input-invalid', 'seen: A dry run of these rules comes first; hand in its id.', {
            details: { field: 'seen' },
          })
        return writeRules(store, rules, { version, by, at: clock.now() })
      },
    },
  }
}
