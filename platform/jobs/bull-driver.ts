// The job driver of several processes: Bull carries hints over Redis. Redis holds nothing that cannot be lost: the sweep of every worker finds
// in the database what a flushed, killed or unreachable Redis forgot.
import Bull from 'bull'
import { Redis, type RedisOptions } from 'ioredis'
import { z } from 'zod'
import { AppError } from '../errors.js'
import type { JobDriver, JobLog, JobWork } from './job-driver.js'
import type { JobHint } from './job-store.js'

export interface BullDriverOptions {
  /** `redis://…` or `rediss://…` */
  url: string
  log: JobLog
  /** Separates installations that share one Redis. */
  prefix?: string
  /** How often the database is searched for work that Redis did not tell of. */
  sweepMs?: number
  /** Hints at work in this process at once: not less than the concurrency of all definitions together. */
  concurrency?: number
}

export interface BullDriver extends JobDriver {
  /** For a board that shows the dispatching; the jobs themselves are in the database. */
  readonly queue: Bull.Queue
}

/** A hint that Redis has not taken by then is worked on here: `add` hangs while Redis is down. */
const announceMs = 250
const connectMs = 3_000
const closeMs = 500

const hint = z.object({ name: z.string(), lane: z.string() })

/** Connected when it resolves. Rejects with `redis-unreachable` when the server does not answer; outages after that are survived. */
export async function createBullDriver(options: BullDriverOptions): Promise<BullDriver> {
  const { url, log, prefix = 'kefu', sweepMs = 1_000, concurrency = 64 } = options
  const outage = createOutage(log)
  const clients: Redis[] = []
  let stopped = false
  const connect = (more: RedisOptions): Redis => {
    // What Bull asks of its connections: no ready check, no limit of tries for a command that blocks.
    const client = new Redis(url, {
      maxRetriesPerRequest: null,
      enableReadyCheck: false,
      retryStrategy: (times) => Math.min(50 * times, 1_000),
      // Bull asks for connections when it first needs them, which may be while it closes.
      lazyConnect: stopped,
      ...more,
    })
    if (stopped) end([client])
    client.on('error', outage.begins)
    client.on('ready', outage.ends)
    clients.push(client)
    return client
  }

  // Without an offline queue an announcement fails at once while Redis is away, instead of piling up in memory.
  const shared = connect({ enableOfflineQueue: false })
  try {
    await answers(shared)
  } catch (error) {
    end(clients)
    throw error
  }
  const queue = new Bull('dispatch', {
    prefix,
    createClient: (type) => (type === 'client' ? shared : connect({})),
    defaultJobOptions: { attempts: 1, removeOnComplete: 100, removeOnFail: 100 },
    settings: { retryProcessDelay: 200, guardInterval: 1_000, drainDelay: 1 },
  })
  // Its connections report outages themselves; the rest (a hint that was flushed while at work) is of no consequence.
  queue.on('error', () => undefined)
  // Bull 4.16 names its connection in a promise that nobody waits for: when the connection ends first, its rejection would end the process.
  Object.assign(queue, { setWorkerName: () => Promise.resolve() })

  let work: JobWork | undefined
  let sweep: NodeJS.Timeout | undefined
  const timers = new Set<NodeJS.Timeout>()

  /** What Redis would have done, by this process alone. Later hints are left to the sweep. */
  const handleHere = (hints: readonly JobHint[], delayMs: number): void => {
    if (work && delayMs <= sweepMs) later(delayMs, () => void work?.handle(hints))
  }
  const later = (ms: number, then: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      then()
    }, ms)
    timer.unref()
    timers.add(timer)
    return timer
  }

  return {
    queue,

    async start(target) {
      work = target
      sweep = setInterval(() => void target.search(), sweepMs)
      sweep.unref()
      // Resolves when the queue closes; it must not be waited for.
      queue.process(concurrency, async (job) => work?.handle([hint.parse(job.data)])).catch(() => undefined)
    },

    announce(hints, delayMs) {
      let taken = false
      const late = later(announceMs, () => {
        if (!taken) handleHere(hints, Math.max(0, delayMs - announceMs))
      })
      const forget = (): void => {
        taken = true
        clearTimeout(late)
        timers.delete(late)
      }
      const options = delayMs > 0 ? { delay: delayMs } : {}
      Promise.all(hints.map((data) => queue.add(data, options))).then(forget, () => {
        // Not logged: the error of a refused command repeats the command. (`LOADING` while a Redis starts comes here too.)
        if (taken) return
        forget()
        handleHere(hints, delayMs)
      })
    },

    async stop() {
      work = undefined
      clearInterval(sweep)
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      // The connections are ours to end: Bull waits for the command that blocks, and for a Redis that may be away.
      stopped = true
      const closed = queue.close(true).catch(() => undefined)
      end(clients.filter((client) => client !== shared))
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, closeMs))])
      end([shared])
    },
  }
}

/** For good: while it closes, Bull would open the connection that blocks once more. */
function end(clients: readonly Redis[]): void {
  for (const client of clients) {
    client.connect = () => Promise.resolve()
    client.disconnect()
  }
}

async function answers(client: Redis): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const ready = new Promise<void>((resolve, reject) => {
    client.once('ready', resolve)
    timer = setTimeout(() => reject(new Error(`no answer in ${String(connectMs)} ms`)), connectMs)
  })
  try {
    await ready
    await client.ping()
  } catch (error) {
    throw new AppError('redis-unreachable', 'REDIS_URL: the Redis server does not answer.', { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

/** One line when Redis goes away and one when it is back. Errors are not logged: a refused command is repeated in them. */
function createOutage(log: JobLog): { begins: () => void; ends: () => void } {
  let away = false
  return {
    begins: () => {
      if (!away) log.warn({}, 'Redis does not answer; jobs are found by searching the database until it does')
      away = true
    },
    ends: () => {
      if (away) log.info({}, 'Redis answers again')
      away = false
    },
  }
}
