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
    const locked = (until: Date) =>
      new AppError('rate-limited', 'Too many wrong passwords; signing in is locked for a while.', {
        details: { retryAfterMs: until.getTime() - now.getTime(), reason: 'locked' },
      })
    // An office shares one address: only wrong passwords count against it, so it is looked at here and counted below.
    if ((await attempts.count(keys.address, now)) >= limits.address) throw locked(new Date(now.getTime() + windowMs))
    const pair = await attempts.add(keys.pair, windowMs, now)
    if (pair.count > limits.pair) throw locked(pair.until)
    const any = await attempts.add(keys.login, windowMs, now)
    if (any.count > limits.login) throw locked(any.until)
    const user = await users.byLogin(login)
    const right = await passwordMatches(user?.passwordHash, password.slice(0, longestPassword))
    if (!right || user === undefined || user.disabled) {
      await attempts.add(keys.address, windowMs, now)
      throw new AppError('sign-in-failed', 'The login or the password is wrong.', {
        details: { triesLeft: Math.max(0, limits.pair - pair.count) },
      })
    }
    // This try was counted too; it was not a wrong one.
    const failedBefore = any.count - 1
    await Promise.all([attempts.clear(keys.pair), attempts.clear(keys.login)])
    return { user, failedBefore }
  }
}

export const normaliseLogin = (login: string): string => login.normalize('NFKC').trim().toLowerCase()
