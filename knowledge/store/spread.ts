// Spreading: copies what a turn produced from its conversation into the collections, under fixed ids.
import type { Conversation, PendingJob } from '../../bot/domain/conversation.js'
import { laneOf, type NewJobRecord } from '../../platform/jobs/job-store.js'
import type { Store } from './connection.js'
import { direct } from './direct.js'
import { jobStore } from './jobs.js'
import { toStored } from './record-schema.js'

/** After the end of the time in which jobs gather: whoever inserts one of them then comes too late for it. */
const slackMs = 1000

/** The pending jobs as records. Of those that gather, all that come within one stretch of time are one. */
function newJobs(jobs: readonly PendingJob[], now: Date): readonly NewJobRecord[] {
  const records = jobs.map((job): NewJobRecord => {
    const { name, payload, gatherMs } = job
    const lane = laneOf(job)
    const common = { name, lane, payload: { ...payload }, enqueuedAt: now }
    if (gatherMs === undefined) return { ...common, id: job.id, runAt: now }
    const ends = (Math.floor(now.getTime() / gatherMs) + 1) * gatherMs
    return { ...common, id: `${lane}:${String(ends)}`, runAt: new Date(ends + slackMs) }
  })
  return [...new Map(records.map((record) => [record.id, record])).values()]
}

/**
 * Writes messages (each conversation's in seq order), receipts and events, then jobs: a job never finds its message missing. What is there
 * already is not touched: a message that was delivered meanwhile keeps its delivery state. Safe to repeat and to run in two processes at
 * once.
 */
export async function writePending(store: Store, conversations: readonly Conversation[], now: Date): Promise<void> {
  const { messages, receipts, events } = store.models
  const all = conversations.map(({ pending }) => pending)
  const inOrder = all.flatMap((pending) => [...pending.messages].sort((a, b) => a.seq - b.seq))
  await Promise.all([
    direct(messages).insertAbsent(inOrder.map(toStored)),
    direct(receipts).insertAbsent(all.flatMap((pending) => pending.receipts.map(toStored))),
    direct(events).insertAbsent(all.flatMap((pending) => pending.events.map(toStored))),
  ])
  await jobStore(store).insert(
    newJobs(
      conversations.flatMap(({ pending }) => pending.jobs),
      now,
    ),
  )
}
