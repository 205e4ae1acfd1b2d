// How far the bot's and people's messages got on this device, told to the server; told again when nobody heard it.
import type { WireMessage } from '../../protocol.js'
import type { ChatState } from './chat-state.js'
import type { Connection } from './connection.js'
import type { Storage } from './storage.js'
import type { Store } from './store.js'

export interface ReceiptParts {
  store: Store<ChatState>
  storage: Storage
  ask: Connection['ask']
}

const readPrefix = 'read:'

export function createReceipts({ store, storage, ask }: ReceiptParts) {
  /** Newest seq that this connection has reported. */
  let received = 0
  let read = 0

  const newestOut = (that: (message: WireMessage) => boolean = () => true) =>
    store.get().timeline.shown.findLast((message) => message.direction === 'out' && that(message))

  function reportReceived(): void {
    const newest = newestOut()
    if (!newest || newest.seq <= received || newest.delivery === 'read' || newest.delivery === 'delivered') return
    received = newest.seq
    ask('received', { seq: newest.seq }).catch(() => undefined)
  }

  function reportRead(): void {
    const { lastRead } = store.get()
    const newest = newestOut((message) => message.seq <= lastRead)
    if (!newest || newest.seq <= read || newest.delivery === 'read') return
    read = newest.seq
    ask('read', { seq: newest.seq }).catch(() => undefined)
  }

  return {
    /** Something new is in the timeline. */
    reportReceived,
    /** Everything in the timeline is on the screen. */
    markRead(): void {
      const { lastRead, thread } = store.get()
      const newest = newestOut()
      if (!newest || newest.seq <= lastRead) return
      store.set({ lastRead: newest.seq })
      storage.set(readPrefix + thread, String(newest.seq))
      reportRead()
    },
    /** Nobody can tell any more who read what on this device. */
    forgetAll(): void {
      for (const key of storage.keys(readPrefix)) storage.remove(key)
    },
    /** What was read on this device in an earlier visit. */
    readBefore: (thread: string): number => Number(storage.get(readPrefix + thread) ?? 0),
    /** The connection is new: what the last one may not have carried is said again. */
    resume(): void {
      received = 0
      read = 0
      reportReceived()
      reportRead()
    },
  }
}
