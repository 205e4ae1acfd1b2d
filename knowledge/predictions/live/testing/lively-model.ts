// A model of purchases for tests, without a past to learn it from: who ordered lately will order.
import { createHash } from 'node:crypto'
import type { Clock } from '../../../../platform/clock.js'
import { featureNames, featureRow } from '../../../features/features.js'
import type { Fact } from '../../../features/facts.js'
import type { Store } from '../../../store/connection.js'
import { packModel } from '../model-file.js'
import { predictionRegistry } from '../registry.js'

const day = 86_400_000
const now = Date.UTC(2026, 0, 1)

const rowOf = (customer: number): number[] => {
  const back = customer % 2 === 0 ? 2 + (customer % 9) : 150 + customer
  const facts: Fact[] = [{ kind: 'order', at: now - back * day, value: 1_000 }]
  return featureRow(facts, now)
}

/** Rows that can be told apart. @param upsideDown who ordered lately will not */
export const livelyRows = (count: number, upsideDown = false) => ({
  matrix: {
    rows: count,
    columns: featureNames.length,
    values: Float64Array.from(Array.from({ length: count }, (_, customer) => rowOf(customer)).flat()),
  },
  labels: Uint8Array.from({ length: count }, (_, customer) => (customer % 2 === (upsideDown ? 1 : 0) ? 1 : 0)),
})

export async function useLivelyModel(store: Store, clock: Clock, version: string, upsideDown = false): Promise<void> {
  const rows = livelyRows(120, upsideDown)
  const bytes = packModel({ kind: 'decision tree', features: featureNames, ...rows })
  const checksum = createHash('sha256').update(bytes).digest('hex')
  const judged = { judgedRows: 1, auc: 1, logLoss: 0.1, calibrationError: 0, signal: 'strong' } as const
  const report = { model: 'decision tree', rows: rows.labels.length, yesShare: 0.5, ...judged }
  const registry = predictionRegistry(store, clock)('purchase')
  await registry.save({ id: version, createdAt: clock.now(), trainingHash: checksum, checksum, report, bytes })
  await registry.setLive(version)
}
