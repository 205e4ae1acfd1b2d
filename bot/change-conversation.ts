// One conditional write after another until one holds: how everything but a turn changes a conversation.
import { AppError } from '../platform/errors.js'
import type { JobQueue } from '../platform/jobs/job-queue.js'
import type { Conversation } from './domain/conversation.js'
import type { ConversationId } from './domain/ids.js'
import type { Conversations } from './ports.js'
import { hintsOf } from './turn-job.js'

export interface ChangeDeps {
  conversations: Pick<Conversations, 'get' | 'save' | 'spread'>
  jobs: Pick<JobQueue, 'notify'>
}

export interface Try<Result> {
  result: Result
  /** What is to be written; absent when nothing is. */
  next?: Conversation
  /** Comes between the write and its spreading. */
  tell?: () => Promise<void>
}

const maxRaces = 8

/**
 * Computes and writes until the write holds, then spreads it and announces its jobs; each try looks at the conversation as it is then.
 * Rejects retryably with `conflict`. Resolves with undefined where there is no such conversation.
 */
export async function changeConversation<Result>(
  { conversations, jobs }: ChangeDeps,
  id: ConversationId,
  plan: (conversation: Conversation) => Promise<Try<Result>>,
): Promise<Result | undefined> {
  for (let race = 0; race < maxRaces; race += 1) {
    const conversation = await conversations.get(id)
    if (!conversation) return undefined
    const { result, next, tell } = await plan(conversation)
    if (!next) return result
    if (!(await conversations.save(next, conversation))) continue
    await tell?.()
    await conversations.spread(id)
    jobs.notify(hintsOf(next.pending.jobs))
    return result
  }
  throw new AppError('conflict', 'The conversation changed again and again. Try once more.', { retryable: true })
}
