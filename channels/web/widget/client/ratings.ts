// What the customer thinks of how the conversation was resolved, on its way through the outbox.
import type { Score } from '../../../../bot/domain/rating.js'
import type { Ack } from '../../protocol.js'
import type { ChatState } from './chat-state.js'
import type { Connection } from './connection.js'
import type { Draft } from './outbox.js'
import type { Store } from './store.js'

type RatingDraft = NonNullable<Draft['rating']>

export function createRatings({ store, ask }: { store: Store<ChatState>; ask: Connection['ask'] }) {
  return {
    /** Undefined when there is nothing to rate. */
    draft(score: Score): RatingDraft | undefined {
      const { thread, rating } = store.get()
      return rating && { thread, epoch: rating.epoch, score }
    },
    async send(id: string, { thread, epoch, score }: RatingDraft, comment: string): Promise<Ack<'rate'>> {
      // Somebody signed in since: it was about another conversation.
      if (thread !== store.get().thread) return { ok: false, code: 'rating-closed', message: '', retryable: false }
      const ack = await ask('rate', { id, epoch, score, ...(comment !== '' && { comment }) })
      if (ack.ok) store.set({ rating: ack.rating })
      return ack
    },
  }
}

/** The resolution to ask about now: not once the customer has gone on writing. */
export function askedNow({ rating, timeline, pending, typing }: ChatState, now: number) {
  if (!rating || pending.length > 0 || typing || Date.parse(rating.until) <= now) return undefined
  const wentOn = timeline.shown.some(({ direction, at }) => direction === 'in' && at > rating.resolvedAt)
  return wentOn ? undefined : rating
}
