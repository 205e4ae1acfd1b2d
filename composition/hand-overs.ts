// Audiences that leave the house: asked for in the admin app, carried out as jobs.
import { z } from 'zod'
import { handOvers, handOverTries, type HandOvers } from '../knowledge/segments/hand-overs.js'
import type { Knowledge, Store } from '../knowledge/index.js'
import type { Clock } from '../platform/clock.js'
import type { Config } from '../platform/config.js'
import type { JobQueue } from '../platform/jobs/index.js'

export interface HandOverParts {
  store: Store
  knowledge: Pick<Knowledge, 'jobsStore'>
  jobs: JobQueue
  clock: Clock
  config: Pick<Config, 'AUDIENCE_WEBHOOK' | 'KEFU_WEBHOOK_SECRET'>
}

export interface OpenHandOvers {
  desk: HandOvers
  /** Takes up those whose process died before their job was written, or with its last try. */
  sweep(): Promise<void>
}

function webhookOf({ AUDIENCE_WEBHOOK, KEFU_WEBHOOK_SECRET }: HandOverParts['config']) {
  if (AUDIENCE_WEBHOOK === undefined || KEFU_WEBHOOK_SECRET === undefined) return undefined
  return { url: new URL(AUDIENCE_WEBHOOK), secret: KEFU_WEBHOOK_SECRET }
}

const name = 'hand-over'

/** Before the queue starts: defines its job. */
export function openHandOvers({ store, knowledge, jobs, clock, config }: HandOverParts): OpenHandOvers {
  const jobOf = (id: string): string => `${name}:${id}`
  const desk = handOvers(store, clock, {
    webhook: webhookOf(config),
    enqueue: async (id) => {
      await jobs.enqueue({ name, id: jobOf(id), payload: { id } })
    },
  })
  jobs.define({
    name,
    payload: z.object({ id: z.string() }),
    attempts: handOverTries,
    backoffMs: 5_000,
    leaseMs: 60_000,
    concurrency: 2,
    handler: ({ id }, { attempt, signal }) => desk.run(id, { attempt, signal }),
  })
  return { desk, sweep: () => desk.sweep((id) => knowledge.jobsStore.get(jobOf(id))) }
}
