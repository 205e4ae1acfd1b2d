// The job port. A job's record is a document that the application writes; drivers only say when to look at it.
import type { ZodType } from 'zod'
import type { JobHint } from './job-store.js'

export interface JobContext {
  id: string
  /** 1 on the first try. */
  attempt: number
  /** Aborted when the lease is lost or the queue stops: finish or give up. */
  signal: AbortSignal
}

export interface JobDefinition<Payload> {
  /** Lower-case words, digits, dots and hyphens. */
  name: string
  payload: ZodType<Payload>
  /** Must be safe to run twice: a process may die after the work and before the record says so. */
  handler(payload: Payload, context: JobContext): Promise<void>
  /** Tries before the job is dead; default 8. */
  attempts?: number
  /** Wait before the second try, doubled each time, at most 5 minutes; default 200. */
  backoffMs?: number
  /** A running job that shows no sign of life for so long is taken over; default 30 000. */
  leaseMs?: number
  /** Jobs of this name that run at once in this process; default 8. */
  concurrency?: number
}

export interface NewJob {
  name: string
  payload: Readonly<Record<string, unknown>>
  /** Idempotency key: a second job with the same id is ignored. Made up when absent. */
  id?: string
  delayMs?: number
  /**
   * Jobs of one name and one key run one at a time, in the order they were enqueued. One that waits (for its time or its next try) holds
   * up those behind it, until it is done or dead. Jobs of different names do not wait for each other.
   */
  orderKey?: string
}

export interface JobQueue {
  /** Before `start`; defining a name twice is an error. */
  define<Payload>(definition: JobDefinition<Payload>): void
  /** Resolves with the id once the record is durable. */
  enqueue(job: NewJob): Promise<string>
  /** Says that records were written by somebody else (the spreading of a turn): look for them now; hints save a search. */
  notify(hints?: readonly JobHint[]): void
  /** Rejects when a waiting job has a name that nobody defined. */
  start(): Promise<void>
  /** Starts no more jobs and waits up to `graceMs` for the running ones. */
  stop(graceMs: number): Promise<void>
  /** Resolves when nothing is due or running: for tests and for `npm run chat`. */
  idle(): Promise<void>
}
