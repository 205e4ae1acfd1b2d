// The one training of an installation, over mongoose: a document that says who trains and how far they are, so that any process can show or
// stop it and a process that died does not block the next.
import type { Clock } from '../../platform/clock.js'
import type { Store } from '../store/connection.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import type { StoredTrainingRun } from '../store/models/training-run-model.js'

export type TrainingRun =
  | { state: 'idle' }
  | { state: 'running'; id: string; by: string; startedAt: Date; progress: number; stage: string }
  | { state: 'done'; id: string; version: string; finishedAt: Date }
  | { state: 'cancelled'; id: string; finishedAt: Date }
  | { state: 'failed'; id: string; finishedAt: Date; code: string; reasons: readonly string[] }

export type TrainingEnd =
  | { state: 'done'; version: string }
  | { state: 'cancelled' }
  | { state: 'failed'; code: string; reasons: readonly string[] }

/** Longer than a busy machine may stall between two signs of life. */
const leaseMs = 30_000
const current = 'current'

export function trainingRuns(store: Store, clock: Clock) {
  const { trainingRuns: documents } = store.models
  const leaseUntil = () => new Date(clock.now().getTime() + leaseMs)
  return {
    async current(): Promise<TrainingRun> {
      const found = await documents.findById(current).lean<StoredTrainingRun>()
      return found === null ? { state: 'idle' } : shown(found, clock.now())
    },

    /** False when one is going on. */
    async begin({ id, by }: { id: string; by: string }): Promise<boolean> {
      const now = clock.now()
      const free = { _id: current, $or: [{ state: { $ne: 'running' as const } }, { leaseUntil: { $lte: now } }] }
      const fresh = { run: id, by, state: 'running' as const, startedAt: now, progress: 0, stage: 'load' }
      const document = { ...fresh, leaseUntil: leaseUntil(), cancelled: false }
      try {
        await documents.replaceOne(free, document, { upsert: true })
        return true
      } catch (error) {
        // The filter missed because somebody trains; the upsert met their document.
        if (isDuplicateKey(error)) return false
        throw error
      }
    },

    /** False when it was cancelled, or taken over after its lease ran out. */
    async progress(id: string, progress: number, stage: string): Promise<boolean> {
      const written = await documents.updateOne(
        { _id: current, run: id, state: 'running', cancelled: false },
        { $set: { progress, stage, leaseUntil: leaseUntil() } },
      )
      return written.matchedCount === 1
    },

    /** Does nothing when another run has begun since. */
    async end(id: string, outcome: TrainingEnd): Promise<void> {
      await documents.updateOne({ _id: current, run: id }, { $set: { ...outcome, finishedAt: clock.now() } })
    },

    async cancel(): Promise<void> {
      await documents.updateOne({ _id: current, state: 'running' }, { $set: { cancelled: true } })
    },
  }
}

function shown(run: StoredTrainingRun, now: Date): TrainingRun {
  const { run: id, by, startedAt, progress, stage, finishedAt = run.leaseUntil, version = '', code = 'internal' } = run
  switch (run.state) {
    case 'running':
      return run.leaseUntil > now
        ? { state: 'running', id, by, startedAt, progress, stage }
        : { state: 'failed', id, finishedAt, code: 'internal', reasons: ['The process that trained has ended.'] }
    case 'done':
      return { state: 'done', id, version, finishedAt }
    case 'cancelled':
      return { state: 'cancelled', id, finishedAt }
    case 'failed':
      return { state: 'failed', id, finishedAt, code, reasons: run.reasons ?? [] }
  }
}
