// The conversation as one tab sees it: connection, identity, messages, outbox. It knows nothing of how it is drawn.
import type { Locale } from '../../../../bot/domain/locale.js'
import { pageSize, typingTimeoutMs } from '../../limits.js'
import type { Ack, ConnectProblem, Refusal, Standing, WireAttachment, WireMessage } from '../../protocol.js'
import type { IdentitySource } from '../api.js'
import { blank, initialState, type ChatState, type PendingMessage } from './chat-state.js'
import { createConnection } from './connection.js'
import { claimOf } from './jwt-claim.js'
import { createOutbox, outboxPrefix, type Draft } from './outbox.js'
import { randomId } from './random-id.js'
import { createSender } from './sender.js'
import type { Storage } from './storage.js'
import { createStore, type Store } from './store.js'
import { firstSeq, hasGap, lastSeq, withDelivery, withMessages } from './timeline.js'

export interface ChatOptions {
  server: string
  site: string
  storage: Storage
  locale(): Locale
  /** A message of the bot or a person came that was not there when the conversation was first shown. */
  onIncoming?(message: WireMessage): void
  /** For programs that are no browser. */
  WebSocket?: typeof WebSocket
  transport?: 'websocket' | 'polling'
  newId?: () => string
  now?: () => number
}

export interface Chat extends Pick<Store<ChatState>, 'get' | 'subscribe'> {
  /** Connects when it has not; harmless to repeat. */
  connect(): void
  /** Puts a message into the outbox and sends it as soon as it can. Resolves when it is stored, rejects when it is refused for good. */
  send(text: string, files?: readonly WireAttachment[]): Promise<void>
  /** Sends a refused message again under a new id. */
  retry(id: string): void
  discard(id: string): void
  loadEarlier(): Promise<void>
  markRead(): void
  customerTypes(): void
  identify(source: IdentitySource): Promise<void>
  logout(): Promise<void>
  setContact(contact: { name?: string; email?: string }): void
  upload(file: File): Promise<WireAttachment>
  close(): void
}

/** Messages before the newest known one that are asked for again after a break, because they may have been edited meanwhile. */
const overlap = 30

const tokenKey = 'token'
/** Set while somebody is signed in, so that a later page knows there is something to forget. */
const signedKey = 'signed'

export class ChatError extends Error {
  constructor(
    readonly code: Refusal['code'],
    message: string,
  ) {
    super(message)
  }
}

