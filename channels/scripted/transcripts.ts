// What each scripted conversation showed, kept in order of seq.
import type { Message } from '../../bot/domain/message.js'

type Listener = (conversationKey: string, message: Message) => void

export function createTranscripts() {
  const byKey = new Map<string, Map<string, Message>>()
  const listeners = new Set<Listener>()
  return {
    /** The same id again replaces the message (an edit) and is not announced. */
    put(key: string, message: Message): void {
      const messages = byKey.get(key) ?? new Map<string, Message>()
      byKey.set(key, messages)
      const isNew = !messages.has(message.id)
      messages.set(message.id, message)
      if (isNew) for (const listener of listeners) listener(key, message)
    },
    of: (key: string): readonly Message[] => [...(byKey.get(key)?.values() ?? [])].sort((a, b) => a.seq - b.seq),
    onNew(listener: Listener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
