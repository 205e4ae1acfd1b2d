// The first owner: made at the first start with a one-time password, which is printed and must be changed at the first sign-in.
import type { Clock } from '../clock.js'
import { newId } from '../ids.js'
import { hashPassword, oneTimePassword } from './password.js'
import type { UserStore } from './stores.js'

export interface FirstPassword {
  login: string
  password: string
}

/**
 * Answers with the login and one-time password to print, or with undefined when somebody has already signed in. Until then every start
 * makes a new password (only its hash is kept, so the one before cannot be printed again). Of several processes that start at once, the
 * one that wrote last prints the password that counts; the others print nothing.
 */
export async function ensureFirstUser(users: UserStore, clock: Clock): Promise<FirstPassword | undefined> {
  const login = 'admin'
  const password = oneTimePassword()
  const passwordHash = await hashPassword(password)
  if ((await users.count()) === 0) {
    const user = { id: newId('usr'), login, name: 'Owner', role: 'owner' as const, passwordHash }
    const inserted = await users.insert({
      ...user,
      mustChangePassword: true,
      disabled: false,
      createdAt: clock.now(),
      version: 1,
    })
    return inserted ? { login, password } : undefined
  }
  const first = await users.byLogin(login)
  if (first === undefined || !first.mustChangePassword || first.lastSignInAt !== undefined) return undefined
  const changed = await users.change(first.id, first.version, { passwordHash })
  return changed === undefined ? undefined : { login, password }
}
