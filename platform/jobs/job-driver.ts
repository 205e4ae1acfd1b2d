// What tells the queue when to look at its store. Drivers carry hints, never work: losing one costs a second, not a job.
import type { JobHint } from './job-store.js'

/** The queue as its driver sees it. Neither call ever rejects. */
export interface JobWork {
  /** Works on these lanes; resolves when the first job found in each has ended, or nothing was there to do. */
  handle(hints: readonly JobHint[]): Promise<void>
  /** Searches the store for work that nobody was told of: due, orphaned, unannounced. Resolves after the search. */
  search(): Promise<void>
}

export interface JobDriver {
  /** Begins to dispatch to this process. A process that only enqueues never calls it. */
  start(work: JobWork): Promise<void>
  /** Some process should look at these lanes in `delayMs`. Returns at once, never throws; best effort. */
  announce(hints: readonly JobHint[], delayMs: number): void
  /** Dispatches no more. Resolves when nothing of the driver is left; does not wait for the work. */
  stop(): Promise<void>
}

/** What the queue writes to the log; pino's logger fits. */
export interface JobLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface JobMetrics {
  /** @param sinceEnqueuedMs from the record being made to the end of this try */
  ended(name: string, result: 'done' | 'retried' | 'dead', sinceEnqueuedMs: number): void
}
