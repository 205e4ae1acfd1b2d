// Opaque sessions: begun at sign-in with a new token each time, extended while used, ended by sign-out, disuse or age.
import type { Clock } from '../clock.js'
import type { Session, SessionStore, User, UserStore } from './stores.js'
import { hashToken, newToken } from './token.js'

const idleMs = 12 * 3_600_000
const longestMs = 7 * 24 * 3_600_000
/** An extension is written at most this often. */
const extendEveryMs = 60_000

export interface Sessions {
  /** Begins a session and ends `replaces` (rotation: a token that somebody planted before sign-in is worth nothing after it). */
  begin(user: User, options?: { replaces?: string; failedBefore?: number }): Promise<{ token: string; endsAt: Date }>
  /** Who the token belongs to; undefined when it is unknown, over, or the user was disabled. */
  whose(token: string): Promise<{ user: User; session: Session } | undefined>
  end(token: string): Promise<void>
  /** Signs the user out everywhere, but not from the session of `exceptToken`. */
  endAll(userId: string, exceptToken?: string): Promise<void>
}

export function createSessions(deps: { sessions: SessionStore; users: UserStore; clock: Clock }): Sessions {
  const { sessions, users, clock } = deps
  const idleUntil = (now: Date, endsAt: Date) => new Date(Math.min(now.getTime() + idleMs, endsAt.getTime()))
  return {
    async begin(user, { replaces, failedBefore = 0 } = {}) {
      const token = newToken()
      const now = clock.now()
      const endsAt = new Date(now.getTime() + longestMs)
      await sessions.insert({
        tokenHash: hashToken(token),
        userId: user.id,
        createdAt: now,
        idleUntil: idleUntil(now, endsAt),
        endsAt,
        failedBefore,
      })
      if (replaces !== undefined) await sessions.remove(hashToken(replaces))
      return { token, endsAt }
    },
    async whose(token) {
      const session = await sessions.get(hashToken(token))
      const now = clock.now()
      if (session === undefined || session.idleUntil <= now || session.endsAt <= now) return undefined
      const user = await users.get(session.userId)
      if (user === undefined || user.disabled) return undefined
      const next = idleUntil(now, session.endsAt)
      if (next.getTime() - session.idleUntil.getTime() > extendEveryMs) await sessions.extend(session.tokenHash, next)
      return { user, session }
    },
    end: (token) => sessions.remove(hashToken(token)),
    endAll: (userId, exceptToken) =>
      sessions.removeOfUser(userId, exceptToken === undefined ? undefined : hashToken(exceptToken)),
  }
}
