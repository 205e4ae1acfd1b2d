// Stored scores, read only of who lets themselves be profiled.
import type { CustomerId } from '../../../bot/domain/ids.js'
import { consentGate } from '../../customers/consent-gate.js'
import { groups } from '../../identity/groups.js'
import type { Store } from '../../store/connection.js'
import { personScoresSchema, type PersonScores, type TargetName } from '../../store/models/prediction-score-model.js'
import { fromStored, type Stored } from '../../store/record-schema.js'

/** What is foretold of one person: 0 … 1; a target that does not concern them is not there. */
export type Scores = ReadonlyMap<TargetName, number>

export function storedScores(store: Store) {
  const { predictionScores: documents } = store.models
  const gate = consentGate(store)
  const person = groups(store)

  return {
    /** Of records that live on; who has none, or refused, is left out. */
    async of(people: readonly CustomerId[]): Promise<Map<CustomerId, Scores>> {
      const found = await documents.find({ _id: { $in: [...people] } }).lean<Stored<PersonScores>[]>()
      const scored = found.map((document) => fromStored('prediction_scores', personScoresSchema, document))
      const may = await Promise.all(scored.map(({ id }) => gate.may(id, 'profiling')))
      const allowed = scored.filter((_, at) => may[at])
      return new Map(
        allowed.map(({ id, scores }) => [id, new Map(scores.map(({ target, probability }) => [target, probability]))]),
      )
    },

    /** After somebody said something about profiling, or records became one: scores of who refuses now go. Safe to repeat. */
    async clearRefused(customer: CustomerId): Promise<void> {
      if (await gate.may(customer, 'profiling')) return
      const records = await person.members(await person.living(customer))
      await documents.deleteMany({ _id: { $in: [customer, ...records] } })
    },
  }
}
