// Finds what a dead process left half done: messages without a turn job, turns not yet spread.
import type { JobQueue } from '../platform/jobs/job-queue.js'
import type { Conversations, Inbox } from './ports.js'
import { turnJob } from './turn-job.js'
import type { TurnLine } from './turn-line.js'

export interface SweepDeps {
  inbox: Pick<Inbox, 'unprocessed'>
  conversations: Pick<Conversations, 'withPending' | 'spread'>
  jobs: Pick<JobQueue, 'enqueue' | 'notify'>
  line?: TurnLine
}

const batch = 500
/** Where messages take the short way, none that is older may be overlooked: they would be overtaken. */
const all = 1_000_000

/** At start and now and then. Safe at any time and in several processes at once: ids make every step harmless to repeat. */
export function createSweep({
  inbox,
  conversations,
  jobs,
  line,
}: SweepDeps): () => Promise<{ enqueued: number; spread: number }> {
  return async () => {
    const pending = await conversations.withPending(batch)
    for (const id of pending) await conversations.spread(id)
    const items = (await inbox.unprocessed(line ? all : batch)).filter(({ id }) => !line?.holds(id))
    for (const item of items) await (line ? line.asJob(item) : jobs.enqueue(turnJob(item)))
    if (pending.length > 0) jobs.notify()
    return { enqueued: items.length, spread: pending.length }
  }
}
