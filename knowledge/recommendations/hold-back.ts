// When nothing is put forward unasked: while something is wrong that the customer waits for, or they are in a bad mood.
import type { CustomerId } from '../../bot/domain/ids.js'
import type { Store } from '../store/connection.js'
import { eventSchema, type StoredEvent } from '../store/models/event-model.js'
import { fromStored } from '../store/record-schema.js'
import { sentimentOf } from '../enrichment/event-facts.js'

export type HeldBack = 'complaint' | 'refund' | 'mood'

const day = 86_400_000
/** A complaint is open until somebody resolves it; one that nobody took up in so long is not waited for any more. */
const complaintMs = 180 * day
/** A mood passes. */
const moodMs = day
const lookedAt = 3
const bad = -0.3

/** A person who resolves a conversation closes the complaints that were filed in it; a shop may also say that all before are closed. */
const closes = (resolved: StoredEvent, complaint: StoredEvent): boolean =>
  resolved.at > complaint.at &&
  (resolved.conversationId === undefined
    ? resolved.type === 'complaint.resolved'
    : resolved.conversationId === complaint.conversationId)

/** Undefined when nothing speaks against it. @param records all records of the person. */
export async function heldBack(store: Store, records: readonly CustomerId[], now: Date): Promise<HeldBack | undefined> {
  const whose = { customerId: { $in: [...records] } }
  const { events, orders } = store.models
  const lately = { at: { $gt: new Date(now.getTime() - complaintMs) } }
  const [complaints, resolved, refund, messages] = await Promise.all([
    events.find({ ...whose, type: 'complaint.filed', ...lately }).lean<StoredEvent[]>(),
    events
      .find({ ...whose, type: { $in: ['handoff.resolved', 'complaint.resolved'] }, ...lately })
      .lean<StoredEvent[]>(),
    orders.exists({ ...whose, $or: [{ 'refund.state': 'pending' }, { status: 'return-requested' }] }),
    events
      .find({ ...whose, type: 'message.received', at: { $gt: new Date(now.getTime() - moodMs) } })
      .sort({ at: -1 })
      .limit(lookedAt)
      .lean<StoredEvent[]>(),
  ])
  if (complaints.some((complaint) => !resolved.some((one) => closes(one, complaint)))) return 'complaint'
  if (refund) return 'refund'
  const moods = messages.flatMap((document) => sentimentOf(fromStored('events', eventSchema, document)) ?? [])
  const mood = moods.reduce((sum, one) => sum + one, 0) / Math.max(1, moods.length)
  return moods.length > 0 && mood < bad ? 'mood' : undefined
}
