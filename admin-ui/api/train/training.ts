// One training: from the intents as they are now to a stored draft with its report. Progress and cancelling go through the shared run
// record, so any process may watch or stop it.
import type { Clock } from '../../../platform/clock.js'
import { AppError, toError } from '../../../platform/errors.js'
import { newId } from '../../../platform/ids.js'
import type { IntentStore, Models, Snapshots, TrainingRuns } from '../ports.js'
import { withoutVersion } from './edits.js'

export interface TrainingDeps {
  intents: IntentStore
  models: Models
  snapshots: Snapshots
  runs: TrainingRuns
  clock: Clock
  onProgress(): void
}

const reportEveryMs = 400

export interface Training {
  /** Resolves when the training has begun; rejects with `conflict` when one is going on. */
  start(by: string): Promise<void>
  /** Resolves when this process trains nothing. */
  idle(): Promise<void>
}

export function createTraining(deps: TrainingDeps): Training {
  const { runs } = deps
  let going: Promise<void> = Promise.resolve()
  return {
    async start(by) {
      const id = newId('run')
      if (!(await runs.begin({ id, by })))
        throw new AppError('conflict', 'A training is going on already.', { details: { reason: 'training' } })
      going = run(deps, id, by)
    },
    idle: () => going,
  }
}

/** Never rejects: how it ended stands in the run record. */
async function run(deps: TrainingDeps, id: string, by: string): Promise<void> {
  const { intents, models, snapshots, runs, clock, onProgress } = deps
  const stop = new AbortController()
  const shown = { progress: 0, stage: 'load' }
  const beat = setInterval(() => {
    void runs.progress(id, shown.progress, shown.stage).then(
      (mine) => (mine ? onProgress() : stop.abort(new AppError('conflict', 'The training was cancelled.'))),
      () => undefined, // The next beat tries again; the lease outlives a few.
    )
  }, reportEveryMs)
  try {
    const at = clock.now()
    const [list, outOfScope] = await Promise.all([intents.list(), intents.outOfScope()])
    const set = { intents: list.map(withoutVersion), outOfScope }
    const { version, report } = await models.train(set, {
      signal: stop.signal,
      onProgress: (progress, stage) => Object.assign(shown, { progress, stage }),
    })
    await snapshots.insert({ version, by, at, ...set, report })
    await runs.end(id, { state: 'done', version })
  } catch (thrown) {
    await runs.end(id, stop.signal.aborted ? { state: 'cancelled' } : failure(thrown)).catch(() => undefined)
  } finally {
    clearInterval(beat)
    onProgress()
  }
}

function failure(thrown: unknown) {
  const error = toError(thrown)
  const code = error instanceof AppError ? error.code : 'internal'
  const listed = error instanceof AppError ? error.details['reasons'] : undefined
  const reasons = Array.isArray(listed) ? listed.map(String) : error instanceof AppError ? [error.message] : []
  return { state: 'failed' as const, code, reasons }
}
