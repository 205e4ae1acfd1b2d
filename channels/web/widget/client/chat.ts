// The conversation as one tab sees it: connection, identity, messages, outbox. It knows nothing of how it is drawn.
import { typingTimeoutMs } from '../../limits.js'
import type { ConnectProblem, Standing } from '../../protocol.js'
import { ChatError } from './chat-error.js'
import type { Chat, ChatOptions } from './chat-port.js'
import { blank, initialState, type ChatState } from './chat-state.js'
import { createConnection } from './connection.js'
import { createIntake } from './intake.js'
import { claimOf } from './jwt-claim.js'
import { createOutbox, outboxPrefix, type Draft } from './outbox.js'
import { createPending } from './pending.js'
import { randomId } from './random-id.js'
import { createRatings } from './ratings.js'
import { createReceipts } from './receipts.js'
import { createSender } from './sender.js'
import { createSpeaker, signedKey, tokenKey } from './speaker.js'
import { createStore } from './store.js'
import { isAnswered, lastSeq, withDelivery } from './timeline.js'
import { uploadFile } from './upload.js'

const typingEveryMs = 3000
/** Set once a WebSocket got through from this browser. */
const socketKey = 'socket'

export function createChat(options: ChatOptions): Chat {
  const { storage, server, site } = options
  const now = options.now ?? Date.now
  const newId = options.newId ?? randomId
  const store = createStore<ChatState>(initialState)
  let usedToken: string | undefined
  let contact: { name?: string; email?: string } | undefined
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let typedAt = 0

  const outbox = () => createOutbox(storage, speaker.scope())
  const online = () => connection.online && store.get().connection === 'online'

  const pending = createPending({ store, outbox, sending: () => sender.sending })

  const ask: typeof connection.ask = (...question) => connection.ask(...question)
  const receipts = createReceipts({ store, storage, ask })

  const ratings = createRatings({ store, ask })

  const intake = createIntake({
    store,
    ask,
    online,
    onTaken(answered) {
      if (answered) showTyping(false)
      pending.show()
      receipts.reportReceived()
    },
    onIncoming: (message) => options.onIncoming?.(message),
  })

  const sender = createSender({
    outbox,
    ready: () => online() && !speaker.changing,
    send: ({ id, text, files, rating }) =>
      rating
        ? ratings.send(id, rating, text)
        : connection.ask('send', {
            id,
            text,
            locale: options.locale(),
            ...(files && { files: files.map((file) => file.id) }),
            ...(contact && { contact }),
          }),
    onStored(draft) {
      if (draft.rating) return
      pending.stored(draft)
      // A quick answer comes before the ack.
      const { owner, timeline } = store.get()
      if (owner === 'bot' && !isAnswered(timeline, draft.id)) showTyping(true)
    },
    onRefused: (draft, refusal) => (draft.rating ? store.set({ rating: undefined }) : pending.refused(draft, refusal)),
    onChange: () => pending.show(),
  })

  const speaker = createSpeaker({
    storage,
    settled: () => sender.settled(),
    forget,
    reconnect: () => (connection.online ? connection.reset() : connect()),
    onChanged() {
      pending.show()
      sender.flush()
    },
  })

  function showTyping(on: boolean): void {
    clearTimeout(typingTimer)
    store.set({ typing: on })
    if (on) typingTimer = setTimeout(() => store.set({ typing: false }), typingTimeoutMs)
  }

  /** Nothing of the conversation before stays on the screen or in memory. */
  function forget(): void {
    pending.forget()
    intake.forget()
    showTyping(false)
    store.set(blank)
    pending.show()
  }

  /** False when another tab has a different visitor by now: that one is used instead. */
  function keepToken(token: string): boolean {
    const other = storage.get(tokenKey)
    if (other !== undefined && other !== usedToken && claimOf(other, 'sub') !== claimOf(token, 'sub')) return false
    storage.set(tokenKey, token)
    return true
  }

  async function begin(standing: Standing): Promise<void> {
    if (standing.token !== undefined && !keepToken(standing.token)) {
      connection.reset()
      return
    }
    const { thread, timeline } = store.get()
    if (thread !== '' && thread !== standing.thread) forget()
    // The record was emptied: what is shown here is nowhere any more.
    if (standing.lastSeq < lastSeq(timeline)) store.set({ timeline: blank.timeline })
    store.set({
      connection: 'online',
      refused: undefined,
      thread: standing.thread,
      who: standing.who,
      owner: standing.owner,
      personName: standing.personName,
      rating: standing.rating,
      lastRead: Math.max(store.get().lastRead, receipts.readBefore(standing.thread)),
    })
    if (standing.lastSeq > 0) await intake.catchUp(standing.lastSeq)
    else store.set({ loaded: true })
    receipts.resume()
    sender.flush()
  }

  async function welcomed(standing: Standing): Promise<void> {
    // Somebody signed in while the connection was on its way as a stranger's.
    if (speaker.thread !== undefined && standing.thread !== speaker.thread) {
      if (standing.token !== undefined) keepToken(standing.token)
      const ack = await connection.ask('identify', { token: speaker.token }).catch(() => undefined)
      if (ack?.ok) await begin(ack)
      else if (ack) speaker.refused(ack)
    } else await begin(standing)
    speaker.welcomed(store.get().thread)
  }

  function refusedAtDoor(problem: ConnectProblem): boolean {
    if (problem.code === 'token-expired' || problem.code === 'token-invalid') {
      if (problem.field !== 'identity') storage.remove(tokenKey)
      else if (problem.code === 'token-invalid' || !speaker.isRenewable()) speaker.refused(problem)
      return true
    }
    if (!problem.retryable) store.set({ refused: problem.code })
    return problem.retryable
  }

  const connection = createConnection({
    server,
    memory: {
      get socketWorked() {
        return storage.get(socketKey) !== undefined
      },
      rememberSocket: () => storage.set(socketKey, '1'),
    },
    ...(options.WebSocket && { WebSocket: options.WebSocket }),
    ...(options.transport && { transport: options.transport }),
    async auth() {
      try {
        await speaker.renew()
      } catch {
        return undefined
      }
      usedToken = storage.get(tokenKey)
      return {
        site,
        locale: options.locale(),
        ...(usedToken !== undefined && { token: usedToken }),
        ...(speaker.token !== undefined && { identity: speaker.token }),
      }
    },
    events: {
      welcome: (standing) => void welcomed(standing),
      message: ({ thread, message }) => {
        if (thread === store.get().thread) intake.take([message])
      },
      typing: ({ thread, on }) => {
        if (thread === store.get().thread) showTyping(on)
      },
      delivery({ thread, direction, seq, state }) {
        const before = store.get()
        if (thread !== before.thread) return
        const read = direction === 'out' && state === 'read' ? Math.max(before.lastRead, seq) : before.lastRead
        store.set({ timeline: withDelivery(before.timeline, direction, seq, state), lastRead: read })
      },
      owner({ thread, owner, personName }) {
        if (thread !== store.get().thread) return
        store.set({ owner, personName })
        if (owner !== 'bot') showTyping(false)
      },
      rating: ({ thread, rating }) => {
        if (thread === store.get().thread) store.set({ rating })
      },
    },
    onOffline: () => {
      if (store.get().connection !== 'idle') store.set({ connection: 'offline', typing: false })
    },
    onRefused: refusedAtDoor,
  })

  function connect(): void {
    if (store.get().connection === 'idle') store.set({ connection: 'connecting' })
    connection.connect()
  }

  /** Another tab wrote something, signed out or became another visitor: so does this one. */
  const stopListening = storage.onChange((key, value) => {
    if (key.startsWith(outboxPrefix)) {
      pending.show()
      sender.flush()
    } else if (key === signedKey && value === undefined && speaker.drop()) {
      forget()
      connection.reset()
    } else if (key === tokenKey && value !== undefined && speaker.thread === undefined) {
      const { thread } = store.get()
      if (!thread.startsWith('v:') || thread === `v:${claimOf(value, 'sub') ?? ''}`) return
      forget()
      connection.reset()
    }
  })

  const put = (draft: Draft) => {
    outbox().add(draft)
    pending.show()
    connect()
    sender.flush()
  }

  if (storage.get(tokenKey) !== undefined || outbox().all().length > 0) connect()
  pending.show()

  return {
    get: store.get,
    subscribe: store.subscribe,
    connect,
    send(text, files) {
      const id = newId()
      const settled = pending.settled(id)
      put({ id, text, at: now(), ...(files && files.length > 0 && { files }) })
      return settled
    },
    rate(score, comment) {
      const rating = ratings.draft(score)
      if (rating) put({ id: newId(), text: comment, at: now(), rating })
    },
    retry(id) {
      const message = pending.takeFailed(id)
      if (!message) return
      const { text, files } = message
      put({ id: newId(), text, at: now(), ...(files && { files }) })
    },
    discard(id) {
      pending.takeFailed(id)
      pending.show()
    },
    loadEarlier: () => intake.loadEarlier(),
    markRead: () => receipts.markRead(),
    customerTypes() {
      if (store.get().owner !== 'person' || !online() || now() - typedAt < typingEveryMs) return
      typedAt = now()
      connection.ask('typing', { on: true }).catch(() => undefined)
    },
    identify: (source) => speaker.identify(source),
    async logout() {
      if (!(await speaker.logout())) return
      pending.rejectAll(new ChatError('not-allowed', 'The customer signed out.'))
      contact = undefined
      receipts.forgetAll()
      forget()
      if (store.get().connection !== 'idle') connection.reset()
    },
    setContact: (told) => {
      contact = told
    },
    upload: (file) => uploadFile({ server, site, token: storage.get(tokenKey), identity: speaker.token }, file),
    close() {
      stopListening()
      clearTimeout(typingTimer)
      connection.close()
    },
  }
}
