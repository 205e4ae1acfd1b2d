// platform/auth over the real database.
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyStore, withStore } from '../../tests/support/test-store.js'
import { ensureFirstUser } from '../../platform/auth/first-user.js'
import { hashPassword } from '../../platform/auth/password.js'
import { createSessions } from '../../platform/auth/sessions.js'
import { createSignIn } from '../../platform/auth/sign-in.js'
import type { User } from '../../platform/auth/stores.js'
import { fixedClock } from '../../platform/clock.js'
import { loginAttempts } from './login-attempts.js'
import { sessions } from './sessions.js'
import { users } from './users.js'

const store = withStore()
const password = 'purple tram over lunch'
const minute = 60_000

async function setUp() {
  const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
  const userStore = users(store())
  const user: User = {
    id: 'usr_1',
    login: 'emma@example.com',
    name: 'Emma',
    role: 'agent',
    passwordHash: await hashPassword(password),
    mustChangePassword: false,
    disabled: false,
    createdAt: clock.now(),
    version: 1,
  }
  await userStore.insert(user)
  const signIn = createSignIn({ users: userStore, attempts: loginAttempts(store()), clock })
  const held = createSessions({ sessions: sessions(store()), users: userStore, clock })
  const attempt = (given: string, address = '10.0.0.1') =>
    signIn({ login: 'emma@example.com', password: given, address })
  return { clock, userStore, user, attempt, held }
}

beforeEach(() => emptyStore(store()))

describe('signing in', () => {
  it('takes the right password, with the login in any case and width', async () => {
    const { userStore, clock, user } = await setUp()
    const signIn = createSignIn({ users: userStore, attempts: loginAttempts(store()), clock })
    const signedIn = await signIn({ login: ' ＥMMA@example.com ', password, address: '10.0.0.1' })
    expect(signedIn).toEqual({ user, failedBefore: 0 })
  })

  it('says the same of a wrong password and of an unknown login', async () => {
    const { userStore, clock, attempt } = await setUp()
    const signIn = createSignIn({ users: userStore, attempts: loginAttempts(store()), clock })
    await expect(attempt('wrong')).rejects.toMatchObject({ code: 'sign-in-failed', details: { triesLeft: 4 } })
    await expect(signIn({ login: 'nobody', password, address: '10.0.0.2' })).rejects.toMatchObject({
      code: 'sign-in-failed',
      details: { triesLeft: 4 },
    })
  })

  it('locks after five wrong passwords, also for the right one, until the window is over', async () => {
    const { clock, attempt } = await setUp()
    for (let tries = 0; tries < 5; tries += 1)
      await expect(attempt('wrong')).rejects.toMatchObject({ code: 'sign-in-failed' })
    await expect(attempt(password)).rejects.toMatchObject({
      code: 'rate-limited',
      details: { reason: 'locked', retryAfterMs: 15 * minute },
    })
    clock.advance(15 * minute)
    expect((await attempt(password)).user.login).toBe('emma@example.com')
  })

  it('does not let guesses in parallel outrun the lock', async () => {
    const { attempt } = await setUp()
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => attempt('wrong')))
    const codes = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : '',
    )
    expect(codes.filter((code) => code === 'sign-in-failed')).toHaveLength(5)
    expect(codes.filter((code) => code === 'rate-limited')).toHaveLength(7)
  })

  it('locks one address only, so that a stranger cannot lock somebody out from afar', async () => {
    const { attempt } = await setUp()
    for (let tries = 0; tries < 6; tries += 1) await attempt('wrong', '10.6.6.6').catch(() => undefined)
    expect((await attempt(password, '10.0.0.1')).failedBefore).toBe(5)
  })

  it('does not let a disabled user in', async () => {
    const { userStore, user, attempt } = await setUp()
    await userStore.change(user.id, user.version, { disabled: true })
    await expect(attempt(password)).rejects.toMatchObject({ code: 'sign-in-failed' })
  })
})

describe('a session', () => {
  it('is known by its token, which is not in the database', async () => {
    const { user, held } = await setUp()
    const { token } = await held.begin(user)
    expect((await held.whose(token))?.user.id).toBe(user.id)
    expect(JSON.stringify(await store().models.sessions.find({}).lean())).not.toContain(token)
    expect(await held.whose(`${token}x`)).toBeUndefined()
  })

  it('replaces the one that the browser had before', async () => {
    const { user, held } = await setUp()
    const planted = await held.begin(user)
    const { token } = await held.begin(user, { replaces: planted.token })
    expect(await held.whose(planted.token)).toBeUndefined()
    expect(await held.whose(token)).toBeDefined()
  })

  it('ends after half a day without use, and after a week however busy', async () => {
    const { user, held, clock } = await setUp()
    const idle = await held.begin(user)
    clock.advance(13 * 60 * minute)
    expect(await held.whose(idle.token)).toBeUndefined()
    const busy = await held.begin(user)
    for (let hours = 0; hours < 7 * 24 - 6; hours += 6) {
      clock.advance(6 * 60 * minute)
      expect(await held.whose(busy.token)).toBeDefined()
    }
    clock.advance(6 * 60 * minute)
    expect(await held.whose(busy.token)).toBeUndefined()
  })

  it('ends when its user is disabled or signed out everywhere', async () => {
    const { user, held, userStore } = await setUp()
    const [one, two] = [await held.begin(user), await held.begin(user)]
    await held.endAll(user.id, two.token)
    expect(await held.whose(one.token)).toBeUndefined()
    expect(await held.whose(two.token)).toBeDefined()
    await userStore.change(user.id, user.version, { disabled: true })
    expect(await held.whose(two.token)).toBeUndefined()
  })
})

describe('the first user', () => {
  const clock = fixedClock(new Date('2026-03-01T10:00:00Z'))
  const signInWith = (given: { login: string; password: string }) =>
    createSignIn({ users: users(store()), attempts: loginAttempts(store()), clock })({ ...given, address: '::1' })

  it('is an owner with a one-time password, made anew at each start until it was used', async () => {
    const first = await ensureFirstUser(users(store()), clock)
    const second = await ensureFirstUser(users(store()), clock)
    expect(second?.password).not.toBe(first?.password)
    await expect(signInWith(first!)).rejects.toMatchObject({ code: 'sign-in-failed' })
    const { user } = await signInWith(second!)
    expect(user).toMatchObject({ role: 'owner', mustChangePassword: true })
    await users(store()).change(user.id, user.version, { lastSignInAt: clock.now() })
    expect(await ensureFirstUser(users(store()), clock)).toBeUndefined()
  })

  it('is not made where there is somebody already', async () => {
    await setUp()
    expect(await ensureFirstUser(users(store()), clock)).toBeUndefined()
  })
})
