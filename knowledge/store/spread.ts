// Spreading: copies what a turn produced from its conversation into the collections, by upserts on fixed ids.
import type { Conversation, PendingJob } from '../../bot/domain/conversation.js'
import { laneOf, type NewJobRecord } from '../../platform/jobs/job-store.js'
import type { Store } from './connection.js'
import { jobStore } from './jobs.js'
import { toStored } from './record-schema.js'

/** An upsert that never touches what is there already: a message that was delivered meanwhile keeps its delivery state. */
const insertIfAbsent = <T extends { _id: string }>({ _id, ...rest }: T) => ({
  updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true },
})

/** The pending jobs as records; due at once. */
const newJobs = (jobs: readonly PendingJob[], at: Date): NewJobRecord[] =>
  jobs.map((job) => ({
    id: job.id,
    name: job.name,
    lane: laneOf(job),
    payload: { ...job.payload },
    enqueuedAt: at,
    runAt: at,
  }))

/**
 * Writes messages (in seq order), receipts, events and then jobs: a job never finds its message missing.
 * Safe to repeat and to run in two processes at once.
 */
export async function writePending(store: Store, conversation: Conversation): Promise<void> {
  const { messages, receipts, events } = store.models
  const { pending } = conversation
  // `as never`: the driver's bulk types want mutable arrays; nothing here is changed by it.
  const inOrder = [...pending.messages].sort((a, b) => a.seq - b.seq)
  if (inOrder.length > 0) await messages.bulkWrite(inOrder.map((item) => insertIfAbsent(toStored(item))))
  if (pending.receipts.length > 0)
    await receipts.bulkWrite(pending.receipts.map((item) => insertIfAbsent(toStored(item))))
  if (pending.events.length > 0) await events.bulkWrite(pending.events.map((item) => insertIfAbsent(toStored(item))))
  await jobStore(store).insert(newJobs(pending.jobs, conversation.updatedAt))
}
