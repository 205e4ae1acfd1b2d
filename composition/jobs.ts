// What runs as a job, and what dispatches it.
import type { Queue } from 'bull'
import { z } from 'zod'
import { enrichPayload, type Bot } from '../bot/index.js'
import type { Knowledge } from '../knowledge/index.js'
import type { Clock } from '../platform/clock.js'
import type { Config } from '../platform/config.js'
import { localDispatcher, type JobDriver, type JobQueue } from '../platform/jobs/index.js'
import type { Log } from '../platform/log.js'

/** Bull is loaded only where it is asked for. A Redis that does not answer stops the start, before anything takes long. */
export async function jobDriver({ REDIS_URL }: Config, log: Log): Promise<JobDriver & { queue?: Queue }> {
  if (REDIS_URL === undefined) return localDispatcher()
  const { createBullDriver } = await import('../platform/jobs/bull-driver.js')
  return createBullDriver({ url: REDIS_URL, log })
}

/** Ids and payloads are the rooms' own. */
export function defineJobs(jobs: JobQueue, bot: Bot, knowledge: Knowledge): void {
  const [turn, deliver] = bot.jobs
  jobs.define(turn)
  jobs.define(deliver)
  jobs.define({
    name: 'enrich',
    payload: enrichPayload,
    handler: async ({ customerId }) => {
      await knowledge.enrichment.enrich(customerId)
    },
  })
  jobs.define({
    name: 'recommendations',
    payload: z.object({}),
    leaseMs: 300_000,
    concurrency: 1,
    handler: async () => {
      await knowledge.recommendations.recompute()
    },
  })
}

/** Once an hour of the clock, however many processes ask. */
export const enqueueRecommendations = (jobs: JobQueue, clock: Clock) =>
  jobs.enqueue({
    name: 'recommendations',
    id: `recommendations:${clock.now().toISOString().slice(0, 13)}`,
    payload: {},
  })
