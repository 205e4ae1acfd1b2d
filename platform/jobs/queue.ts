// The job queue: records in a store, hints from a driver, work in this process.
import { setMaxListeners } from 'node:events'
import { ulid } from 'ulid'
import { z } from 'zod'
import type { Clock } from '../clock.js'
import { AppError } from '../errors.js'
import { newId } from '../ids.js'
import type { JobDriver, JobLog, JobMetrics } from './job-driver.js'
import type { JobDefinition, JobQueue } from './job-queue.js'
import { jobName, laneOf, newJobRecord, type DueLane, type JobHint, type JobStore } from './job-store.js'
import { createLanes, type Lanes } from './lanes.js'
import { orderedInsert } from './ordered-insert.js'
import { runJob, type JobRunner, type KnownJob } from './run-job.js'

/** Lanes that one search brings in. */
const searchLimit = 1_000
/** How long handlers get to notice that the queue gave up waiting. */
const lastWordMs = 100

const keyedJob = z.object({ orderKey: z.string().min(1).max(500).optional(), delayMs: z.number().nonnegative() })

export interface JobQueueOptions {
  store: JobStore
  driver: JobDriver
  clock: Clock
  log?: JobLog
  metrics?: JobMetrics
  /** 0 … 1, spreads retries. */
  random?: () => number
  /**
   * This process alone uses the store (embedded database): whatever is marked running at `start` was left by a process that died, and is
   * taken up at once instead of after its lease.
   */
  sole?: boolean
  /** How long a done job's id keeps a second one away; default one day. */
  keepDoneMs?: number
}

const silent: JobLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Timers may go off a millisecond before the clock says so; the job would not be due then. */
const afterTimer = (ms: number): number => (ms > 0 ? ms + 1 : 0)

/** A process that only enqueues (no `start`) needs no definitions. */
export function createJobQueue(options: JobQueueOptions): JobQueue {
  const { store, driver, clock, log = silent, sole = false } = options
  const definitions = new Map<string, KnownJob>()
  const stopping = new AbortController()
  // Every running job listens; Node takes more than ten for a leak.
  setMaxListeners(0, stopping.signal)
  const insert = orderedInsert(store)
  const runner: JobRunner = {
    store,
    clock,
    log,
    random: options.random ?? Math.random,
    metrics: options.metrics ?? { ended: () => undefined },
    keepDoneMs: options.keepDoneMs ?? 86_400_000,
  }
  let lanes: Lanes | undefined
  let stopped: Promise<void> | undefined

  const handle = async (hints: readonly JobHint[]): Promise<void> => {
    await lanes?.offer(hints)
  }
  const search = createSearch(store, clock, log, definitions, (hints) => {
    void lanes?.offer(hints)
  })

  return {
    define<Payload>(definition: JobDefinition<Payload>) {
      const name = jobName.parse(definition.name)
      if (lanes) throw new Error(`job ${name} is defined after the start`)
      if (definitions.has(name)) throw new Error(`job ${name} is defined twice`)
      const defaults = { attempts: 8, backoffMs: 200, leaseMs: 30_000, concurrency: 8 }
      definitions.set(name, { ...defaults, ...definition })
    },

    async enqueue(job) {
      const id = job.id ?? newId('job')
      const { orderKey, delayMs } = keyedJob.parse({ orderKey: job.orderKey, delayMs: job.delayMs ?? 0 })
      const enqueuedAt = clock.now()
      const lane = laneOf({ name: job.name, id, orderKey })
      const runAt = new Date(enqueuedAt.getTime() + delayMs)
      await insert(newJobRecord.parse({ id, name: job.name, lane, payload: job.payload, enqueuedAt, runAt }))
      if (!stopped) driver.announce([{ name: job.name, lane }], afterTimer(delayMs))
      return id
    },

    notify(hints) {
      if (stopped) return
      if (hints) driver.announce(hints, 0)
      else void search()
    },

    async start() {
      if (lanes || stopped) throw new Error('a job queue starts once')
      const unknown = (await store.openNames()).filter((name) => !definitions.has(name))
      if (unknown.length > 0) {
        throw new AppError('job-unknown', `Jobs are waiting that nothing handles: ${unknown.join(', ')}.`, {
          details: { jobs: unknown },
        })
      }
      if (sole) {
        const orphans = await store.releaseAll(clock.now())
        if (orphans > 0) log.info({ orphans }, 'jobs of a process that died wait again')
      }
      lanes = createLanes(definitions, {
        store,
        clock,
        log,
        owner: ulid(),
        run: (definition, job) => runJob(runner, definition, job, stopping.signal),
        onRetry: (hint, inMs) => {
          if (!stopped) driver.announce([hint], afterTimer(inMs))
        },
      })
      await driver.start({ handle, search })
      await search()
    },

    stop(graceMs) {
      stopped ??= (async () => {
        lanes?.close()
        await driver.stop()
        if (!lanes) return
        if (await within(graceMs, lanes.settled())) return
        stopping.abort(new AppError('shutting-down', 'The job queue stops.', { retryable: true }))
        if (await within(lastWordMs, lanes.settled())) return
        log.warn({}, 'jobs were still running when the queue stopped; they will be taken over')
      })()
      return stopped
    },

    async idle() {
      while (lanes && !stopped) {
        await lanes.settled()
        if ((await store.due(clock.now(), 1)).length === 0 && lanes.quiet()) return
        await search()
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
  }
}

/** One search at a time; asked for during a search, it runs once more afterwards. */
function createSearch(
  store: JobStore,
  clock: Clock,
  log: JobLog,
  definitions: ReadonlyMap<string, KnownJob>,
  found: (lanes: readonly DueLane[]) => void,
): () => Promise<void> {
  let running: Promise<void> | undefined
  let again = false
  let failing = false

  const once = async (): Promise<void> => {
    try {
      const hints = await store.due(clock.now(), searchLimit)
      failing = false
      found(hints.filter((hint) => definitions.has(hint.name)))
    } catch (error) {
      if (!failing) log.warn({ err: error }, 'the job store does not answer; the search goes on')
      failing = true
    }
  }
  const untilSatisfied = async (): Promise<void> => {
    do {
      again = false
      await once()
    } while (again)
    running = undefined
  }
  return () => {
    if (running) again = true
    else running = untilSatisfied()
    return running
  }
}

/** True when `work` ended in time. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const ended = await Promise.race([work.then(() => true as const), late])
  clearTimeout(timer)
  return ended
}
