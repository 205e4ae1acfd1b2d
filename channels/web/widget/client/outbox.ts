// Messages that were typed, and ratings that were given, and are not yet stored by the
// server. They outlive a reload and are shared by all tabs.
import type { Score } from '../../../../bot/domain/rating.js'
import type { WireAttachment } from '../../protocol.js'
import type { Storage } from './storage.js'

export interface Draft {
  /** The message's own id: sending it twice stores it once. */
  id: string
  text: string
  files?: readonly WireAttachment[]
  /** It is no message: `text` is the comment on how this conversation was resolved. */
  rating?: { thread: string; epoch: number; score: Score }
  /** Milliseconds since 1970, the browser's clock. */
  at: number
}

export interface Outbox {
  /** Oldest first. */
  all(): readonly Draft[]
  /** At the end, in the order of the calls. */
  add(draft: Draft): void
  remove(id: string): void
  /** Hands everything over to another scope: a stranger's unsent words are theirs still when they sign in. */
  moveTo(scope: string): void
  clear(): void
}

const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Draft).id === 'string' &&
  typeof (value as Draft).text === 'string' &&
  typeof (value as Draft).at === 'number'

function read(stored: string | undefined): Draft | undefined {
  try {
    const value: unknown = JSON.parse(stored ?? '')
    return isDraft(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const outboxPrefix = 'out:'

/**
 * One key a message, so that two tabs writing at the same time cannot overwrite each other. `scope` is who wrote: `visitor` or
 * `c:<number>`; what one person left unsent is never sent in another's name.
 */
export function createOutbox(storage: Storage, scope: string): Outbox {
  const prefix = (of: string) => `${outboxPrefix}${encodeURIComponent(of)}/`
  const keyOf = (draft: Draft, of = scope) => `${prefix(of)}${String(draft.at).padStart(15, '0')}-${draft.id}`
  const entries = () =>
    storage.keys(prefix(scope)).flatMap((key) => {
      const draft = read(storage.get(key))
      return draft ? [{ key, draft }] : []
    })
  return {
    all: () => entries().map((entry) => entry.draft),
    add(draft) {
      // Strictly later than what waits already, whatever the clock says: two messages of one millisecond keep their order.
      const at = Math.max(draft.at, (entries().at(-1)?.draft.at ?? 0) + 1)
      storage.set(keyOf({ ...draft, at }), JSON.stringify({ ...draft, at }))
    },
    remove(id) {
      for (const { key, draft } of entries()) if (draft.id === id) storage.remove(key)
    },
    moveTo(other) {
      for (const { key, draft } of entries()) {
        storage.set(keyOf(draft, other), JSON.stringify(draft))
        storage.remove(key)
      }
    },
    clear() {
      for (const key of storage.keys(prefix(scope))) storage.remove(key)
    },
  }
}
