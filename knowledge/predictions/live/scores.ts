// Scores that rules look at: what the models in use foretell, worked out again for whom something happened, and once a day for everybody.
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { consentGate } from '../../customers/consent-gate.js'
import { factEvents } from '../../features/facts.js'
import { featureNames, featureRow } from '../../features/features.js'
import { groups } from '../../identity/groups.js'
import type { Store } from '../../store/connection.js'
import type { PersonScores, StoredScoring } from '../../store/models/prediction-score-model.js'
import type { Stored } from '../../store/record-schema.js'
import { inSteps } from '../../store/write-many.js'
import { targetNames, targets, type TargetName } from '../targets.js'
import { foretell } from './foretell.js'
import { peopleFacts } from './people-facts.js'
import { predictionRegistry } from './registry.js'

/** Time passes for everybody. */
const everybodyAfterMs = 86_400_000
/** Events may be stored so long after they happened. */
const lateMs = 600_000
const writtenTogether = 200

interface Model {
  target: TargetName
  version: string
}

/** Who was looked at; `everybody` also when a model was replaced. */
export type Scored = 'everybody' | readonly CustomerId[]

export function predictionScores(store: Store, clock: Clock) {
  const { predictionScores: documents, scorings, events } = store.models
  const person = groups(store)
  const gate = consentGate(store)
  const registry = predictionRegistry(store, clock)
  const factsOf = peopleFacts(store)

  const liveModels = async (): Promise<Model[]> => {
    const found = await Promise.all(
      targetNames.map(async (target) => ({ target, version: await registry(target).live() })),
    )
    return found.flatMap(({ target, version }) => (version === undefined ? [] : { target, version }))
  }

  const happenedSince = async (since: Date): Promise<CustomerId[]> => {
    const records: CustomerId[] = await events.distinct('customerId', {
      type: { $in: [...factEvents] },
      at: { $gte: new Date(since.getTime() - lateMs) },
    })
    return [...new Set(await Promise.all(records.map(async (id) => person.living(id))))]
  }

  /** Each read anew: reading is dear, and done in a thread that ends. */
  const readModels = async (models: readonly Model[]) => {
    const read = await Promise.all(
      models.map(async ({ target, version }) => ({ target, file: await registry(target).load(version) })),
    )
    return read.flatMap(({ target, file }) => (file ? { target, ...file } : []))
  }

  const work = async (models: readonly Model[], whose: readonly CustomerId[] | undefined, now: Date) => {
    const at = now.getTime()
    const people = [...(await factsOf(whose))].filter(([, facts]) =>
      models.some(({ target }) => targets[target].concerns(facts, at)),
    )
    if (people.length === 0) return []
    const values = new Float64Array(people.length * featureNames.length)
    for (const [row, [, facts]] of people.entries()) values.set(featureRow(facts, at), row * featureNames.length)
    const files = await readModels(models)
    const foretold = await foretell(
      {
        models: files.map(({ bytes }) => bytes),
        matrix: { rows: people.length, columns: featureNames.length, values },
      },
      Math.max(...files.map(({ report }) => report.rows)),
    )
    return people.map(([customer, facts], row): Stored<PersonScores> => {
      const scores = files.flatMap(({ target, id, report }, place) => {
        const probability = foretold[place]?.[row]
        if (probability === undefined || !targets[target].concerns(facts, at)) return []
        return { target, probability, model: report.model, version: id }
      })
      return { _id: customer, scores, at: now }
    })
  }

  const write = async (scored: readonly Stored<PersonScores>[]): Promise<void> => {
    await inSteps(scored, writtenTogether, async (slice) => {
      const writes = slice.map((one) => ({ replaceOne: { filter: { _id: one._id }, replacement: one, upsert: true } }))
      await documents.bulkWrite(writes as never, { ordered: false, throwOnValidationError: true })
    })
    // Who refused while this was worked out: their word is read after the write, so that one of the two takes the score away.
    const refused = await gate.refusedBy('profiling')
    if (refused.size > 0) await documents.deleteMany({ _id: { $in: [...refused] } })
  }

  return {
    /**
     * Everybody once a day and when a model was replaced, otherwise those to whom something happened since the last time. Nothing while no
     * model is in use. Safe to repeat, and for one process at a time. Resolves with who was looked at.
     */
    async keepUp(): Promise<Scored> {
      const now = clock.now()
      const models = await liveModels()
      if (models.length === 0) return []
      const versions = models.map(({ version }) => version).join()
      const last = await scorings.findById('last').lean<StoredScoring>()
      const isStale = last?.versions !== versions || now.getTime() - last.everybodyAt.getTime() >= everybodyAfterMs
      const whose = last && !isStale ? await happenedSince(last.at) : undefined
      if (whose?.length !== 0) await write(await work(models, whose, now))
      // Who is not among them any more: too long away, or their events were taken back.
      await documents.deleteMany({ ...(whose && { _id: { $in: [...whose] } }), at: { $lt: now } })
      const everybodyAt = whose && last ? last.everybodyAt : now
      await scorings.replaceOne({ _id: 'last' }, { at: now, everybodyAt, versions }, { upsert: true })
      return whose ?? 'everybody'
    },
  }
}
