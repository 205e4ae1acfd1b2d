// What the views and the API may ask of the conversation.
import type { Locale } from '../../../../bot/domain/locale.js'
import type { Score } from '../../../../bot/domain/rating.js'
import type { WireAttachment, WireMessage } from '../../protocol.js'
import type { IdentitySource } from '../api.js'
import type { ChatState } from './chat-state.js'
import type { Storage } from './storage.js'
import type { Store } from './store.js'

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
  /** Says how the conversation was resolved, or says it otherwise; kept like a message until it is stored. */
  rate(score: Score, comment: string): void
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
