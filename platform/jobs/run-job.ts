// One try of one claimed job: check the payload, keep the lease alive, call the handler, write down how it ended.
import type { Clock } from '../clock.js'
import { AppError } from '../errors.js'
import { backoff } from './backoff.js'
import type { JobLog, JobMetrics } from './job-driver.js'
import type { JobDefinition } from './job-queue.js'
import type { JobClaim, JobOutcome, JobRecord, JobStore } from './job-store.js'

export type KnownJob = Required<JobDefinition<unknown>>

export interface JobRunner {
  store: JobStore
  clock: Clock
  random: () => number
  log: JobLog
  metrics: JobMetrics
  keepDoneMs: number
}

/** `retryInMs` is there when the job waits for another try. */
export interface JobEnd {
  more: boolean
  retryInMs?: number
}

/**
 * Never rejects: when the end cannot be written, the lease runs out and the job is tried again.
 * @param stopping aborted when the queue gives up waiting; what fails after that goes back untried
 */
export async function runJob(
  runner: JobRunner,
  definition: KnownJob,
  job: JobRecord & JobClaim,
  stopping: AbortSignal,
): Promise<JobEnd> {
  const { clock, log, metrics } = runner
  const outcome = await tryOnce(runner, definition, job, stopping)
  const fields = { job: job.name, jobId: job.id, attempt: job.attempts }
  let end: { kept: boolean; more: boolean }
  try {
    end = await persistently(() => runner.store.finish(job, outcome.write))
  } catch (error) {
    log.error({ ...fields, err: error }, 'the end of a job could not be written; it will be tried again')
    return { more: false }
  }
  if (!end.kept) {
    log.warn(fields, 'a job outlived its lease and was taken over')
    return { more: false }
  }
  const sinceEnqueued = clock.now().getTime() - job.enqueuedAt.getTime()
  switch (outcome.write.kind) {
    case 'done':
      metrics.ended(job.name, 'done', sinceEnqueued)
      break
    case 'retry':
      metrics.ended(job.name, 'retried', sinceEnqueued)
      log.warn({ ...fields, err: outcome.error }, 'a job failed and will be tried again')
      return { more: end.more, retryInMs: Math.max(0, outcome.write.runAt.getTime() - clock.now().getTime()) }
    case 'dead':
      metrics.ended(job.name, 'dead', sinceEnqueued)
      log.error({ ...fields, reason: outcome.write.reason, err: outcome.error }, 'a job is dead')
      break
    case 'released':
      break
  }
  return { more: end.more }
}

interface Outcome {
  write: JobOutcome
  error?: unknown
}

async function tryOnce(
  { store, clock, random, keepDoneMs }: JobRunner,
  definition: KnownJob,
  job: JobRecord & JobClaim,
  stopping: AbortSignal,
): Promise<Outcome> {
  const dead = (reason: string, error?: unknown): Outcome => ({
    write: { kind: 'dead', at: clock.now(), reason },
    error,
  })
  // Only a process that died while running it gets here: a failure would have been written down as the last one.
  if (job.attempts > definition.attempts) return dead('internal: every process that ran it died or lost its lease')
  const payload = definition.payload.safeParse(job.payload)
  if (!payload.success) {
    const issues = payload.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`)
    return dead(`input-invalid: ${issues.join('; ').slice(0, 300)}`)
  }

  // Not AbortSignal.any: in Node 20 what follows a long-lived signal may be kept as long as that signal.
  const controller = new AbortController()
  const abort = (): void => controller.abort(stopping.reason)
  stopping.addEventListener('abort', abort)
  const stopHeartbeat = keepLease(store, clock, job, definition.leaseMs, () => controller.abort())
  try {
    await definition.handler(payload.data, { id: job.id, attempt: job.attempts, signal: controller.signal })
    const at = clock.now()
    return { write: { kind: 'done', at, keepUntil: new Date(at.getTime() + keepDoneMs) } }
  } catch (error) {
    if (stopping.aborted) return { write: { kind: 'released' }, error }
    if (job.attempts >= definition.attempts) return dead(reasonOf(error), error)
    const wait = backoff(job.attempts, definition.backoffMs, random)
    const runAt = new Date(clock.now().getTime() + wait)
    return { write: { kind: 'retry', runAt, reason: reasonOf(error) }, error }
  } finally {
    stopHeartbeat()
    stopping.removeEventListener('abort', abort)
  }
}

/** Says "still working" three times a lease; a database that is away for a moment is no reason to give up. */
function keepLease(store: JobStore, clock: Clock, job: JobClaim, leaseMs: number, onLost: () => void): () => void {
  const beat = setInterval(() => {
    store.heartbeat(job, new Date(clock.now().getTime() + leaseMs)).then(
      (held) => {
        if (!held) onLost()
      },
      () => undefined,
    )
  }, leaseMs / 3)
  beat.unref()
  return () => clearInterval(beat)
}

/** Three times, a little apart. */
async function persistently<T>(write: () => Promise<T>): Promise<T> {
  for (const pauseMs of [50, 200]) {
    try {
      return await write()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  return write()
}

/** Messages of our own errors are safe by rule; a foreign one may repeat what a customer wrote, so only its name and place are kept. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`.slice(0, 300)
  if (!(error instanceof Error)) return `internal: a ${typeof error} was thrown`
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '))
  return `${error.name} ${place?.trim() ?? ''}`.trim().slice(0, 300)
}
