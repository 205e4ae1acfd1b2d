// `alias`: a service says that two ids are one person. The identity engine decides what comes of it: two customers of the shop become one,
// with what can be taken apart again; a visitor who proved nothing is only suggested, for a person to decide. Browsers are not believed.
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { groups } from '../../identity/groups.js'
import { merges } from '../../identity/merging/merges.js'
import { suggestions } from '../../identity/suggesting/suggestions.js'
import type { Store } from '../../store/connection.js'
import type { ImportSource } from '../../store/models/import-source-model.js'
import type { Evidence } from '../../store/models/merge-model.js'

export interface Alias {
  /** Whose record lives on. */
  customer: CustomerId
  previousId: string
}

const evidence: Evidence = { kind: 'rule', key: 'alias' }
/** How sure a service is that says so of a visitor; above what likeness alone suggests. */
const probability = 0.95

/** Safe to repeat: a merge that stands, and one that a person took apart, stays as it is. Resolves with the records that changed. */
export async function carryOutAliases(
  source: ImportSource,
  aliases: readonly Alias[],
  { store, clock }: { store: Store; clock: Clock },
): Promise<CustomerId[]> {
  if (source.trust !== 'server' || aliases.length === 0) return []
  const merging = merges(store, clock, groups(store))
  const queue = suggestions(store, clock, merging)
  const changed: CustomerId[] = []
  for (const { customer: keep, previousId } of aliases)
    for (const gone of await recordsOf(previousId, store)) {
      if (gone === keep || (await wasDecided(merging, keep, gone))) continue
      try {
        const merge = await merging.merge({ keep, gone }, evidence, `source ${source.id}`)
        if (merge !== 'already') changed.push(merge.keep)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'not-allowed') throw error
        await queue.suggest({ keep, gone, evidence, probability })
      }
    }
  return changed
}

/** A customer of this number, and visitors that sources know by this id. */
async function recordsOf(id: string, { models }: Store): Promise<CustomerId[]> {
  const sources = await models.importSources.find({ kind: 'segment' }, { _id: 1 }).lean<{ _id: string }[]>()
  const channels = sources.map(({ _id }) => `source:${_id}`)
  const [numbered, met] = await Promise.all([
    models.customers.findOne({ number: id }, { _id: 1 }).lean<{ _id: string }>(),
    models.identities
      .find({ channel: { $in: channels }, subject: id, state: { $ne: 'blocked' } }, { customerId: 1 })
      .sort({ _id: 1 })
      .lean<{ customerId: string }[]>(),
  ])
  const all = [...(numbered ? [numbered._id] : []), ...met.map(({ customerId }) => customerId)]
  return [...new Set(all)] as CustomerId[]
}

/** Somebody took these two apart: a service that says it again changes nothing. */
async function wasDecided(merging: ReturnType<typeof merges>, keep: CustomerId, gone: CustomerId): Promise<boolean> {
  const history = await merging.of([gone], 100)
  return history.some((merge) => merge.state === 'undone' && [merge.keep, merge.gone].includes(keep))
}
