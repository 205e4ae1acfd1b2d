// What runs as a job, and what dispatches it.
import type { Queue } from 'bull'
import { z } from 'zod'
import { enrichPayload, type Bot } from '../bot/index.js'
import type { Knowledge } from '../knowledge/index.js'
import type { Encoders } from '../nlu/index.js'
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
export function defineJobs(jobs: JobQueue, bot: Bot, knowledge: Knowledge, encoders: () => Encoders): void {
  const [turn, deliver] = bot.jobs
  jobs.define(turn)
  jobs.define(deliver)
  jobs.define({
    name: 'enrich',
    payload: enrichPayload,
    // They wait for the database, and what waits together is read and written together.
    concurrency: 64,
    handler: ({ customerId }) => knowledge.refresh(customerId),
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
  jobs.define({
    name: 'segments',
    payload: z.object({}),
    leaseMs: 300_000,
    concurrency: 1,
    // Who leaves because time has passed; who enters or leaves by what they do is moved at once.
    handler: async () => {
      await knowledge.segments.evaluateAll()
    },
  })
  jobs.define({
    name: 'predictions',
    payload: z.object({}),
    leaseMs: 600_000,
    concurrency: 1,
    handler: async () => {
      await knowledge.predictions.upkeep()
    },
  })
  jobs.define({
    name: 'scores',
    payload: z.object({}),
    leaseMs: 600_000,
    concurrency: 1,
    handler: () => knowledge.keepScores(),
  })
  jobs.define({
    name: 'reasons',
    payload: z.object({}),
    leaseMs: 600_000,
    concurrency: 1,
    handler: () => knowledge.reasons.keepUp(encoders()),
  })
  jobs.define({
    name: 'identity',
    payload: z.object({}),
    leaseMs: 300_000,
    concurrency: 1,
    handler: async () => {
      await knowledge.identity.suggestions.run()
    },
  })
}

/**
 * Once in ten minutes of the clock, however many processes ask: messages are placed among the reasons for contact as they come, and what is
 * foretold of whom something happened to is worked out again.
 */
export async function enqueueOften(jobs: JobQueue, clock: Clock): Promise<void> {
  const tenMinutes = clock.now().toISOString().slice(0, 15)
  for (const name of ['reasons', 'scores']) await jobs.enqueue({ name, id: `${name}:${tenMinutes}`, payload: {} })
}

/** Once an hour of the clock (identity and predictions once a day), however many processes ask. */
export async function enqueueUpkeep(jobs: JobQueue, clock: Clock): Promise<void> {
  const hour = clock.now().toISOString().slice(0, 13)
  await jobs.enqueue({ name: 'recommendations', id: `recommendations:${hour}`, payload: {} })
  await jobs.enqueue({ name: 'segments', id: `segments:${hour}`, payload: {} })
  for (const name of ['identity', 'predictions'])
    await jobs.enqueue({ name, id: `${name}:${hour.slice(0, 10)}`, payload: {} })
}

/** One more than the daily one, for somebody who wants to see now which records may be one person. */
export async function enqueueIdentity(jobs: JobQueue): Promise<void> {
  await jobs.enqueue({ name: 'identity', orderKey: 'asked', payload: {} })
}
