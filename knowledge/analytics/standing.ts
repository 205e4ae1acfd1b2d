// What there is to say honestly about the wait for a person.
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import type { Store } from '../store/connection.js'
import type { StoredConversation } from '../store/models/conversation-model.js'

export interface Standing {
  /** Conversations that asked before this one. */
  ahead: number
  peopleOnline: number
  /** Median of recent claims; absent when there were too few to tell. */
  typicalWaitMs?: number
}

/** Claims older than this say nothing about today. */
const recentMs = 14 * 86_400_000
const claimsLookedAt = 25
/** With fewer the median is chance. */
const claimsNeeded = 5

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  if (upper === undefined) return undefined
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? upper) + upper) / 2 : upper
}

/** `peopleOnline` is told by whoever knows presence (the desk in Slack, the admin inbox). */
export function desk(store: Store, clock: Clock, peopleOnline: () => Promise<number>) {
  const { conversations } = store.models
  return {
    async standing(id: ConversationId): Promise<Standing> {
      const mine = await conversations.findById(id, { handOff: 1 }).lean<Pick<StoredConversation, 'handOff'>>()
      const since = mine?.handOff?.requestedAt ?? clock.now()
      const [ahead, online, claimed] = await Promise.all([
        conversations.countDocuments({
          owner: 'queue',
          status: 'open',
          _id: { $ne: id },
          'handOff.requestedAt': { $lt: since },
        }),
        peopleOnline(),
        conversations
          .find({ 'handOff.claimedAt': { $gte: new Date(clock.now().getTime() - recentMs) } }, { handOff: 1 })
          .sort({ 'handOff.claimedAt': -1 })
          .limit(claimsLookedAt)
          .lean<Pick<StoredConversation, 'handOff'>[]>(),
      ])
      const waits = claimed.flatMap(({ handOff }) =>
        handOff?.claimedAt ? [handOff.claimedAt.getTime() - handOff.requestedAt.getTime()] : [],
      )
      const typicalWaitMs = waits.length < claimsNeeded ? undefined : median(waits)
      return { ahead, peopleOnline: online, ...(typicalWaitMs === undefined ? {} : { typicalWaitMs }) }
    },
  }
}
