// Door of the bot: takes messages in, answers them, hands answers to channels, and lets people take over.
import type { z } from 'zod'
import type { Clock } from '../platform/clock.js'
import type { JobDefinition, JobQueue } from '../platform/jobs/job-queue.js'
import type { Log } from '../platform/log.js'
import type { Understander } from '../nlu/understanding.js'
import { createDeliver } from './deliver.js'
import type { InboundId } from './domain/ids.js'
import type { Ingest } from './domain/inbound.js'
import type { Rate } from './domain/rating.js'
import type { Flows } from './flows/schema.js'
import { loadFlows } from './flows/index.js'
import { createDesk, type DeskCommands } from './handoff/index.js'
import { createIngest } from './ingest.js'
import { silentMetrics, type BotMetrics } from './metrics.js'
import type {
  Answers,
  Articles,
  Conversations,
  Customers,
  Deliverer,
  Deliveries,
  Desk,
  FirstContacts,
  Identities,
  Inbox,
  Orders,
  Products,
  Ratings,
  Shop,
  TurnCarrier,
} from './ports.js'
import { createRate } from './rating.js'
import { createSweep } from './sweep.js'
import { createFreshTurn, createRunTurn, type TurnResult } from './turn.js'
import { deliverPayload, turnPayload, type DeliverPayload } from './turn-job.js'
import { createTurnLine } from './turn-line.js'

export { botMetrics, type BotMetrics } from './metrics.js'
export { loadFlows } from './flows/index.js'
export { enrichPayload, type DeliverPayload, type EnrichPayload } from './turn-job.js'
export type { DeskCommands } from './handoff/index.js'

export interface BotDeps {
  inbox: Inbox
  identities: Identities
  /** Where absent, each of a stranger's first steps is taken by itself. */
  firstContacts?: FirstContacts
  conversations: Conversations
  deliveries: Deliveries
  ratings: Ratings
  customers: Customers
  orders: Orders
  products: Products
  articles: Articles
  answers: Answers
  /** What there is to say about the wait; asked when a customer is handed over. */
  desk: Desk
  carrier: TurnCarrier
  nlu: Understander
  /** By name. Each fits what it is given to what it can show. */
  channels: ReadonlyMap<string, Deliverer>
  jobs: Pick<JobQueue, 'enqueue' | 'notify'>
  shop: Shop
  clock: Clock
  log: Log
  metrics?: BotMetrics
  /**
   * This process alone answers messages of this record (embedded database): they take the short way from the inbox to their turn, without a
   * job of their own. `sweep` must have run before the first message comes.
   */
  sole?: boolean
  /** Those that come with Kefu when absent. */
  flows?: Flows
  /** Milliseconds that only go forward; the process's own when absent. */
  timer?: () => number
}

export interface Bot {
  ingest: Ingest
  runTurn(inbound: InboundId): Promise<TurnResult>
  deliver(payload: DeliverPayload): Promise<void>
  /** At start and now and then: finishes what a dead process left half done. */
  sweep(): Promise<{ enqueued: number; spread: number }>
  /** Begins no more turns on the short way and waits up to `graceMs` for those under way; what is left stands in the inbox. */
  stop(graceMs: number): Promise<void>
  /** What people at the desk do. */
  desk: DeskCommands
  /** A customer says how it went. */
  rate: Rate
  /** The queue's definitions of `turn` and `deliver`. */
  jobs: readonly [JobDefinition<z.output<typeof turnPayload>>, JobDefinition<DeliverPayload>]
}

/** Together longer than a dead holder's lease, so that a turn outlives the process that held it. */
const turnAttempts = 12

/** Throws `flow-invalid` when a flow definition is wrong. */
export function createBot(given: BotDeps): Bot {
  const deps = {
    ...given,
    metrics: given.metrics ?? silentMetrics,
    flows: given.flows ?? loadFlows(),
    timer: given.timer ?? (() => performance.now()),
  }
  const runTurn = createRunTurn(deps)
  const deliver = createDeliver(deps)
  const line = given.sole ? createTurnLine({ ...deps, freshTurn: createFreshTurn(deps) }) : undefined
  const ways = { ...deps, ...(line && { line }) }
  return {
    ingest: createIngest(ways),
    runTurn,
    deliver,
    sweep: createSweep(ways),
    stop: async (graceMs) => line?.stop(graceMs),
    desk: createDesk(deps),
    rate: createRate(deps),
    jobs: [
      {
        name: 'turn',
        payload: turnPayload,
        handler: async ({ inboundId }, { attempt }) => {
          try {
            await runTurn(inboundId)
          } catch (error) {
            if (attempt >= turnAttempts) line?.jobEnded(inboundId)
            throw error
          }
          line?.jobEnded(inboundId)
        },
        attempts: turnAttempts,
      },
      { name: 'deliver', payload: deliverPayload, handler: deliver, attempts: 12 },
    ],
  }
}
