// The review queue: pairs that may be one person, found by a run over all records, decided by people.
import { createHash } from 'node:crypto'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { inWorker } from '../../../platform/in-worker.js'
import type { Store } from '../../store/connection.js'
import type { IdentityRules } from '../../store/models/identity-rules-model.js'
import type { Merge } from '../../store/models/merge-model.js'
import { suggestionSchema, type StoredSuggestion, type Suggestion } from '../../store/models/suggestion-model.js'
import { fromStored } from '../../store/record-schema.js'
import { inSteps } from '../../store/write-many.js'
import type { Merges } from '../merging/merges.js'
import { readRules } from '../rules/rule-store.js'
import { readCustomerTable } from './customer-table.js'
import { findPairs, type FoundPair, type PairInput } from './find-pairs.js'

/** Fewer records are done before a thread has started. */
const threadFrom = 300

export interface FoundSuggestion {
  keep: CustomerId
  gone: CustomerId
  probability: number
  evidence: Suggestion['evidence']
  merges: boolean
}

/** Of evidence that came with a service's `alias`. */
const toldKey = 'alias'

/** The same pair, whichever of the two would live on. */
const suggestionId = (a: CustomerId, b: CustomerId): string =>
  `sug_${createHash('sha256').update([a, b].sort().join('\0')).digest('hex').slice(0, 26)}`

/** What the rules would find in the records as they are now; changes nothing. */
export async function findSuggestions(store: Store, rules: IdentityRules): Promise<FoundSuggestion[]> {
  const { ids, columns, verified, createdAt } = await readCustomerTable(store)
  const { keys, blocked, likeness } = rules
  const input: PairInput = { columns, verified, createdAt, rules: { keys, blocked, likeness } }
  const pairs =
    ids.length < threadFrom
      ? findPairs(input)
      : await inWorker<PairInput, FoundPair[]>(import.meta.url, './find-pairs-worker', input)
  return pairs.map(({ keep, gone, ...rest }) => ({
    ...rest,
    keep: ids[keep] as CustomerId,
    gone: ids[gone] as CustomerId,
  }))
}

export function suggestions(store: Store, clock: Clock, merging: Merges) {
  const { suggestions: documents } = store.models

  const get = async (id: string): Promise<Suggestion> => {
    const found = await documents.findById(id).lean<StoredSuggestion>()
    if (found) return fromStored('merge_suggestions', suggestionSchema, found)
    throw new AppError('not-found', `There is no suggestion ${id}.`, { details: { field: 'id' } })
  }

  const decide = async (id: string, state: 'merged' | 'dismissed', by: string): Promise<Suggestion> => {
    const decision = { state, decidedBy: by, decidedAt: clock.now() }
    const written = await documents.updateOne({ _id: id, state: 'open' }, { $set: decision })
    const now = await get(id)
    if (written.matchedCount === 1 || now.state === state) return now
    throw new AppError('conflict', 'Somebody else decided about this pair.', { details: { state: now.state } })
  }

  return {
    /**
     * Looks at all records, merges what the rules may merge by themselves, and renews the open suggestions; pairs that were decided about
     * stay decided. Safe to repeat and to break off.
     */
    async run(): Promise<{ suggested: number; merged: number }> {
      const { rules } = await readRules(store)
      const at = clock.now()
      const found = await findSuggestions(store, rules)
      const decided = new Set(await documents.distinct('_id', { state: { $ne: 'open' } }))
      const asked = found.filter(({ keep, gone }) => !decided.has(suggestionId(keep, gone)))
      let merged = 0
      for (const pair of asked.filter(({ merges }) => merges))
        if ((await merging.merge(pair, pair.evidence, 'rules')) !== 'already') merged += 1
      const open = asked.filter(({ merges }) => !merges)
      await inSteps(open, 500, (slice) =>
        documents.bulkWrite(
          slice.map(({ keep, gone, evidence, probability }) => ({
            updateOne: {
              filter: { _id: suggestionId(keep, gone) },
              update: { $set: { keep, gone, evidence, probability, at, state: 'open' as const } },
              upsert: true,
            },
          })) as never,
          { ordered: false },
        ),
      )
      // What was not found again is no suggestion any more; what a service said is not for this run to find.
      await documents.deleteMany({ state: 'open', at: { $lt: at }, 'evidence.key': { $ne: toldKey } })
      return { suggested: open.length, merged }
    },

    /** A pair that a service named. Idempotent: a suggestion or decision that is there stays as it is. */
    async suggest({ keep, gone, evidence, probability }: Omit<FoundSuggestion, 'merges'>): Promise<void> {
      await documents.updateOne(
        { _id: suggestionId(keep, gone) },
        { $setOnInsert: { keep, gone, evidence, probability, at: clock.now(), state: 'open' } },
        { upsert: true },
      )
    },

    /** Most probable first. */
    async list(filter: {
      state: Suggestion['state']
      limit: number
      skip?: number
    }): Promise<{ items: Suggestion[]; total: number }> {
      const { state, limit, skip = 0 } = filter
      const [found, total] = await Promise.all([
        documents.find({ state }).sort({ probability: -1, _id: 1 }).skip(skip).limit(limit).lean<StoredSuggestion[]>(),
        documents.countDocuments({ state }),
      ])
      return { items: found.map((document) => fromStored('merge_suggestions', suggestionSchema, document)), total }
    },

    /** `keep` chooses which record lives on. Rejects with `not-found`, and with `conflict` when the pair was dismissed. */
    async accept(id: string, by: string, keep?: CustomerId): Promise<Merge | 'already'> {
      const suggestion = await get(id)
      if (suggestion.state === 'dismissed') await decide(id, 'merged', by)
      const pair = keep === suggestion.gone ? { keep: suggestion.gone, gone: suggestion.keep } : suggestion
      // First the merge, then the mark: whoever dies between leaves a suggestion that says "already".
      const merge = await merging.merge(pair, { ...suggestion.evidence, kind: 'person' }, by)
      await decide(id, 'merged', by)
      return merge
    },

    /** The pair is not suggested again. Idempotent. Rejects with `not-found`, and with `conflict` when it was merged. */
    dismiss: (id: string, by: string): Promise<Suggestion> => decide(id, 'dismissed', by),

    /** How right the suggestions were so far, by what people decided: what the threshold lets through, and what it leaves out. */
    async measured(threshold: number): Promise<{ decided: number; precision: number | null; recall: number | null }> {
      const count = (state: Suggestion['state'], above: boolean) =>
        documents.countDocuments({ state, probability: above ? { $gte: threshold } : { $lt: threshold } })
      const [right, wrong, missed, left] = await Promise.all([
        count('merged', true),
        count('dismissed', true),
        count('merged', false),
        count('dismissed', false),
      ])
      return {
        decided: right + wrong + missed + left,
        precision: right + wrong === 0 ? null : right / (right + wrong),
        recall: right + missed === 0 ? null : right / (right + missed),
      }
    },
  }
}

export type Suggestions = ReturnType<typeof suggestions>
