// Which customers are typing, over all processes: told to people who look at the conversation, never kept.
import type { ConversationId } from '../../bot/domain/ids.js'
import type { Clock } from '../../platform/clock.js'
import { createRecent } from '../../platform/recent.js'
import type { Store } from '../store/connection.js'

/** So long after a key was pressed somebody counts as typing; widgets say it again every three seconds. */
export const typingMs = 6000
/** What comes more often than this is not written again. */
const writeEveryMs = 2000
/** So many conversations are remembered as just written. */
const remembered = 2000

export interface CustomersTyping {
  /** One of this process's customers is typing. */
  note(id: ConversationId): Promise<void>
  /** They sent it, or gave up. Costs nothing where this process noted nothing. */
  done(id: ConversationId): Promise<void>
  /** Everybody who is typing now, at whichever process, with when that was said to end. */
  now(): Promise<readonly { id: ConversationId; until: Date }[]>
}

export function customersTyping(store: Store, clock: Clock): CustomersTyping {
  const { presences } = store.models
  const written = createRecent<ConversationId, number>(remembered)
  return {
    async note(id) {
      const now = clock.now().getTime()
      if (now - (written.get(id) ?? 0) < writeEveryMs) return
      written.set(id, now)
      const until = new Date(now + typingMs)
      await presences.updateOne(
        { _id: `typing:${id}` },
        { $set: { kind: 'typing', subject: id, until } },
        { upsert: true },
      )
    },
    async done(id) {
      if (written.get(id) === undefined) return
      written.delete(id)
      await presences.deleteOne({ _id: `typing:${id}` })
    },
    async now() {
      const found = await presences
        .find({ kind: 'typing', until: { $gt: clock.now() } })
        .lean<{ subject: string; until: Date }[]>()
      return found.map(({ subject, until }) => ({ id: subject as ConversationId, until }))
    },
  }
}
