// A customer rates how a conversation was resolved: one write on the conversation, as an answer of the bot or of a person is.
import { AppError } from '../platform/errors.js'
import type { Clock } from '../platform/clock.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import { changeConversation } from './change-conversation.js'
import type { Conversation } from './domain/conversation.js'
import type { RecordEvent } from './domain/event.js'
import type { EventId } from './domain/ids.js'
import { ratedUntil, ratingId, type Rate, type RateRequest, type Rating, type Resolution } from './domain/rating.js'
import type { Conversations, Ratings } from './ports.js'
import { enrichJob } from './turn-job.js'
import { mergePending } from './turn-record.js'

export interface RateDeps {
  conversations: Conversations
  ratings: Ratings
  jobs: Pick<JobQueue, 'notify'>
  clock: Clock
}

function openResolution(conversation: Conversation, epoch: number, now: Date): Resolution {
  const { resolution } = conversation
  if (resolution?.epoch === epoch && now < ratedUntil(resolution)) return resolution
  throw new AppError('rating-closed', 'This can no longer be rated.', { details: { conversation: conversation.id } })
}

/** Fixed by what was kept, so that writing it again after a crash is the same write. The comment stays with the rating. */
const eventOf = (rating: Rating): RecordEvent => ({
  id: `rating:${rating.id}#${String(rating.changes)}` as EventId,
  type: 'conversation.rated',
  customerId: rating.customerId,
  conversationId: rating.conversationId,
  data: {
    resolution: rating.id,
    rating: rating.score,
    resolvedBy: rating.by ? 'person' : 'bot',
    channel: rating.channel,
    commented: rating.comment !== undefined,
    changed: rating.changes > 0,
  },
  at: rating.at,
})

const withRating = (conversation: Conversation, rating: Rating, epoch: number, now: Date): Conversation => {
  const event = eventOf(rating)
  return {
    ...conversation,
    rating: { epoch, score: rating.score, at: rating.at },
    pending: mergePending(conversation.pending, {
      messages: [],
      receipts: [],
      events: [event],
      jobs: [enrichJob(event.id, conversation)],
    }),
    updatedAt: now,
  }
}

/** This one, or a later change of it. */
const isNoted = ({ rating: noted }: Conversation, rating: Rating, epoch: number): boolean =>
  noted?.epoch === epoch && noted.at >= rating.at

/**
 * The rating is kept first, then the conversation takes it over with its event: a request that died between the two is finished by the client's
 * asking again, and until then it was not acknowledged.
 */
export function createRate({ conversations, ratings, jobs, clock }: RateDeps): Rate {
  const keep = (conversation: Conversation, { epoch, score, comment, requestId }: RateRequest, now: Date) => {
    const { at: resolvedAt, by } = openResolution(conversation, epoch, now)
    const { id: conversationId, customerId, channel, locale } = conversation
    return ratings.keep(
      {
        id: ratingId(conversationId, epoch),
        ...{ conversationId, customerId, channel, locale, score, resolvedAt, at: now },
        ...(comment !== undefined && { comment }),
        ...(by && { by }),
      },
      requestId,
    )
  }

  return async (request) => {
    const { conversationId, epoch } = request
    const now = clock.now()
    let kept: Rating | undefined
    const rated = await changeConversation({ conversations, jobs }, conversationId, async (conversation) => {
      const rating = (kept ??= await keep(conversation, request, now))
      if (isNoted(conversation, rating, epoch)) return { result: rating }
      return { result: rating, next: withRating(conversation, rating, epoch, now) }
    })
    if (rated) return rated
    throw new AppError('conversation-unknown', 'There is no such conversation.', {
      details: { conversation: conversationId },
    })
  }
}
