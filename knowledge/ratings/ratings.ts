// Ratings of conversations: kept once for each resolution, read for people, and for learning what customers' words mean.
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Rating } from '../../bot/domain/rating.js'
import { isDuplicateKey } from '../store/duplicate-key.js'
import type { Store } from '../store/connection.js'
import { ratingSchema, type StoredRating } from '../store/models/rating-model.js'
import { fromStored } from '../store/record-schema.js'

/** So many requests of one rating are remembered. */
const requestsKept = 20

const ratingFromStored = ({ requests: _, ...document }: StoredRating): Rating =>
  fromStored('ratings', ratingSchema, document)

/** What a customer says; where it belongs is fixed with the first time. */
export type GivenRating = Omit<Rating, 'changes'>

const sameWords = (stored: StoredRating, given: GivenRating): boolean =>
  stored.score === given.score && stored.comment === given.comment

export function ratings(store: Store) {
  const { ratings: documents } = store.models

  /** Undefined when somebody else wrote meanwhile. */
  const attempt = async (given: GivenRating, request: string): Promise<StoredRating | undefined> => {
    const { id: _id, score, comment, at: givenAt, ...first } = given
    const said = { score, ...(comment !== undefined && { comment }) }
    const stored = await documents.findById(_id).lean<StoredRating>()
    if (stored === null) {
      const fresh: StoredRating = { _id, ...first, ...said, at: givenAt, changes: 0, requests: [request] }
      try {
        await documents.create(fresh)
        return fresh
      } catch (error) {
        if (isDuplicateKey(error)) return undefined
        throw error
      }
    }
    if (stored.requests.includes(request) || sameWords(stored, given)) return stored
    const changes = stored.changes + 1
    // Clocks of several processes differ; of one rating the later change is later.
    const at = new Date(Math.max(givenAt.getTime(), stored.at.getTime() + 1))
    const requests = [...stored.requests, request].slice(-requestsKept)
    const { matchedCount } = await documents.updateOne(
      { _id, changes: stored.changes },
      { $set: { ...said, at, changes, requests }, ...(comment === undefined && { $unset: { comment: '' } }) },
    )
    if (matchedCount === 0) return undefined
    const { comment: _before, ...rest } = stored
    return { ...rest, ...said, at, changes, requests }
  }

  return {
    /** Writes or changes a rating and resolves with it as it is then. A request that was carried out before changes nothing. */
    async keep(given: GivenRating, request: string): Promise<Rating> {
      for (;;) {
        const kept = await attempt(given, request)
        if (kept) return ratingFromStored(kept)
      }
    },

    /** Of one resolution. */
    async get(id: string): Promise<Rating | undefined> {
      const found = await documents.findById(id).lean<StoredRating>()
      return found === null ? undefined : ratingFromStored(found)
    },

    /** All of a conversation, newest resolution first. */
    async ofConversation(id: ConversationId): Promise<readonly Rating[]> {
      const found = await documents.find({ conversationId: id }).sort({ resolvedAt: -1 }).lean<StoredRating[]>()
      return found.map(ratingFromStored)
    },
  }
}

export type Ratings = ReturnType<typeof ratings>
