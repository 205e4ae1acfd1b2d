// Who is speaking: a stranger, or somebody whom the page's own site vouches for; and how that changes.
import type { ConnectProblem } from '../../protocol.js'
import type { IdentitySource } from '../api.js'
import { ChatError } from './chat-error.js'
import { claimOf } from './jwt-claim.js'
import { createOutbox } from './outbox.js'
import type { Storage } from './storage.js'

export interface SpeakerParts {
  storage: Storage
  /** Resolves when no message waits for its ack. */
  settled(): Promise<void>
  /** Nothing of the conversation before stays on the screen or in memory. */
  forget(): void
  /** Connects, anew when it is connected, as who is speaking now. */
  reconnect(): void
  /** After a change, also a failed one: what waits may go on. */
  onChanged(): void
}

export const tokenKey = 'token'
/** Set while somebody is signed in, so that a later page knows there is something to forget. */
export const signedKey = 'signed'

export function createSpeaker({ storage, settled, forget, reconnect, onChanged }: SpeakerParts) {
  let identity: { source: IdentitySource; token: string; number: string } | undefined
  let done: { resolve: () => void; reject: (error: ChatError) => void } | undefined
  let changes = 0

  /** Only the newest change is waited for. */
  const replace = () => {
    done?.reject(new ChatError('not-allowed', 'Somebody else was signed in meanwhile.'))
    done = undefined
  }

  const scope = () => (identity ? `c:${identity.number}` : 'visitor')

  return {
    /** Whose outbox it is. */
    scope,
    /** Nothing is sent meanwhile. */
    get changing() {
      return changes > 0
    },
    get token() {
      return identity?.token
    },
    /** The conversation of whoever is signed in. */
    get thread() {
      return identity && `c:${identity.number}`
    },
    /** Asks the page for a fresh token when it can give one; rejects when that fails. */
    async renew(): Promise<void> {
      if (identity && typeof identity.source === 'function') identity = { ...identity, token: await identity.source() }
    },
    /** The server shows a conversation: is it that of who signed in? */
    welcomed(thread: string): void {
      if (!identity || thread !== `c:${identity.number}`) return
      done?.resolve()
      done = undefined
    },
    /** The server does not believe the token: the stranger speaks again. */
    refused({ code, message }: ConnectProblem): void {
      identity = undefined
      done?.reject(new ChatError(code, message))
      done = undefined
      forget()
      reconnect()
    },
    /** True when trying again with a fresh token may help. */
    isRenewable: () => typeof identity?.source === 'function',
    /** Another tab signed out. */
    drop(): boolean {
      const was = identity !== undefined
      identity = undefined
      return was
    },
    async identify(source: IdentitySource): Promise<void> {
      const token = typeof source === 'string' ? source : await source()
      const number = claimOf(token, 'sub')
      if (number === undefined) throw new ChatError('token-invalid', 'The identity is not a token with a `sub`.')
      if (identity?.number === number) {
        identity = { source, token, number }
        return
      }
      const before = scope()
      changes += 1
      try {
        await settled()
        // A stranger's unsent words are theirs still when they sign in; another customer's stay behind.
        const mine = before === 'visitor' ? createOutbox(storage, before) : undefined
        replace()
        identity = { source, token, number }
        forget()
        const accepted = new Promise<void>((resolve, reject) => {
          done = { resolve, reject }
        })
        reconnect()
        await accepted
        storage.set(signedKey, number)
        mine?.moveTo(`c:${number}`)
      } finally {
        changes -= 1
        onChanged()
      }
    },
    /** False when there is nobody to sign out. */
    async logout(): Promise<boolean> {
      const who = identity?.number ?? storage.get(signedKey)
      if (who === undefined) return false
      changes += 1
      await settled()
      for (const of of ['visitor', `c:${who}`]) createOutbox(storage, of).clear()
      replace()
      identity = undefined
      storage.remove(tokenKey)
      storage.remove(signedKey)
      changes -= 1
      return true
    },
  }
}
