// Who works here. An owner can only be made or changed by an owner, and the last one cannot be shut out.
import { hashPassword, oneTimePassword } from '../../../platform/auth/password.js'
import type { Sessions } from '../../../platform/auth/sessions.js'
import { normaliseLogin } from '../../../platform/auth/sign-in.js'
import type { User, UserChange, UserStore } from '../../../platform/auth/stores.js'
import type { Clock } from '../../../platform/clock.js'
import { AppError } from '../../../platform/errors.js'
import { newId } from '../../../platform/ids.js'
import { may } from '../policy.js'
import type { Handlers } from '../serve.js'
import type { UserView, usersContract } from './contract.js'

export interface UsersDeps {
  users: UserStore
  sessions: Sessions
  clock: Clock
  onSignedOut(userId: string): void
}

/** An installation has tens of people; reading all of them to find another owner is fine. */
const manyUsers = 1000

export function usersHandlers({ users, sessions, clock, onSignedOut }: UsersDeps): Handlers<typeof usersContract> {
  const find = async (id: string, actor: User): Promise<User> => {
    const user = await users.get(id)
    if (user === undefined) throw new AppError('not-found', 'There is no such user.')
    if (user.role === 'owner') refuseUnlessOwner(actor)
    return user
  }
  const write = async (user: User, version: number, change: UserChange): Promise<User> => {
    const changed = await users.change(user.id, version, change)
    if (changed === undefined) throw new AppError('conflict', 'Somebody else changed this user; look again.')
    return changed
  }
  const signOut = async (user: User) => {
    await sessions.endAll(user.id)
    onSignedOut(user.id)
  }
  const refuseLastOwner = async (user: User) => {
    const others = (await users.list(manyUsers)).filter(
      ({ id, role, disabled }) => role === 'owner' && !disabled && id !== user.id,
    )
    if (user.role === 'owner' && others.length === 0)
      throw new AppError('not-allowed', 'There must be an owner.', { details: { reason: 'last-owner' } })
  }

  return {
    async list({ query }) {
      const found = await users.list(query.limit + 1, query.cursor)
      const page = found.slice(0, query.limit)
      return { items: page.map(present), next: found.length > query.limit ? (page.at(-1)?.login ?? null) : null }
    },

    async add({ body }, { user: actor }) {
      if (body.role === 'owner') refuseUnlessOwner(actor)
      const password = oneTimePassword()
      const user: User = {
        id: newId('usr'),
        login: normaliseLogin(body.login),
        name: body.name,
        role: body.role,
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
        disabled: false,
        createdAt: clock.now(),
        version: 1,
      }
      if (!(await users.insert(user)))
        throw new AppError('conflict', 'This login is taken.', { details: { field: 'login' } })
      return { user: present(user), oneTimePassword: password }
    },

    async change({ params, body }, { user: actor }) {
      const user = await find(params.id, actor)
      if (body.role === 'owner' && user.role !== 'owner') refuseUnlessOwner(actor)
      const demoted = body.role !== undefined && body.role !== 'owner'
      if (demoted || body.disabled === true) await refuseLastOwner(user)
      const change = {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.role === undefined ? {} : { role: body.role }),
        ...(body.disabled === undefined ? {} : { disabled: body.disabled }),
      }
      const changed = await write(user, body.version, change)
      // A new role takes effect at once for requests; open sockets have to subscribe again.
      if (changed.disabled) await signOut(changed)
      else if (changed.role !== user.role) onSignedOut(changed.id)
      return present(changed)
    },

    async resetPassword({ params, body }, { user: actor }) {
      const user = await find(params.id, actor)
      const password = oneTimePassword()
      const changed = await write(user, body.version, {
        passwordHash: await hashPassword(password),
        mustChangePassword: true,
      })
      await signOut(changed)
      return { user: present(changed), oneTimePassword: password }
    },
  }
}

function refuseUnlessOwner(actor: User): void {
  if (!may(actor.role, 'owners.manage'))
    throw new AppError('not-allowed', 'Only an owner may do this to an owner.', {
      details: { policy: 'owners.manage' },
    })
}

function present({ passwordHash: _hash, createdAt, lastSignInAt, ...user }: User): UserView {
  return {
    ...user,
    createdAt: createdAt.toISOString(),
    ...(lastSignInAt === undefined ? {} : { lastSignInAt: lastSignInAt.toISOString() }),
  }
}