export function createChat(options: ChatOptions): Chat {
  const { storage, server, site } = options
  const now = options.now ?? Date.now
  const newId = options.newId ?? randomId
  const store = createStore<ChatState>(initialState)
  const stored = new Map<string, Draft>()
  const failed = new Map<string, PendingMessage>()
  const waiting = new Map<string, { resolve: () => void; reject: (error: ChatError) => void }>()
  let identity: { source: IdentitySource; token: string; number: string } | undefined
  let usedToken: string | undefined
  let contact: { name?: string; email?: string } | undefined
  let changing = false
  let announced = 0
  let syncing: Promise<void> | undefined
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let typedAt = 0
  let received = 0

  const scope = () => (identity ? `c:${identity.number}` : 'visitor')
  const outbox = () => createOutbox(storage, scope())
  const online = () => connection.online && store.get().connection === 'online'

  const showPending = () => {
    const { timeline } = store.get()
    const there = new Set(timeline.shown.map((message) => message.clientId))
    const drafts = outbox().all()
    for (const draft of drafts) if (there.has(draft.id)) outbox().remove(draft.id)
    for (const id of stored.keys()) if (there.has(id)) stored.delete(id)
    // Its acknowledgement was lost, but it came back with the conversation: it is stored.
    for (const id of waiting.keys()) if (there.has(id)) settle(id)
    const pending: PendingMessage[] = [
      ...failed.values(),
      ...[...stored.values()].map((draft) => ({ ...draft, state: 'stored' as const })),
      ...drafts
        .filter((draft) => !there.has(draft.id) && !stored.has(draft.id))
        .map((draft) => ({
          ...draft,
          state: draft.id === sender.sending ? ('sending' as const) : ('waiting' as const),
        })),
    ]
    store.set({ pending: pending.sort((a, b) => a.at - b.at) })
  }

  const settle = (id: string, error?: ChatError) => {
    if (error) waiting.get(id)?.reject(error)
    else waiting.get(id)?.resolve()
    waiting.delete(id)
  }

  const sender = createSender({
    outbox,
    ready: () => online() && !changing,
    send: ({ id, text, files }) =>
      connection.ask('send', {
        id,
        text,
        locale: options.locale(),
        ...(files && { files: files.map((file) => file.id) }),
        ...(contact && { contact }),
      }),
    onStored(draft) {
      stored.set(draft.id, draft)
      settle(draft.id)
      if (store.get().owner === 'bot') showTyping(true)
    },
    onRefused(draft, refusal) {
      failed.set(draft.id, { ...draft, state: 'failed', code: refusal.code })
      settle(draft.id, new ChatError(refusal.code, refusal.message))
    },
    onChange: showPending,
  })

  function showTyping(on: boolean): void {
    clearTimeout(typingTimer)
    store.set({ typing: on })
    if (on) typingTimer = setTimeout(() => store.set({ typing: false }), typingTimeoutMs)
  }

  /** Nothing of the conversation before stays on the screen or in memory. */
  function forget(): void {
    stored.clear()
    failed.clear()
    announced = 0
    received = 0
    showTyping(false)
    store.set(blank)
    showPending()
  }

  function take(messages: readonly WireMessage[]): void {
    const timeline = withMessages(store.get().timeline, messages)
    store.set({ timeline })
    const fresh = timeline.shown.filter((message) => message.seq > announced)
    const last = lastSeq(timeline)
    const incoming = announced > 0 || store.get().loaded ? fresh.filter((message) => message.direction === 'out') : []
    announced = Math.max(announced, last)
    if (fresh.some((message) => message.direction === 'out')) showTyping(false)
    showPending()
    for (const message of incoming) if (message.deletedAt === undefined) options.onIncoming?.(message)
    reportReceived()
    if (hasGap(timeline)) void catchUp()
  }

  function reportReceived(): void {
    const newest = store.get().timeline.shown.findLast((message) => message.direction === 'out')
    if (!newest || newest.seq <= received || newest.delivery === 'read' || newest.delivery === 'delivered') return
    received = newest.seq
    connection.ask('received', { seq: newest.seq }).catch(() => undefined)
  }

  async function page(after: number): Promise<Ack<'sync'> & { ok: true }> {
    const answer = await connection.ask('sync', { after })
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

  /** Fetches what is missing; one at a time, tried again while the connection stands. */
  function catchUp(newest = 0): Promise<void> {
    syncing ??= pull(newest)
      .then(() => store.set({ loaded: true }))
      .catch(() => void setTimeout(() => online() && void catchUp(newest), 2000))
      .finally(() => {
        syncing = undefined
      })
    return syncing
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
      lastRead: Math.max(store.get().lastRead, Number(storage.get(`read:${standing.thread}`) ?? 0)),
    })
    if (standing.lastSeq > 0) await catchUp(standing.lastSeq)
    else store.set({ loaded: true })
    sender.flush()
  }

  async function welcomed(standing: Standing): Promise<void> {
    // Somebody signed in while the connection was on its way as a stranger's.
    if (identity && standing.thread !== `c:${identity.number}`) {
      if (standing.token !== undefined) keepToken(standing.token)
      const ack = await connection.ask('identify', { token: identity.token }).catch(() => undefined)
      if (ack?.ok) await begin(ack)
      else if (ack) refusedIdentity(ack)
      return
    }
    await begin(standing)
  }

  let identityDone: { resolve: () => void; reject: (error: ChatError) => void } | undefined

  function refusedIdentity(problem: ConnectProblem): void {
    identity = undefined
    identityDone?.reject(new ChatError(problem.code, problem.message))
    identityDone = undefined
    forget()
    connection.reset()
  }

  function refusedAtDoor(problem: ConnectProblem): boolean {
    if (problem.code === 'token-expired' || problem.code === 'token-invalid') {
      if (problem.field !== 'identity') storage.remove(tokenKey)
      else if (problem.code === 'token-invalid' || typeof identity?.source === 'string') refusedIdentity(problem)
      return true
    }
    if (!problem.retryable) store.set({ refused: problem.code })
    return problem.retryable
  }

  const connection = createConnection({
    server,
    ...(options.WebSocket && { WebSocket: options.WebSocket }),
    ...(options.transport && { transport: options.transport }),
    async auth() {
      try {
        if (identity && typeof identity.source === 'function')
          identity = { ...identity, token: await identity.source() }
      } catch {
        return undefined
      }
      usedToken = storage.get(tokenKey)
      return {
        site,
        locale: options.locale(),
        ...(usedToken !== undefined && { token: usedToken }),
        ...(identity && { identity: identity.token }),
      }
    },
    events: {
      welcome: (standing) =>
        void welcomed(standing).then(() => {
          if (identity && store.get().thread === `c:${identity.number}`) {
            identityDone?.resolve()
            identityDone = undefined
          }
        }),
      message: ({ thread, message }) => {
        if (thread === store.get().thread) take([message])
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
    },
    onOffline: () => {
      if (store.get().connection !== 'idle') store.set({ connection: 'offline', typing: false })
    },
    onRefused: refusedAtDoor,
  })

  const connect = () => {
    if (store.get().connection === 'idle') store.set({ connection: 'connecting' })
    connection.connect()
  }

  /** Another tab signed out or became another visitor: so does this one. */
  const stopListening = storage.onChange((key, value) => {
    if (key.startsWith(outboxPrefix)) {
      showPending()
      sender.flush()
    } else if (key === signedKey && value === undefined && identity) {
      identity = undefined
      forget()
      connection.reset()
    } else if (key === tokenKey && value !== undefined && !identity && store.get().thread.startsWith('v:')) {
      if (store.get().thread === `v:${claimOf(value, 'sub') ?? ''}`) return
      forget()
      connection.reset()
    }
  })

  const put = (draft: Draft) => {
    outbox().add(draft)
    showPending()
    connect()
    sender.flush()
  }

  if (storage.get(tokenKey) !== undefined || outbox().all().length > 0) connect()
  showPending()

  return {
    get: store.get,
    subscribe: store.subscribe,
    connect,
    send(text, files) {
      const id = newId()
      return new Promise<void>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        put({ id, text, at: now(), ...(files && files.length > 0 && { files }) })
      })
    },
    retry(id) {
      const message = failed.get(id)
      if (!message) return
      failed.delete(id)
      const { text, files } = message
      put({ id: newId(), text, at: now(), ...(files && { files }) })
    },
    discard(id) {
      failed.delete(id)
      showPending()
    },
    async loadEarlier() {
      const first = firstSeq(store.get().timeline)
      if (first <= 1 || !online()) return
      const { thread } = store.get()
      const { messages } = await page(Math.max(0, first - 1 - pageSize))
      if (store.get().thread === thread) take(messages)
    },
    markRead() {
      const { timeline, lastRead, thread } = store.get()
      const newest = timeline.shown.findLast((message) => message.direction === 'out')
      if (!newest || newest.seq <= lastRead) return
      store.set({ lastRead: newest.seq })
      storage.set(`read:${thread}`, String(newest.seq))
      if (newest.delivery !== 'read') connection.ask('read', { seq: newest.seq }).catch(() => undefined)
    },
    customerTypes() {
      if (store.get().owner !== 'person' || !online() || now() - typedAt < 3000) return
      typedAt = now()
      connection.ask('typing', { on: true }).catch(() => undefined)
    },
    async identify(source) {
      const token = typeof source === 'string' ? source : await source()
      const number = claimOf(token, 'sub')
      if (number === undefined) throw new ChatError('token-invalid', 'The identity is not a token with a `sub`.')
      if (identity?.number === number) {
        identity = { source, token, number }
        return
      }
      const before = scope()
      changing = true
      try {
        await sender.settled()
        const mine = before === 'visitor' ? createOutbox(storage, before) : undefined
        identity = { source, token, number }
        forget()
        const done = new Promise<void>((resolve, reject) => {
          identityDone = { resolve, reject }
        })
        if (connection.online) connection.reset()
        else connect()
        await done
        storage.set(signedKey, number)
        mine?.moveTo(`c:${number}`)
      } finally {
        changing = false
        showPending()
        sender.flush()
      }
    },
    async logout() {
      const who = identity?.number ?? storage.get(signedKey)
      if (who === undefined) return
      changing = true
      await sender.settled()
      for (const of of ['visitor', `c:${who}`]) createOutbox(storage, of).clear()
      for (const { reject } of waiting.values()) reject(new ChatError('not-allowed', 'The customer signed out.'))
      waiting.clear()
      identity = undefined
      contact = undefined
      storage.remove(tokenKey)
      storage.remove(signedKey)
      changing = false
      forget()
      if (store.get().connection !== 'idle') connection.reset()
    },
    setContact: (told) => {
      contact = told
    },
    async upload(file) {
      const token = storage.get(tokenKey)
      if (token === undefined) throw new ChatError('token-missing', 'Not connected yet.')
      const response = await fetch(`${server}/widget/files`, {
        method: 'POST',
        body: file,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/octet-stream',
          'x-kefu-site': site,
          'x-kefu-name': encodeURIComponent(file.name),
          ...(identity && { 'x-kefu-identity': identity.token }),
        },
      })
      const answer = (await response.json()) as WireAttachment & { error?: { code: Refusal['code']; message: string } }
      if (!response.ok)
        throw new ChatError(answer.error?.code ?? 'internal', answer.error?.message ?? 'The upload failed.')
      return answer
    },
    close() {
      stopListening()
      clearTimeout(typingTimer)
      connection.close()
    },
  }
}
