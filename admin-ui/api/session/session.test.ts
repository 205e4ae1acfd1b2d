// Signing in over HTTP: the cookie, the lock, the one-time password, and requests that other sites forge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withStore } from '../../../tests/support/test-store.js'
import { startAdminServer, testPassword, type AdminServer } from '../../testing/admin-server.js'

const store = withStore()
let server: AdminServer

beforeAll(async () => {
  server = await startAdminServer(store())
})
afterAll(() => server.stop())

const signIn = (login: string, password: string, cookie?: string) =>
  server.call('POST', '/session', { body: { login, password }, ...(cookie !== undefined && { cookie }) })

const cookieOf = (headers: Headers): string => headers.getSetCookie()[0]?.split(';')[0] ?? ''

async function loginOf(cookie: string): Promise<string> {
  const { body } = await server.call('GET', '/session', { cookie })
  return (body['user'] as { login: string }).login
}

describe('the first owner', () => {
  it('can do nothing with the one-time password but change it', async () => {
    const first = server.admin.firstPassword
    expect(first).toMatchObject({ login: 'admin' })
    const { status, headers, body } = await signIn('admin', first?.password ?? '')
    expect({ status, body }).toMatchObject({ status: 200, body: { user: { mustChangePassword: true } } })
    const cookie = cookieOf(headers)
    expect((await server.call('GET', '/home?timeZone=UTC', { cookie })).status).toBe(403)

    const change = (next: string) =>
      server.call('PUT', '/session/password', { cookie, body: { current: first?.password, next } })
    expect((await change('password123')).body).toMatchObject({
      error: { code: 'password-weak', details: { field: 'next', reason: 'too-common' } },
    })
    const changed = await change('lanterns over the water')
    expect(changed.body).toMatchObject({ user: { mustChangePassword: false } })
    expect((await server.call('GET', '/home?timeZone=UTC', { cookie: cookieOf(changed.headers) })).status).toBe(200)
    // The session of the one-time password is over.
    expect((await server.call('GET', '/session', { cookie })).status).toBe(401)
  })
})

describe('the session', () => {
  it('lives in a cookie that scripts cannot read and other sites do not send', async () => {
    const login = await loginOf(await server.signedIn('agent'))
    const { headers } = await signIn(login, testPassword)
    expect(headers.getSetCookie()[0]).toMatch(/^kefu-session=[\w-]{40,}; .*HttpOnly; SameSite=Lax$/)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('is a new one at each sign-in, and none after signing out', async () => {
    const planted = await server.signedIn('agent')
    const { headers } = await signIn(await loginOf(planted), testPassword, planted)
    const cookie = cookieOf(headers)
    expect(cookie).not.toBe(planted)
    expect((await server.call('GET', '/session', { cookie: planted })).status).toBe(401)
    expect((await server.call('DELETE', '/session', { cookie })).status).toBe(200)
    expect((await server.call('GET', '/session', { cookie })).status).toBe(401)
  })
})

describe('guessing', () => {
  it('is locked after five wrong passwords, says for how long, and tells the owner at the next sign-in', async () => {
    const login = await loginOf(await server.signedIn('agent'))
    for (const triesLeft of [4, 3, 2, 1, 0])
      expect((await signIn(login, 'wrong')).body).toMatchObject({
        error: { code: 'sign-in-failed', details: { triesLeft } },
      })
    const locked = await signIn(login, testPassword)
    expect(locked).toMatchObject({ status: 429, body: { error: { details: { reason: 'locked' } } } })
    expect(locked.headers.get('retry-after')).toBe('900')

    server.clock.advance(15 * 60_000)
    expect((await signIn(login, 'wrong')).status).toBe(401)
    expect(await signIn(login, testPassword)).toMatchObject({ status: 200, body: { failedBefore: 1 } })
  })
})

const ours = { 'x-kefu-request': '1' }

describe('a forged request', () => {
  it.each<[string, Record<string, string>]>([
    ['of a form, which cannot set our header', {}],
    ['of another site, as the browser says', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['of a sibling of our site', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['of another origin', { ...ours, origin: 'https://evil.example' }],
    ['of a page without an origin', { ...ours, origin: 'null' }],
  ])('%s changes nothing', async (_name, headers) => {
    const cookie = await server.signedIn('owner')
    const { status } = await fetch(`${server.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie, ...headers },
    })
    expect(status).toBe(403)
    expect((await server.call('GET', '/session', { cookie })).status).toBe(200)
  })

  it('is refused before anybody is asked who sends it', async () => {
    const { status } = await server.call('POST', '/users', { headers: { origin: 'https://evil.example' }, body: {} })
    expect(status).toBe(403)
  })
})
