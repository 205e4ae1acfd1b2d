// What the customer wrote and the conversation does not show yet: waiting, under way, stored, refused.
import type { Refusal } from '../../protocol.js'
import { ChatError } from './chat-error.js'
import type { ChatState, PendingMessage } from './chat-state.js'
import type { Draft, Outbox } from './outbox.js'
import type { Store } from './store.js'

export interface PendingParts {
  store: Store<ChatState>
  outbox(): Outbox
  /** Id of the message that waits for its ack. */
  sending(): string | undefined
}

export function createPending({ store, outbox, sending }: PendingParts) {
  const stored = new Map<string, Draft>()
  const failed = new Map<string, PendingMessage>()
  const waiting = new Map<string, { resolve: () => void; reject: (error: ChatError) => void }>()

  const settle = (id: string, error?: ChatError) => {
    if (error) waiting.get(id)?.reject(error)
    else waiting.get(id)?.resolve()
    waiting.delete(id)
  }

  function show(): void {
    const there = new Set(store.get().timeline.shown.map((message) => message.clientId))
    const all = outbox().all()
    const drafts = all.filter(({ rating }) => !rating)
    for (const draft of drafts) if (there.has(draft.id)) outbox().remove(draft.id)
    for (const id of stored.keys()) if (there.has(id)) stored.delete(id)
    // Its acknowledgement was lost, but it came back with the conversation: it is stored.
    for (const id of waiting.keys()) if (there.has(id)) settle(id)
    const pending: PendingMessage[] = [
      ...failed.values(),
      ...[...stored.values()].map((draft) => ({ ...draft, state: 'stored' as const })),
      ...drafts
        .filter((draft) => !there.has(draft.id) && !stored.has(draft.id))
        .map((draft) => ({ ...draft, state: draft.id === sending() ? ('sending' as const) : ('waiting' as const) })),
    ]
    store.set({ pending: pending.sort((a, b) => a.at - b.at), rated: all.findLast(({ rating }) => rating)?.rating })
  }

  return {
    /** Draws the list anew and lets go of what the conversation shows by now. */
    show,
    /** Resolves when the message is stored, rejects when it is refused for good. */
    settled: (id: string) =>
      new Promise<void>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
      }),
    stored(draft: Draft): void {
      stored.set(draft.id, draft)
      settle(draft.id)
    },
    refused(draft: Draft, { code, message }: Refusal): void {
      failed.set(draft.id, { ...draft, state: 'failed', code })
      settle(draft.id, new ChatError(code, message))
    },
    /** Takes a refused message off the list. */
    takeFailed(id: string): PendingMessage | undefined {
      const message = failed.get(id)
      failed.delete(id)
      return message
    },
    /** Whoever still waits is told so. */
    rejectAll(error: ChatError): void {
      for (const id of [...waiting.keys()]) settle(id, error)
    },
    forget(): void {
      stored.clear()
      failed.clear()
    },
  }
}

export type Pending = ReturnType<typeof createPending>
