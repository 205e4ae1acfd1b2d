// Which lanes this process wants to look at and which it works on: hints in, claims out, bounded by each name's concurrency.
import type { Clock } from '../clock.js'
import type { JobLog } from './job-driver.js'
import type { JobClaim, JobHint, JobRecord, JobStore } from './job-store.js'
import type { JobEnd, KnownJob } from './run-job.js'

/** More hints than this are dropped; the search finds their lanes again. */
const mostHints = 20_000

interface Lane {
  lane: string
  /** How many jobs it is known to hold beyond the one at work; Infinity: look until it is empty. */
  wanted: number
  /** What was added to `wanted` since the last look. */
  later: number
  busy: boolean
  settled: (() => void)[]
}

interface Pool {
  definition: KnownJob
  lanes: Map<string, Lane>
  /** Lanes to look at, first come first served; a lane that goes on joins the end, so a long one does not starve the others. */
  queue: Set<Lane>
  busy: number
}

export interface LanesOptions {
  store: JobStore
  clock: Clock
  log: JobLog
  owner: string
  run: (definition: KnownJob, job: JobRecord & JobClaim) => Promise<JobEnd>
  /** A lane whose head waits for another try. */
  onRetry: (hint: JobHint, inMs: number) => void
}

export interface Lanes {
  /** Resolves when the first job of each lane has ended, or nothing was there. `jobs`: how many the hint stands for, one unless it says. */
  offer(hints: readonly (JobHint & { jobs?: number })[]): Promise<void>
  /** True when nothing is wanted and nothing runs. */
  quiet(): boolean
  /** Resolves as soon as `quiet()` or, after `close`, nothing runs any more. */
  settled(): Promise<void>
  /** Forgets what is wanted and claims no more. */
  close(): void
}

export function createLanes(definitions: ReadonlyMap<string, KnownJob>, options: LanesOptions): Lanes {
  const { store, clock, log, owner, run, onRetry } = options
  const pools = new Map<string, Pool>()
  for (const [name, definition] of definitions) {
    pools.set(name, { definition, lanes: new Map(), queue: new Set(), busy: 0 })
  }
  const waiters: (() => void)[] = []
  let closed = false
  let scheduled = false
  let hints = 0

  const active = (): boolean => [...pools.values()].some((pool) => pool.busy > 0)
  const quiet = (): boolean => ![...pools.values()].some((pool) => pool.busy > 0 || pool.queue.size > 0)

  const schedule = (): void => {
    if (scheduled || closed) return
    scheduled = true
    // Hints of one tick are claimed together.
    queueMicrotask(() => {
      scheduled = false
      for (const pool of pools.values()) pump(pool)
    })
  }

  const pump = (pool: Pool): void => {
    const free = pool.definition.concurrency - pool.busy
    if (closed || free <= 0 || pool.queue.size === 0) return
    const taken = [...take(pool.queue, free)]
    for (const lane of taken) {
      pool.queue.delete(lane)
      lane.busy = true
      lane.later = 0
    }
    pool.busy += taken.length
    void work(pool, taken)
  }

  const work = async (pool: Pool, taken: readonly Lane[]): Promise<void> => {
    const now = clock.now()
    const leaseUntil = new Date(now.getTime() + pool.definition.leaseMs)
    let jobs: readonly JobRecord[] = []
    try {
      jobs = await store.claim(
        taken.map(({ lane }) => ({ lane, leaseUntil })),
        owner,
        now,
      )
    } catch (error) {
      log.warn({ job: pool.definition.name, err: error }, 'jobs could not be claimed; they will be looked for again')
    }
    const byLane = new Map(jobs.map((job) => [job.lane, job]))
    for (const lane of taken) {
      const job = byLane.get(lane.lane)
      if (job) {
        void workOn(pool, lane, job as JobRecord & JobClaim)
        continue
      }
      // Hints that came while the claim was under way may speak of records that it did not see.
      lane.wanted = lane.later
      letGo(pool, lane, lane.wanted > 0)
    }
  }

  const workOn = async (pool: Pool, lane: Lane, job: JobRecord & JobClaim): Promise<void> => {
    // After a failure or a lost process nobody here knows what has gathered behind this job.
    lane.wanted = job.attempts > 1 ? Infinity : lane.wanted - 1
    if (closed) {
      // Claimed while the queue was stopping: give it back untouched.
      await store.finish(job, { kind: 'released' }).catch(() => undefined)
      letGo(pool, lane, false)
      return
    }
    const end = await run(pool.definition, job)
    if (end.retryInMs !== undefined) {
      // In this order: a hint for a busy lane would only be noted on it.
      letGo(pool, lane, false)
      onRetry({ name: job.name, lane: lane.lane }, end.retryInMs)
      return
    }
    if (end.more) lane.wanted = Infinity
    letGo(pool, lane, lane.wanted > 0)
  }

  const letGo = (pool: Pool, lane: Lane, again: boolean): void => {
    pool.busy -= 1
    lane.busy = false
    for (const settled of lane.settled.splice(0)) settled()
    if (again && !closed) pool.queue.add(lane)
    else forget(pool, lane)
    if (pool.queue.size > 0) schedule()
    if (closed ? !active() : quiet()) for (const wake of waiters.splice(0)) wake()
  }

  const forget = (pool: Pool, lane: Lane): void => {
    pool.lanes.delete(lane.lane)
    hints -= 1
  }

  return {
    async offer(fresh) {
      const settled: Promise<void>[] = []
      for (const hint of fresh) {
        const pool = pools.get(hint.name)
        const jobs = hint.jobs ?? 1
        if (closed || !pool) continue
        const known = pool.lanes.get(hint.lane)
        if (known) {
          known.wanted += jobs
          known.later += jobs
          if (!known.busy) settled.push(new Promise((resolve) => known.settled.push(resolve)))
          continue
        }
        if (hints >= mostHints) continue
        hints += 1
        const lane: Lane = { lane: hint.lane, wanted: jobs, later: 0, busy: false, settled: [] }
        pool.lanes.set(hint.lane, lane)
        pool.queue.add(lane)
        settled.push(new Promise((resolve) => lane.settled.push(resolve)))
      }
      schedule()
      await Promise.all(settled)
    },
    quiet,
    async settled() {
      if (closed ? !active() : quiet()) return
      await new Promise<void>((resolve) => waiters.push(resolve))
    },
    close() {
      closed = true
      for (const pool of pools.values()) {
        for (const lane of pool.queue) {
          for (const settled of lane.settled.splice(0)) settled()
          forget(pool, lane)
        }
        pool.queue.clear()
      }
      if (!active()) for (const wake of waiters.splice(0)) wake()
    },
  }
}

function* take<T>(items: Iterable<T>, count: number): Generator<T> {
  if (count <= 0) return
  let left = count
  for (const item of items) {
    yield item
    left -= 1
    if (left <= 0) return
  }
}
