// `window.Kefu`: what a page may ask of the widget.
import type { Locale } from '../../../bot/domain/locale.js'

/** A JWT that the site's server signed, or a function that fetches a fresh one: it is called at each connection. */
export type IdentitySource = string | (() => string | Promise<string>)

export interface KefuMessage {
  seq: number
  text: string
  from: 'customer' | 'bot' | 'person' | 'system'
  at: Date
}

export interface Kefu {
  /** Opens the window; with `text` in the composer, not sent. */
  open(text?: string): void
  close(): void
  readonly isOpen: boolean
  /**
   * Somebody is signed in on the page. Their own conversation is shown from now on. Resolves when the server accepted the identity;
   * rejects with an `Error` whose `code` is `token-invalid`, `token-expired` or `not-allowed`.
   */
  identify(source: IdentitySource): Promise<void>
  /** Forgets who was signed in and everything of theirs on this screen, in every tab. */
  logout(): Promise<void>
  /** Sends a message as if the customer had typed it. Resolves when it is durably stored. */
  send(text: string): Promise<void>
  /** Each message of the bot or a person as it arrives. Returns the way to end that. */
  onMessage(listener: (message: KefuMessage) => void): () => void
  /** The number on the badge. Called at once with the present one. Returns the way to end that. */
  onUnread(listener: (count: number) => void): () => void
  setLocale(locale: Locale): void
  setTheme(theme: 'light' | 'dark' | 'auto'): void
  /** Shows something unasked beside the button, as the bot's word; nothing is stored unless the customer answers. At most once a day. */
  invite(text: string): void
  /** Takes the widget off the page. */
  remove(): void
}

declare global {
  interface Window {
    Kefu?: Kefu
    /** Functions put here before the script has loaded are called with the API once it has. */
    kefuReady?: { push(callback: (kefu: Kefu) => void): unknown }
  }
}
