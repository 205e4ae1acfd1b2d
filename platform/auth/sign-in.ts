// Signing in: counted before the password is looked at, so that tries in parallel cannot outrun the lock.
import { AppError } from '../errors.js'
import type { Clock } from '../clock.js'
import { longestPassword, passwordMatches } from './password.js'
import type { AttemptStore, User, UserStore } from './stores.js'

const windowMs = 15 * 60_000
/** Wrong passwords in a window: for one login from one address, for one login from anywhere, for one address. */
const limits = { pair: 5, login: 50, address: 30 }

export interface SignIn {
  /**
   * The user whose login and password these are, and how many wrong passwords came before.
   * Rejects with `sign-in-failed` (the same for a wrong login, a wrong password and a disabled user) or with `rate-limited`, whose
   * `details.retryAfterMs` says how long the lock holds, also for the right password.
   */
  (given: { login: string; password: string; address: string }): Promise<{ user: User; failedBefore: number }>
}

export function createSignIn(deps: { users: UserStore; attempts: AttemptStore; clock: Clock }): SignIn {
  const { users, attempts, clock } = deps
  return async ({ login: typed, password, address }) => {
    const login = normaliseLogin(typed)
    const keys = { pair: `pair:${address}:${login}`, login: `login:${login}`, address: `address:${address}` }
    const now = clock.now()
    for (const kind of ['pair', 'login', 'address'] as const) {
      const { count, until } = await attempts.add(keys[kind], windowMs, now)
      if (count > limits[kind]) {
        const retryAfterMs = until.getTime() - now.getTime()
        throw new AppError('rate-limited', 'Too many wrong passwords; signing in is locked for a while.', {
          details: { retryAfterMs, reason: 'locked' },
        })
      }
    }
    const user = await users.byLogin(login)
    const right = await passwordMatches(user?.passwordHash, password.slice(0, longestPassword))
    if (!right || user === undefined || user.disabled) {
      const tried = await attempts.count(keys.pair, now)
      throw new AppError('sign-in-failed', 'The login or the password is wrong.', {
        details: { triesLeft: Math.max(0, limits.pair - tried) },
      })
    }
    // This try was counted too; it was not a wrong one.
    const failedBefore = (await attempts.count(keys.login, now)) - 1
    await Promise.all([attempts.clear(keys.pair), attempts.clear(keys.login)])
    return { user, failedBefore: Math.max(0, failedBefore) }
  }
}

export const normaliseLogin = (login: string): string => login.normalize('NFKC').trim().toLowerCase()
