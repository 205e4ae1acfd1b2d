// Door of the bot: takes messages in, answers them, hands answers to channels, and lets people take over.
import type { z } from 'zod'
import type { Clock } from '../platform/clock.js'
import type { JobDefinition, JobQueue } from '../platform/jobs/job-queue.js'
import type { Log } from '../platform/log.js'
import type { Understander } from '../nlu/understanding.js'
import { createDeliver } from './deliver.js'
import type { InboundId } from './domain/ids.js'
import type { Ingest } from './domain/inbound.js'
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
  Identities,
  Inbox,
  Orders,
  Products,
  Shop,
  TurnCarrier,
} from './ports.js'
import { createSweep } from './sweep.js'
import { createRunTurn, type TurnResult } from './turn.js'
import { deliverPayload, turnPayload, type DeliverPayload } from './turn-job.js'

export { botMetrics, type BotMetrics } from './metrics.js'
export { loadFlows } from './flows/index.js'
export { enrichPayload, type DeliverPayload, type EnrichPayload } from './turn-job.js'
export type { DeskCommands } from './handoff/index.js'

export interface BotDeps {
  inbox: Inbox
  identities: Identities
  conversations: Conversations
  deliveries: Deliveries
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
  /** What people at the desk do. */
  desk: DeskCommands
  /** The queue's definitions of `turn` and `deliver`. */
  jobs: readonly [JobDefinition<z.output<typeof turnPayload>>, JobDefinition<DeliverPayload>]
}

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
  return {
    ingest: createIngest(deps),
    runTurn,
    deliver,
    sweep: createSweep(deps),
    desk: createDesk(deps),
    jobs: [
      {
        name: 'turn',
        payload: turnPayload,
        handler: async ({ inboundId }) => {
          await runTurn(inboundId)
        },
        // Together longer than a dead holder's lease, so that a turn outlives the process that held it.
        attempts: 12,
      },
      { name: 'deliver', payload: deliverPayload, handler: deliver, attempts: 12 },
    ],
  }
}
