// What comes from the server goes into the timeline here: live messages, pages, what was missed; each is announced once.
import { pageSize } from '../../limits.js'
import type { WireMessage } from '../../protocol.js'
import { ChatError } from './chat-error.js'
import type { ChatState } from './chat-state.js'
import type { Connection } from './connection.js'
import type { Store } from './store.js'
import { firstSeq, hasGap, lastSeq, withMessages } from './timeline.js'

export interface IntakeParts {
  store: Store<ChatState>
  ask: Connection['ask']
  online(): boolean
  /** After the timeline has changed. `answered`: something of the bot or a person is new in it. */
  onTaken(answered: boolean): void
  /** New since the conversation was first shown. */
  onIncoming(message: WireMessage): void
}

/** Messages before the newest known one that are asked for again after a break, because they may have been edited meanwhile. */
const overlap = 30
const retryMs = 2000

export function createIntake({ store, ask, online, onTaken, onIncoming }: IntakeParts) {
  let announced = 0
  let syncing: { thread: string; done: Promise<void> } | undefined

  function take(messages: readonly WireMessage[]): void {
    const timeline = withMessages(store.get().timeline, messages)
    store.set({ timeline })
    const fresh = timeline.shown.filter((message) => message.seq > announced && message.direction === 'out')
    const isNews = announced > 0 || store.get().loaded
    announced = Math.max(announced, lastSeq(timeline))
    onTaken(fresh.length > 0)
    if (isNews) for (const message of fresh) if (message.deletedAt === undefined) onIncoming(message)
    if (hasGap(timeline)) void catchUp()
  }

  async function page(after: number): Promise<{ messages: readonly WireMessage[]; lastSeq: number }> {
    const answer = await ask('sync', { after })
    if (!answer.ok) throw new ChatError(answer.code, answer.message)
    return answer
  }

  async function pull(newest: number): Promise<void> {
    const { thread, timeline } = store.get()
    const known = lastSeq(timeline)
    let after = known === 0 ? Math.max(0, newest - pageSize) : Math.max(firstSeq(timeline) - 1, known - overlap)
    for (;;) {
      const { messages, lastSeq: end } = await page(after)
      if (store.get().thread !== thread) return
      take(messages)
      const reached = messages.at(-1)?.seq ?? end
      if (reached >= end || messages.length === 0) return
      after = reached
    }
  }

  /** Fetches what is missing; one at a time for each conversation, tried again while the connection stands. */
  function catchUp(newest = 0): Promise<void> {
    const { thread } = store.get()
    if (syncing?.thread === thread) return syncing.done
    const mine = () => store.get().thread === thread
    const again = () => void setTimeout(() => mine() && online() && void catchUp(newest), retryMs)
    const done = pull(newest)
      .then(() => mine() && store.set({ loaded: true }))
      .catch(again)
      .then(() => {
        if (syncing?.done === done) syncing = undefined
        // Something came past the last page while it was under way.
        if (mine() && hasGap(store.get().timeline)) again()
      })
    syncing = { thread, done }
    return done
  }

  return {
    take,
    catchUp,
    async loadEarlier(): Promise<void> {
      const { thread, timeline } = store.get()
      const first = firstSeq(timeline)
      if (first <= 1 || !online()) return
      const { messages } = await page(Math.max(0, first - 1 - pageSize))
      if (store.get().thread === thread) take(messages)
    },
    forget(): void {
      announced = 0
    },
  }
}
