// Spreading: copies what a turn produced from its conversation into the collections, under fixed ids.
import type { Conversation } from '../../bot/domain/conversation.js'
import type { InboundId } from '../../bot/domain/ids.js'
import { laneOf, type NewJobRecord } from '../../platform/jobs/job-store.js'
import { createRecent } from '../../platform/recent.js'
import type { Store } from './connection.js'
import { direct, writeInOrder } from './direct.js'
import { isDuplicateKey } from './duplicate-key.js'
import { jobStore, newJob } from './jobs.js'
import { toStored } from './record-schema.js'

/** After the end of the time in which jobs gather: whoever inserts one of them then comes too late for it. */
const slackMs = 1000

/** The pending jobs as records. Of those that gather, all that come within one stretch of time are one. */
function jobsOf(conversations: readonly Conversation[], now: Date): readonly NewJobRecord[] {
  const records = conversations
    .flatMap(({ pending }) => pending.jobs)
    .map((job): NewJobRecord => {
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
  await jobStore(store).insert(jobsOf(conversations, now))
}

/** So many jobs that gather are known to be there. */
const recentJobs = 5000

/**
 * Spreads conversations and empties what they had pending, in one ordered write: what comes first fails first, so nothing is emptied
 * that was not copied. Where some of it is there already (another process, an earlier try, a job that gathers) it goes step by step.
 */
export function spreading(store: Store) {
  const { models, connection } = store
  const [messages, receipts, events] = [direct(models.messages), direct(models.receipts), direct(models.events)]
  const [jobs, inbox, documents] = [direct(models.jobs), direct(models.inbox), direct(models.conversations)]
  const gathered = createRecent<string, true>(recentJobs)

  // Only what was copied: when a newer turn was saved meanwhile its own spreading follows. The version stays, because nothing that a turn
  // computes with has changed.
  const copied = ({ id, version }: Conversation) => ({ _id: id, version })
  const emptied = { $set: { hasPending: false }, $unset: { pending: '' } }

  /** @param processed of the inbox, by the turns that are spread */
  return async (conversations: readonly Conversation[], processed: readonly InboundId[], now: Date): Promise<void> => {
    const fresh = jobsOf(conversations, now).filter(({ id }) => gathered.get(id) === undefined)
    const all = conversations.map(({ pending }) => pending)
    const ends = [
      ...conversations.map((one) => documents.updating('updateOne', copied(one), emptied)),
      ...(processed.length === 0
        ? []
        : [
            inbox.updating(
              'updateMany',
              { _id: { $in: processed }, processedAt: null },
              { $set: { processedAt: now } },
            ),
          ]),
    ]
    try {
      await writeInOrder(connection, [
        ...all.flatMap((pending) => pending.messages.map((one) => messages.insertion(toStored(one)))),
        ...all.flatMap((pending) => pending.receipts.map((one) => receipts.insertion(toStored(one)))),
        ...all.flatMap((pending) => pending.events.map((one) => events.insertion(toStored(one)))),
        ...fresh.map((job) => jobs.insertion(newJob(job))),
        ...ends,
      ])
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      await writePending(store, conversations, now)
      await writeInOrder(connection, ends)
    }
    for (const { id } of fresh) gathered.set(id, true)
  }
}
