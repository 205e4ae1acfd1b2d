// The short way of a message, for the one process that uses the record: straight from the inbox to its turn, without a job of its own. The
// inbox is the promise: what a dead process left unanswered is found there by the sweep. A turn that fails goes the long way, as a job.
import { setTimeout as pause } from 'node:timers/promises'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { toError } from '../platform/errors.js'
import type { Log } from '../platform/log.js'
import { createRecent } from '../platform/recent.js'
import type { ConversationId, InboundId } from './domain/ids.js'
import type { StoredInbound } from './domain/inbound.js'
import type { Ahead } from './read-ahead.js'
import { turnJob } from './turn-job.js'
import type { TurnResult } from './turn.js'

export interface TurnLineDeps {
  freshTurn(item: StoredInbound, ahead?: Ahead): Promise<{ result: TurnResult; settled: Promise<void> }>
  jobs: Pick<JobQueue, 'enqueue'>
  log: Log
  /** Turns at once; default 64. */
  concurrency?: number
}

export interface TurnLine {
  /** `holds` the message while `store` stores it and hands it in. */
  arriving<T>(id: InboundId, store: () => Promise<T>): Promise<T>
  /** True when a message of this conversation would be taken at once: what is read now is what its turn would read. */
  isFree(id: ConversationId): boolean
  /** Puts a message that was stored just now behind the others of its conversation. `ahead` is used when there are none. */
  accept(item: StoredInbound, ahead?: Ahead): void
  /** Sends a message the long way; until its job has ended the rest of its conversation follows, so that order is kept. */
  asJob(item: StoredInbound): Promise<void>
  /** True while it arrives here, and while this process works on it or will: nobody else may then. */
  holds(id: InboundId): boolean
  /** The job of a message ended for good. */
  jobEnded(id: InboundId): void
  /** Begins no more turns; resolves when those under way are written, after `graceMs` at the latest. The rest stays in the inbox. */
  stop(graceMs: number): Promise<void>
}

interface Waiting {
  item: StoredInbound
  ahead: Ahead | undefined
}

interface Lane {
  id: ConversationId
  waiting: Waiting[]
  busy: boolean
  /** Messages whose jobs have not ended. */
  jobs: Set<InboundId>
  /** Turns that are true and not yet spread. */
  unsettled: Set<Promise<void>>
}

/** So many turns of a conversation may be carried on unspread before the next one waits for them. */
const mostUnsettled = 12
const firstPauseMs = 100
const longestPauseMs = 5000

export function createTurnLine(deps: TurnLineDeps): TurnLine {
  const { log, concurrency = 64 } = deps
  const lanes = new Map<ConversationId, Lane>()
  /** How often each is held: a message may arrive again while it is worked on. */
  const held = new Map<InboundId, number>()
  /** Of jobs that ended before whoever enqueued them again could know. */
  const endedJobs = createRecent<InboundId, true>(10_000)
  const laneOfJob = new Map<InboundId, Lane>()
  const ready = new Set<Lane>()
  const idlers: (() => void)[] = []
  let running = 0
  let unsettled = 0
  let stopped = false

  const laneOf = (id: ConversationId): Lane => {
    const lane = lanes.get(id) ?? { id, waiting: [], busy: false, jobs: new Set(), unsettled: new Set() }
    lanes.set(id, lane)
    return lane
  }
  const rest = (lane: Lane): void => {
    if (!lane.busy && lane.waiting.length === 0 && lane.jobs.size === 0 && lane.unsettled.size === 0)
      lanes.delete(lane.id)
    if (running === 0 && unsettled === 0 && (ready.size === 0 || stopped)) for (const wake of idlers.splice(0)) wake()
  }

  const hold = (id: InboundId): void => void held.set(id, (held.get(id) ?? 0) + 1)
  const letGo = (id: InboundId): void => {
    const left = (held.get(id) ?? 0) - 1
    if (left > 0) held.set(id, left)
    else held.delete(id)
  }

  const jobEnded = (id: InboundId): void => {
    endedJobs.set(id, true)
    const lane = laneOfJob.get(id)
    if (!lane) return
    laneOfJob.delete(id)
    lane.jobs.delete(id)
    rest(lane)
  }

  const asJob = async (item: StoredInbound): Promise<void> => {
    const lane = laneOf(item.conversationId)
    lane.jobs.add(item.id)
    laneOfJob.set(item.id, lane)
    await deps.jobs.enqueue(turnJob(item))
    if (endedJobs.get(item.id)) jobEnded(item.id)
  }

  /** The message is acknowledged, so nothing behind it may pass until its job is written. */
  const insist = async (item: StoredInbound): Promise<void> => {
    for (let waitMs = firstPauseMs; !stopped; waitMs = Math.min(longestPauseMs, waitMs * 2)) {
      try {
        await asJob(item)
        return
      } catch (error) {
        log.warn({ err: toError(error), inbound: item.id }, 'the job of a message could not be written; again soon')
        await pause(waitMs, undefined, { ref: false })
      }
    }
  }

  const settling = (lane: Lane, item: StoredInbound, settled: Promise<void>): void => {
    const ended = settled
      .catch((error: unknown) => {
        log.warn({ err: toError(error), inbound: item.id }, 'a turn is not spread yet; the sweep will')
      })
      .then(() => {
        lane.unsettled.delete(ended)
        unsettled -= 1
        letGo(item.id)
        rest(lane)
      })
    lane.unsettled.add(ended)
    unsettled += 1
  }

  const isFree = (lane: Lane | undefined): boolean =>
    lane === undefined || (!lane.busy && lane.waiting.length === 0 && lane.jobs.size === 0)

  const work = async (lane: Lane, { item, ahead }: Waiting): Promise<void> => {
    if (lane.unsettled.size >= mostUnsettled) await Promise.all(lane.unsettled)
    if (lane.jobs.size === 0) {
      try {
        settling(lane, item, (await deps.freshTurn(item, ahead)).settled)
        return
      } catch (error) {
        log.warn({ err: toError(error), inbound: item.id }, 'a turn failed; it will be tried again as a job')
      }
    }
    await insist(item)
    letGo(item.id)
  }

  const pump = (): void => {
    for (const lane of ready) {
      if (stopped || running >= concurrency) return
      ready.delete(lane)
      const next = lane.waiting.shift()
      if (!next) continue
      lane.busy = true
      running += 1
      void work(lane, next).finally(() => {
        running -= 1
        lane.busy = false
        if (lane.waiting.length > 0) ready.add(lane)
        rest(lane)
        pump()
      })
    }
  }

  const quiet = (): Promise<void> =>
    running === 0 && unsettled === 0 && (ready.size === 0 || stopped)
      ? Promise.resolve()
      : new Promise((resolve) => idlers.push(resolve))

  return {
    async arriving(id, store) {
      hold(id)
      try {
        return await store()
      } finally {
        letGo(id)
      }
    },
    isFree: (id) => isFree(lanes.get(id)),
    accept(item, ahead) {
      if (stopped) return
      hold(item.id)
      const lane = laneOf(item.conversationId)
      lane.waiting.push({ item, ahead: isFree(lane) ? ahead : undefined })
      if (!lane.busy) ready.add(lane)
      pump()
    },
    asJob,
    holds: (id) => held.has(id),
    jobEnded,
    async stop(graceMs) {
      stopped = true
      const late = new AbortController()
      await Promise.race([quiet(), pause(graceMs, undefined, { signal: late.signal }).catch(() => undefined)])
      late.abort()
    },
  }
}
