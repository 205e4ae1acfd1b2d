// Where model versions are kept, in words of this room; the record store implements it.
import type { TrainingReport } from '../evaluation/report.js'

/** Immutable once saved. */
export interface ModelVersion {
  id: string
  createdAt: Date
  /** SHA-256 of `bytes`, hex. */
  checksum: string
  /** Equal hashes: trained from the same data by the same engine, nothing to gain from training again. */
  trainingHash: string
  report: TrainingReport
}

export interface ModelStore {
  /** Durable when it resolves. Saving an id again is a fault: versions never change. */
  save(version: ModelVersion & { bytes: Buffer }): Promise<void>
  load(id: string): Promise<(ModelVersion & { bytes: Buffer }) | undefined>
  /** Newest by `createdAt`. */
  latest(): Promise<(ModelVersion & { bytes: Buffer }) | undefined>
  /** Newest first, without bytes. */
  list(): Promise<readonly ModelVersion[]>
  /** The version that answers; remembered over restarts. */
  setLive(id: string): Promise<void>
  live(): Promise<string | undefined>
}
