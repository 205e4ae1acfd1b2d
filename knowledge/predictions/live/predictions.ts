// Predictions that serve: trained on the installation's own past, kept as versions, replaced only by what does better on days neither has seen.
import { createHash } from 'node:crypto'
import type { CustomerId } from '../../../bot/domain/ids.js'
import type { Clock } from '../../../platform/clock.js'
import { newId } from '../../../platform/ids.js'
import { featureNames, featureRow, nothingKnown } from '../../features/features.js'
import { readFacts } from '../../features/facts.js'
import { consentGate } from '../../customers/consent-gate.js'
import { groups } from '../../identity/groups.js'
import type { Store } from '../../store/connection.js'
import type { TrainedModel } from '../models/model.js'
import { targetNames, targets, type TargetName } from '../targets.js'
import { driftAlarm, stabilityIndex } from './drift.js'
import { packModel, unpackModel, type ModelFile } from './model-file.js'
import { peopleFacts } from './people-facts.js'
import { medians, reasonsFor, type PredictionReason } from './reasons.js'
import { predictionRegistry, type PredictionReport } from './registry.js'
import { trainFor, type TrainOutcome } from './train.js'

export interface Prediction {
  target: TargetName
  probability: number
  horizonDays: number
  version: string
  reasons: readonly PredictionReason[]
}

export interface TrainResult {
  target: TargetName
  kind: 'live' | 'kept-old' | 'not-enough' | 'no-signal'
  version?: string
  report?: PredictionReport
  /** What the model in use scored on the same rows. */
  oldLogLoss?: number
}

export interface DriftReport {
  target: TargetName
  alarm: boolean
  /** Most changed first. */
  features: readonly { feature: string; index: number }[]
}

interface Loaded extends ModelFile {
  trained: TrainedModel
  usual: number[]
}

const day = 86_400_000
/** A model is made anew after so long, drift or not. */
const renewAfterMs = 7 * day

export function predictions(store: Store, clock: Clock) {
  const person = groups(store)
  const gate = consentGate(store)
  const everybody = peopleFacts(store)
  const registry = predictionRegistry(store, clock)
  const loaded = new Map<string, Loaded>()

  const liveModel = async (target: TargetName): Promise<{ version: string; model: Loaded } | undefined> => {
    const version = await registry(target).live()
    if (version === undefined) return undefined
    const known = loaded.get(version)
    if (known) return { version, model: known }
    const found = await registry(target).load(version)
    if (!found) return undefined
    const file = unpackModel(found.bytes, featureNames, nothingKnown)
    const model = { ...file, usual: medians(file.matrix) }
    loaded.set(version, model)
    return { version, model }
  }

  const train = async (target: TargetName): Promise<TrainResult> => {
    const now = clock.now()
    const live = await liveModel(target)
    const facts = [...(await everybody()).values()]
    const outcome: TrainOutcome = await trainFor({ target, facts, now: now.getTime(), old: live?.model })
    if (outcome.kind !== 'trained') return { target, kind: outcome.kind }
    const { report, oldLogLoss } = outcome
    const bytes = packModel({ ...outcome.file, features: featureNames })
    const version = newId('prd')
    const checksum = createHash('sha256').update(bytes).digest('hex')
    await registry(target).save({ id: version, createdAt: now, trainingHash: checksum, checksum, report, bytes })
    const result = { target, version, report, ...(oldLogLoss !== undefined && { oldLogLoss }) }
    if (oldLogLoss !== undefined && oldLogLoss <= report.logLoss) return { ...result, kind: 'kept-old' }
    await registry(target).setLive(version)
    return { ...result, kind: 'live' }
  }

  const drift = async (target: TargetName): Promise<DriftReport | undefined> => {
    const live = await liveModel(target)
    if (!live) return undefined
    const at = clock.now().getTime()
    const rows: number[][] = []
    for (const facts of (await everybody()).values())
      if (targets[target].concerns(facts, at)) rows.push(featureRow(facts, at))
    if (rows.length === 0) return { target, alarm: false, features: [] }
    const now = { rows: rows.length, columns: featureNames.length, values: Float64Array.from(rows.flat()) }
    const found = featureNames.map((feature, column) => ({
      feature,
      index: stabilityIndex(live.model.matrix, now, column),
    }))
    found.sort((a, b) => b.index - a.index)
    return { target, alarm: (found[0]?.index ?? 0) >= driftAlarm, features: found }
  }

  return {
    /** Trains and judges; the model in use stays until a new one does better on the newest days, which neither has learnt from. */
    train,

    /** Undefined while there is no model of the population in use. */
    drift,

    /** On the schedule: trains what is missing, old, or whose customers have changed. */
    async upkeep(): Promise<TrainResult[]> {
      const results: TrainResult[] = []
      for (const target of targetNames) {
        const live = await registry(target).live()
        const version = (await registry(target).list()).find(({ id }) => id === live)
        const isOld = !version || clock.now().getTime() - version.createdAt.getTime() >= renewAfterMs
        if (isOld || (await drift(target))?.alarm) results.push(await train(target))
      }
      return results
    },

    /**
     * Of one customer, with reasons; targets without a model, or that do not concern the customer, are left out. Nothing of somebody who
     * refused to be profiled.
     */
    async of(customer: CustomerId): Promise<Prediction[]> {
      if (!(await gate.may(customer, 'profiling'))) return []
      const records = await person.readableBy(customer)
      const facts = [...(await readFacts(store, records)).values()].flat().sort((a, b) => a.at - b.at)
      const at = clock.now().getTime()
      const row = featureRow(facts, at)
      const found: Prediction[] = []
      for (const target of targetNames) {
        const live = await liveModel(target)
        if (!live || !targets[target].concerns(facts, at)) continue
        const { trained, usual } = live.model
        const [probability = 0] = trained.predict({ rows: 1, columns: row.length, values: Float64Array.from(row) })
        const reasons = reasonsFor(trained, row, usual)
        found.push({ target, probability, horizonDays: targets[target].horizonDays, version: live.version, reasons })
      }
      return found
    },

    /** Newest first, of every target. */
    async versions() {
      const all = await Promise.all(
        targetNames.map(async (target) => {
          const live = await registry(target).live()
          const list = await registry(target).list()
          return list.map(({ id, createdAt, report }) => ({ target, id, createdAt, report, live: id === live }))
        }),
      )
      return all.flat()
    },
  }
}

export type Predictions = ReturnType<typeof predictions>
