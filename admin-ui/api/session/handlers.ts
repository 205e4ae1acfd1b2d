// Signing in and out, and one's own password.
import type { SessionCookie } from '../../../platform/auth/cookie.js'
import { hashPassword, passwordMatches, weaknessOf } from '../../../platform/auth/password.js'
import type { Sessions } from '../../../platform/auth/sessions.js'
import type { SignIn } from '../../../platform/auth/sign-in.js'
import type { User, UserStore } from '../../../platform/auth/stores.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { policiesOf } from '../policy.js'
import type { Handlers } from '../serve.js'
import type { CurrentSession, sessionContract } from './contract.js'

export interface SessionDeps {
  signIn: SignIn
  sessions: Sessions
  users: UserStore
  cookie: SessionCookie
  clock: Clock
  queueBoard: boolean
  /** Called when sessions of a user ended, so that open sockets end too. */
  onSignedOut(userId: string): void
}

export function sessionHandlers(deps: SessionDeps): Handlers<typeof sessionContract> {
  const { signIn, sessions, users, cookie, clock, queueBoard, onSignedOut } = deps
  const present = (user: User, failedBefore: number): CurrentSession => {
    const { id, login, name, role, mustChangePassword } = user
    const policies = [...policiesOf(role)]
    return { user: { id, login, name, role, mustChangePassword }, policies, failedBefore, queueBoard }
  }
  return {
    async signIn({ body }, caller) {
      const { user, failedBefore } = await signIn({ ...body, address: caller.address })
      const replaces = caller.token === undefined ? {} : { replaces: caller.token }
      const { token, endsAt } = await sessions.begin(user, { ...replaces, failedBefore })
      // Losing this race only means that somebody changed the user at this very moment.
      const changed = await users.change(user.id, user.version, { lastSignInAt: clock.now() })
      caller.setCookie(cookie.write(token, endsAt))
      return present(changed ?? user, failedBefore)
    },

    current: async (_request, { user, session }) => present(user, session.failedBefore),

    async signOut(_request, { user, token, setCookie }) {
      if (token !== undefined) await sessions.end(token)
      setCookie(cookie.erase())
      onSignedOut(user.id)
      return {}
    },

    async changePassword({ body }, { user, token, setCookie }) {
      if (!(await passwordMatches(user.passwordHash, body.current)))
        throw new AppError('sign-in-failed', 'The present password is wrong.', { details: { field: 'current' } })
      const reason = body.next === body.current ? 'unchanged' : weaknessOf(body.next, user.login)
      if (reason !== undefined)
        throw new AppError('password-weak', 'The new password is too easy to guess.', {
          details: { field: 'next', reason },
        })
      const changed = await users.change(user.id, user.version, {
        passwordHash: await hashPassword(body.next),
        mustChangePassword: false,
      })
      if (changed === undefined) throw new AppError('conflict', 'Your account was changed meanwhile; try again.')
      await sessions.endAll(user.id)
      const begun = await sessions.begin(changed, token === undefined ? {} : { replaces: token })
      setCookie(cookie.write(begun.token, begun.endsAt))
      onSignedOut(user.id)
      return present(changed, 0)
    },
  }
}
