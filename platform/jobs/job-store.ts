// The persistence port of the job queue: plain records, and a handful of steps that each are atomic on ONE document.
//
// Lanes. Jobs of one name and one `orderKey` share a lane and run one at a time, oldest first; a job without an order key has a
// lane of its own. So there is one way to claim: "give me the head of this lane". The head is the open (waiting or running) job
// of the lane with the smallest `order`.
//
// How this is done without transactions or change streams (MongoDB, one collection):
//   insert    insertMany, ordered: false, duplicate keys on `_id` ignored. `order` is made by the server (an empty BSON Timestamp in
//             a top-level field is filled in when the document is inserted), so it grows from insert to insert whoever writes.
//   claim     findOneAndUpdate({ lane, state: waiting|running }, <pipeline update>, { sort: { order: 1 } }): the sort picks the
//             head, and the update's $cond either makes it ours (waiting and due, or running with a lease that ran out) or only sets
//             `more: true` on it, so that whoever finishes the head knows that somebody waits behind it.
//             Indexes: { lane: 1, order: 1 } and, as the lock, unique { lane: 1 } where state = 'running' (partial): claiming fails with
//             a duplicate key while another job of the lane runs; that counts as "not claimable".
//   others    conditional updates on { _id, owner, attempts, state: 'running' }: `attempts` grows with each claim, so it fences off a
//             process that lost its lease and comes back late.
//
// Why order holds. Let A and B share a lane and A's insert be acknowledged before B's began; then order(A) < order(B). B is claimed
// only as the head, that is, when A is not open at that moment; a closed job (done or dead) never opens again by itself, so A has ended
// before B begins. Jobs inserted at the same moment have no order between them, and may become visible in the "wrong" one; the unique
// index still lets only one of them run at a time. A job that waits for its next try stays the head: its lane waits with it.
// (An admin who revives a dead job puts it back at the head of its lane; that is asked for.)
//
// Times come from the callers' clocks: clocks of several processes must agree much better than the shortest lease.
import { z } from 'zod'

export const jobStates = ['waiting', 'running', 'done', 'dead'] as const
export type JobState = (typeof jobStates)[number]

/** Names hold neither `/` nor `#`, so lanes of two names, and of keys and ids, never meet. */
export const jobName = z.string().regex(/^[a-z][a-z0-9.-]{0,99}$/)

/** What is handed in. The store adds `order`, state `waiting` and no attempts. */
export const newJobRecord = z.object({
  id: z.string().min(1).max(500),
  name: jobName,
  /** Made by `laneOf`. */
  lane: z.string().min(1).max(700),
  payload: z.record(z.string(), z.unknown()),
  enqueuedAt: z.date(),
  /** Not before. */
  runAt: z.date(),
})
export type NewJobRecord = z.infer<typeof newJobRecord>

export const jobRecord = newJobRecord.extend({
  state: z.enum(jobStates),
  /** How often it was claimed. */
  attempts: z.number().int().nonnegative(),
  /** Who runs it and until when without a sign of life; both only while running. */
  owner: z.string().optional(),
  leaseUntil: z.date().optional(),
  /** Why the last try failed. Never holds message text or contact data. */
  reason: z.string().optional(),
  finishedAt: z.date().optional(),
})
export type JobRecord = z.infer<typeof jobRecord>

/** Where to look: announced by whoever wrote a job. A wrong or late hint is harmless. */
export interface JobHint {
  name: string
  lane: string
}

/** A lane with so many jobs that are due, as far as a search saw. */
export type DueLane = JobHint & { jobs: number }

/** A claim's proof: all three must still match the record. */
export type JobClaim = Pick<JobRecord, 'id' | 'attempts'> & { owner: string }

export interface LaneRequest {
  lane: string
  leaseUntil: Date
}

export interface JobFilter {
  state?: JobState
  name?: string
  /** At most; newest first. */
  limit: number
}

export interface JobStore {
  /**
   * Durable when it resolves, in the order given. Ids that are there already, in whatever state, are ignored.
   * Of two inserts, the one that began after the other had resolved comes later in its lane.
   */
  insert(jobs: readonly NewJobRecord[]): Promise<void>
  /**
   * For each lane: takes its head, when that is waiting and due or running with a lease that ran out, in one atomic step:
   * state running, owner and lease set, attempts + 1. Answers with what was taken; a lane that is not in the answer had nothing to
   * take. When it was because the head runs elsewhere, finishing that head will answer `more: true`.
   */
  claim(lanes: readonly LaneRequest[], owner: string, now: Date): Promise<readonly JobRecord[]>
  /** Extends the lease. False when the claim is lost: stop working on it. */
  heartbeat(claim: JobClaim, leaseUntil: Date): Promise<boolean>
  /**
   * Ends a claim: `done` (kept until `keepUntil`, so that enqueuing its id again stays harmless, then removed), `retry` (waiting again, not
   * before `runAt`), `dead` (kept and listed), `released` (waiting again as if it had not been claimed: attempts - 1).
   * `kept` is false, and nothing was written, when the claim was lost. `more` is true when the lane should be looked at again now;
   * it may be true for nothing, and it is not lost by a retry.
   */
  finish(claim: JobClaim, outcome: JobOutcome): Promise<{ kept: boolean; more: boolean }>
  /**
   * Lanes with a waiting job that is due, or a running one whose lease ran out; those that wait longest first, each lane once, at most
   * `limit`. Some may not be claimable (the head waits for a retry or runs).
   */
  due(now: Date, limit: number): Promise<readonly DueLane[]>
  /** Every running job waits again, whoever had it: only for the one process that owns the database, when it starts. */
  releaseAll(now: Date): Promise<number>
  /** Names of all open jobs, each once. */
  openNames(): Promise<readonly string[]>
  get(id: string): Promise<JobRecord | undefined>
  list(filter: JobFilter): Promise<readonly JobRecord[]>
  count(): Promise<Readonly<Record<JobState, number>>>
  /** A dead job waits again with no attempts. False when it is not there or not dead. */
  revive(id: string, now: Date): Promise<boolean>
}

export type JobOutcome =
  | { kind: 'done'; at: Date; keepUntil: Date }
  | { kind: 'retry'; runAt: Date; reason: string }
  | { kind: 'dead'; at: Date; reason: string }
  | { kind: 'released' }

/** Where a job waits its turn. */
export const laneOf = (job: { name: string; id: string; orderKey?: string | undefined }): string =>
  job.orderKey === undefined ? `${job.name}#${job.id}` : `${job.name}/${job.orderKey}`
